// The entries of the property panel that our groups are made of: each says how it reads and writes its value.
import { h } from "@bpmn-io/properties-panel/preact";
import {
  CheckboxEntry,
  FeelEntry,
  SelectEntry,
  TextAreaEntry,
  TextFieldEntry,
  isCheckboxEntryEdited,
  isFeelEntryEdited,
  isSelectEntryEdited,
  isTextAreaEntryEdited,
  isTextFieldEntryEdited,
} from "@bpmn-io/properties-panel";
import { useEffect, useState } from "@bpmn-io/properties-panel/preact/hooks";
import { useService } from "bpmn-js-properties-panel";

const PAUSE_MS = 400;

/**
 * @typedef {object} Field
 * @property {string} id
 * @property {string} label
 * @property {string} [description]
 * @property {() => any} get
 * @property {(value: any) => void} set
 * @property {{ value: string, label: string }[]} [options] of a choice
 */

/** @typedef {{ id: string, component: (props: any) => any, isEdited: (node: any) => boolean, field: Field }} Entry */

/**
 * @param {any} component
 * @param {(node: any) => boolean} isEdited
 * @param {(field: Field) => Record<string, any>} [more]
 * @returns {(field: Field) => Entry}
 */
function kind(component, isEdited, more = () => ({})) {
  /** @param {{ element: any, field: Field }} props */
  const Drawn = ({ element, field }) => {
    const debounce = useService("debounceInput");
    return h(component, {
      element,
      id: field.id,
      label: field.label,
      description: field.description,
      getValue: field.get,
      setValue: field.set,
      debounce,
      ...more(field),
    });
  };
  return (field) => ({ id: field.id, component: Drawn, isEdited, field });
}

export const text = kind(TextFieldEntry, isTextFieldEntryEdited);
export const area = kind(TextAreaEntry, isTextAreaEntryEdited);
export const feel = kind(FeelWithExample, isFeelEntryEdited, () => ({ feel: "required" }));
export const tick = kind(CheckboxEntry, isCheckboxEntryEdited);
export const choice = kind(SelectEntry, isSelectEntryEdited, (field) => ({ getOptions: () => field.options ?? [] }));

/**
 * An expression with what it can read offered while it is typed, and below it what it comes to in the example.
 * @param {any} properties
 */
function FeelWithExample(properties) {
  const { known } = useService("variableResolver");
  const variables = known.at(properties.element.id);
  const expression = properties.getValue() ?? "";
  return [h(FeelEntry, { ...properties, variables }), h(Example, { expression })];
}

/**
 * What an expression comes to in the example of the draft.
 * @param {{ expression: string }} properties with the equals sign
 */
function Example({ expression }) {
  const { known } = useService("variableResolver");
  const [value, setValue] = useState("");
  useEffect(() => {
    setValue("");
    if (!expression.startsWith("=")) return undefined;
    const timer = setTimeout(async () => setValue(await known.example(expression.slice(1))), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [expression]);
  if (!value) return null;
  const said = known.translate("In the example: {value}", { value });
  return h("div", { class: "bio-properties-panel-entry feel-example", role: "status" }, said);
}

/**
 * The value of somebody else's expression in the example, as an entry below it.
 * @param {string} id
 * @param {() => string} get
 */
export const exampleOf = (id, get) => ({
  id,
  component: () => h(Example, { expression: get() }),
  isEdited: () => false,
});

/**
 * One tick for each of several words that stand in one text, separated by blanks.
 * @param {Field} field whose value is the text
 * @param {{ word: string, label: string }[]} words
 */
export const ticks = (field, words) =>
  words.map(({ word, label }) =>
    tick({
      id: `${field.id}-${word}`,
      label,
      get: () => field.get().split(/\s+/).includes(word),
      set: (wanted) => {
        const rest = field
          .get()
          .split(/\s+/)
          .filter((/** @type {string} */ one) => one && one !== word);
        field.set([...rest, ...(wanted ? [word] : [])].join(" "));
      },
    }),
  );

/**
 * A button that does something, or a link that leads somewhere.
 * @param {{ id: string, label: string, run?: () => void, href?: string }} said
 * @returns {{ id: string, component: () => any, isEdited: () => boolean }}
 */
export const action = ({ id, label, run, href }) => {
  const properties = href ? { href } : { type: "button", onClick: run };
  const drawn = h(href ? "a" : "button", { class: "btn btn-sm", ...properties }, label);
  const Drawn = () => h("div", { class: "bio-properties-panel-entry", "data-entry-id": id }, drawn);
  return { id, component: Drawn, isEdited: () => false };
};

/** @param {string} value */
export const named = (value) => ({ value, label: value });

/**
 * @param {{ value: string, label: string }[]} options
 * @param {string} now the value that stands there, which may be none of them
 * @param {string} nothing what to call no choice
 */
export function withNow(options, now, nothing) {
  const known = options.some((one) => one.value === now) || !now;
  return [{ value: "", label: nothing }, ...(known ? [] : [named(now)]), ...options];
}
