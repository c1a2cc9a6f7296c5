// The texts in English of the decision that is shown: its name, the labels of its inputs, what its rules mean.

import { say } from "./say_decisions.js";

const TEXT = "tongban:Text";

/**
 * @typedef {object} Line
 * @property {any} owner whose text it is
 * @property {"name" | "documentation"} attribute
 * @property {string} chinese what it says in Chinese
 */

/** @param {HTMLElement} place */
export function decisionTexts(place) {
  return {
    /** @param {any} manager */
    show(manager) {
      const view = manager.getActiveView();
      const lines = view && view.type !== "drd" ? linesOf(view.element) : [];
      place.hidden = !lines.length;
      if (place.contains(document.activeElement)) return; // somebody types here
      const heading = document.createElement("h2");
      heading.className = "h4";
      heading.textContent = say("Texts in English");
      place.replaceChildren(heading, ...lines.map((line) => entry(line, manager)));
    },
  };
}

/**
 * @param {any} decision
 * @returns {Line[]}
 */
function linesOf(decision) {
  const table = decision.decisionLogic;
  const inputs = table?.input ?? [];
  const rules = (table?.rule ?? []).filter((/** @type {any} */ rule) => rule.description);
  return [
    { owner: decision, attribute: "name", chinese: decision.name },
    ...inputs.map((/** @type {any} */ one) => ({ owner: one, attribute: "name", chinese: one.label })),
    ...rules.map((/** @type {any} */ one) => ({ owner: one, attribute: "documentation", chinese: one.description })),
  ];
}

/**
 * @param {Line} line
 * @param {any} manager
 */
function entry(line, manager) {
  const label = document.createElement("label");
  const field = document.createElement("input");
  field.className = "form-control form-control-sm";
  field.value = textOf(line.owner)?.get(line.attribute) ?? "";
  field.maxLength = 300;
  field.lang = "en";
  field.addEventListener("input", (event) => event.stopPropagation());
  field.addEventListener("change", (event) => {
    event.stopPropagation();
    write(line, field.value.trim(), manager);
  });
  label.className = "form-label";
  label.append(line.chinese || line.owner.id, field);
  return label;
}

/** @param {any} owner */
const textOf = (owner) =>
  owner.extensionElements?.values?.find(
    (/** @type {any} */ one) => one.$instanceOf?.(TEXT) && one.get("locale") === "en",
  );

/**
 * Write a text through the stack of commands, so that it can be undone; an empty one goes.
 * @param {Line} line
 * @param {string} said
 * @param {any} manager
 */
function write({ owner, attribute }, said, manager) {
  const moddle = owner.$model;
  const known = textOf(owner);
  const others = (owner.extensionElements?.values ?? []).filter((/** @type {any} */ one) => one !== known);
  const texts = { locale: "en", name: known?.get("name"), documentation: known?.get("documentation") };
  texts[attribute] = said || undefined;
  const values = texts.name || texts.documentation ? [...others, moddle.create(TEXT, texts)] : others;
  const holder = values.length ? moddle.create("dmn:ExtensionElements", { values }) : undefined;
  for (const one of values) one.$parent = holder;
  if (holder) holder.$parent = owner;
  const viewer = manager.getActiveViewer();
  const context = { element: owner, properties: { extensionElements: holder } };
  viewer.get("commandStack").execute("element.updateProperties", context);
}
