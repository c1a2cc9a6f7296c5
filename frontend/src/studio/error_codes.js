// The error that an event catches or throws, chosen from those that jobs of the platform report and the diagram has.
import { choice, withNow } from "./entries.js";

/** @typedef {import("./groups.js").Context} Context */

/** @param {any} owner an event */
export const errorDefinition = (owner) =>
  (owner.get("eventDefinitions") ?? []).find((/** @type {any} */ one) => one.$type === "bpmn:ErrorEventDefinition");

/**
 * @param {any} element
 * @param {any} definition
 * @param {Context} context
 */
export function errorEntries(element, definition, { injector, translate, vocabulary }) {
  const definitions = injector.get("bpmnjs").getDefinitions();
  /** @type {any[]} */
  const known = definitions.get("rootElements").filter((/** @type {any} */ one) => one.$type === "bpmn:Error");
  const code = definition.get("errorRef")?.get("errorCode") ?? "";
  const reported = vocabulary.errors.map((one) => ({ value: one.code, label: `${one.code} · ${one.about}` }));
  const others = known
    .filter((one) => one.get("errorCode") && !vocabulary.errors.some(({ code: of }) => of === one.get("errorCode")))
    .map((one) => ({
      value: one.get("errorCode"),
      label: [one.get("errorCode"), one.get("name")].filter(Boolean).join(" · "),
    }));
  return [
    choice({
      id: "error-code-known",
      label: translate("Error"),
      options: withNow([...reported, ...others], code, translate("Not chosen yet")),
      get: () => code,
      set: (/** @type {string} */ value) => chooseError(injector, element, definition, value, definitions),
    }),
  ];
}

/**
 * Let an event be about the error with this code: one that the diagram has, or a new one.
 * @param {any} injector
 * @param {any} element
 * @param {any} definition
 * @param {string} code
 * @param {any} definitions
 */
function chooseError(injector, element, definition, code, definitions) {
  const roots = definitions.get("rootElements");
  /** @param {any} moddleElement @param {Record<string, any>} properties */
  const change = (moddleElement, properties) => ({
    cmd: "element.updateModdleProperties",
    context: { element, moddleElement, properties },
  });
  const commands = [];
  let error = roots.find((/** @type {any} */ one) => one.$type === "bpmn:Error" && one.get("errorCode") === code);
  if (!error && code) {
    error = injector.get("bpmnFactory").create("bpmn:Error", { name: code, errorCode: code });
    error.$parent = definitions;
    commands.push(change(definitions, { rootElements: [...roots, error] }));
  }
  commands.push(change(definition, { errorRef: code ? error : undefined }));
  injector.get("commandStack").execute("properties-panel.multi-command-executor", commands);
}
