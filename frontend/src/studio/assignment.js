// What the assignment of a step says, as one of the ways in which analysts choose who does it.

export const APPLICANT = "=applicant";
export const WINDOW = '=["window:" + region]';

/** @typedef {"nobody" | "applicant" | "roles" | "window" | "data" | "person"} Way */

/**
 * The groups that a text lists without any data: `operator, finance` or `=["operator", "finance"]`.
 * @param {string} groups
 * @returns {string[] | null} null where data says them
 */
export function listed(groups) {
  const inside = /^=\s*\[(.*)\]\s*$/s.exec(groups);
  const parts = (inside ? inside[1] : groups)?.split(",").map((one) => one.trim()) ?? [];
  const names = parts.map((one) => (inside ? /^"([^"]*)"$/.exec(one)?.[1] : one));
  if (groups.startsWith("=") && !inside) return null;
  if (names.some((one) => !one || !/^[\w:-]+$/.test(one))) return null;
  return /** @type {string[]} */ (names);
}

/** @param {string[]} roles */
export const asGroups = (roles) => (roles.length ? `=[${roles.map((one) => `"${one}"`).join(", ")}]` : "");

/**
 * @param {{ assignee: string, candidateGroups: string, candidateUsers: string }} assignment
 * @returns {Way}
 */
export function wayOf({ assignee, candidateGroups, candidateUsers }) {
  if (assignee === APPLICANT) return "applicant";
  if (assignee) return "person";
  if (candidateGroups.replace(/\s/g, "") === WINDOW.replace(/\s/g, "")) return "window";
  if (candidateUsers) return "data";
  if (!candidateGroups) return "nobody";
  return listed(candidateGroups) ? "roles" : "data";
}
