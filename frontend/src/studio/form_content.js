// A form as it is written: what form-js adds to components when it reads them, and says nothing, is left out again.

/** @typedef {{ id: string, components?: Component[], layout?: { row: string, columns?: number | null } }} Component */

/**
 * @param {any} schema what the editor holds
 * @param {any} given what it was opened with
 * @returns {any}
 */
export function asWritten(schema, given) {
  const placed = new Set(
    walk(given)
      .filter((one) => one.layout)
      .map((one) => one.id),
  );
  const version = given.schemaVersion === undefined ? {} : { schemaVersion: given.schemaVersion };
  const rest = Object.entries(schema).filter(([key]) => key !== "schemaVersion");
  return { ...withoutRows(/** @type {any} */ (Object.fromEntries(rest)), placed), ...version };
}

/**
 * Tell whether two forms say the same, in whatever order.
 * @param {any} one
 * @param {any} other
 */
export const isSame = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

/**
 * @param {Component} component
 * @returns {Component[]}
 */
const walk = (component) => [component, ...(component.components ?? []).flatMap(walk)];

/**
 * @param {Component} component
 * @param {Set<string>} placed those that had a place in a row
 * @returns {Component}
 */
function withoutRows(component, placed) {
  if (!component.components) return component;
  const rows = component.components.map((one) => one.layout?.row);
  const components = component.components.map((one) => {
    const { layout, ...rest } = one;
    const isAlone = rows.filter((row) => row === layout?.row).length === 1;
    const kept = layout && (placed.has(one.id) || !isAlone || layout.columns) ? one : rest;
    return withoutRows(kept, placed);
  });
  return { ...component, components };
}

/**
 * @param {any} value
 * @returns {any}
 */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
