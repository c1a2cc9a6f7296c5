// Who does a step: the person who applied, people of roles, the window of a region, or what data says.
import { APPLICANT, WINDOW, asGroups, listed, wayOf } from "./assignment.js";
import { choice, feel, text, tick } from "./entries.js";
import { business, said, write } from "./extensions.js";

const TYPE = "zeebe:AssignmentDefinition";
/** @typedef {import("./assignment.js").Way} Way */

/** @type {Record<Way, { assignee?: string, candidateGroups?: string, candidateUsers?: string }>} */
const WAYS = {
  nobody: {},
  applicant: { assignee: APPLICANT },
  roles: { candidateGroups: asGroups(["operator"]) },
  window: { candidateGroups: WINDOW },
  data: { candidateGroups: "=route.groups" },
  person: { assignee: "=" },
};

/**
 * @param {any} element
 * @param {import("./groups.js").Context} context
 */
export function whoEntries(element, { injector, translate, vocabulary }) {
  const owner = business(element);
  const get = (/** @type {string} */ name) => said(owner, TYPE, name);
  const put = (/** @type {Record<string, string>} */ properties) => write(injector, element, TYPE, properties);
  const assignment = {
    assignee: get("assignee"),
    candidateGroups: get("candidateGroups"),
    candidateUsers: get("candidateUsers"),
  };
  const way = wayOf(assignment);
  const options = [
    { value: "nobody", label: translate("Not chosen yet") },
    { value: "applicant", label: translate("The applicant") },
    { value: "roles", label: translate("People of roles") },
    { value: "window", label: translate("The window of the application's region") },
    { value: "data", label: translate("Groups that data says") },
    { value: "person", label: translate("A person whom data says") },
  ];
  const chosen = choice({
    id: "who-way",
    label: translate("Who does it"),
    options,
    description: way === "window" ? staffedWindows(vocabulary.windows, translate) : undefined,
    get: () => way,
    set: (/** @type {Way} */ to) => put({ assignee: "", candidateGroups: "", candidateUsers: "", ...WAYS[to] }),
  });
  const groups = { id: "who-groups", get: () => get("candidateGroups"), set: groupsTo };
  function groupsTo(/** @type {string} */ value) {
    put({ candidateGroups: value });
  }
  if (way === "roles") return [chosen, ...roleTicks(listed(assignment.candidateGroups) ?? [], groupsTo)];
  if (way === "data") {
    const users = { id: "who-users", get: () => get("candidateUsers") };
    return [
      chosen,
      feel({ ...groups, label: translate("Groups, in FEEL") }),
      feel({ ...users, label: translate("People, in FEEL"), set: (value) => put({ candidateUsers: value }) }),
    ];
  }
  if (way === "person") {
    const person = { id: "who-person", label: translate("Person, in FEEL"), get: () => get("assignee") };
    return [chosen, feel({ ...person, set: (value) => put({ assignee: value }) })];
  }
  return [chosen];

  /**
   * @param {string[]} roles
   * @param {(groups: string) => void} set
   */
  function roleTicks(roles, set) {
    const unknown = roles.filter((one) => !vocabulary.roles.some((role) => role.id === one));
    const ticked = vocabulary.roles.map((role) =>
      tick({
        id: `who-role-${role.id}`,
        label: role.name,
        // What is said does not depend on what is ticked: nothing moves away under the pointer of who ticks.
        description: [role.about, today(role, translate)].filter(Boolean).join(" · "),
        get: () => roles.includes(role.id),
        set: (wanted) => set(asGroups([...roles.filter((one) => one !== role.id), ...(wanted ? [role.id] : [])])),
      }),
    );
    const others = {
      id: "who-other",
      label: translate("Other groups"),
      description: translate("Windows: window:REGION or cluster:ID, separated by blanks"),
      get: () => unknown.join(" "),
    };
    const known = roles.filter((one) => !unknown.includes(one));
    const setOthers = (/** @type {string} */ value) =>
      set(asGroups([...known, ...(value ?? "").split(/[\s,]+/).filter(Boolean)]));
    return [...ticked, text({ ...others, set: setOthers })];
  }
}

/**
 * @param {{ count: number, names: string[] }} role
 * @param {(text: string, gaps?: Record<string, string>) => string} translate
 */
function today({ count, names }, translate) {
  if (!count) return translate("Today nobody");
  const shown = names.join(translate(", ")) + (count > names.length ? "…" : "");
  return translate("Today {count}: {names}", { count: String(count), names: shown });
}

/**
 * @param {{ count: number, unstaffed: string[] }} windows
 * @param {(text: string, gaps?: Record<string, string>) => string} translate
 */
function staffedWindows({ count, unstaffed }, translate) {
  const gaps = {
    count: String(count),
    names: unstaffed.slice(0, 5).join(translate(", ")),
    none: String(unstaffed.length),
  };
  return unstaffed.length
    ? translate("{count} windows; today nobody in {none}: {names}", gaps)
    : translate("{count} windows, each with somebody today", gaps);
}
