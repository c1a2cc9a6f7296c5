// What the platform reads in a form beyond form-js, as a group of the form editor's panel: chosen or typed, and kept
// among the properties of the field.
import { h } from "preact";
import { say } from "./say_forms.js";

/**
 * @typedef {object} Property
 * @property {string} name
 * @property {string} about
 * @property {string} takes
 * @property {string[]} on the types of fields that have it; none: all
 * @property {boolean} each whether there is one for each option or column
 * @property {{ word: string, label: string }[]} words
 */
/**
 * @typedef {object} Vocabulary
 * @property {string[]} types
 * @property {Property[]} properties
 * @property {{ word: string, label: string }[]} lists
 * @property {string[]} without groups of the panel that are left out, because what they set is refused
 */
/** @typedef {(field: any, path: string | string[], value: any) => void} EditField */
/** @typedef {{ id: string, label: string, value: string, set: (value: string) => void }} Line */

/** Types that show something and have no value. */
const SHOWN = new Set(["text", "html", "image", "separator", "spacer", "table"]);
const TITLES = ["title", "title_en"];

/** @param {Vocabulary} vocabulary */
export function platformProperties(vocabulary) {
  class Provider {
    /**
     * @param {any} propertiesPanel
     * @param {any} formEditor
     */
    constructor(propertiesPanel, formEditor) {
      this.formEditor = formEditor;
      propertiesPanel.registerProvider(this, 200);
    }

    /**
     * @param {any} field
     * @param {EditField} editField
     */
    getGroups(field, editField) {
      return (/** @type {any[]} */ groups) => {
        if (!field) return groups;
        const entries = entriesOf(field, editField, vocabulary, this.formEditor);
        const own = { id: "platform", label: say("Of the platform"), entries, shouldOpen: true };
        const [first, ...others] = groups.filter(({ id }) => !vocabulary.without.includes(id));
        return [first, ...(entries.length ? [own] : []), ...others].filter(Boolean);
      };
    }
  }
  /** @type {any} */ (Provider).$inject = ["propertiesPanel", "formEditor"];
  return { __init__: ["platformProperties"], platformProperties: ["type", Provider] };
}

/**
 * @param {any} field
 * @param {EditField} editField
 * @param {Vocabulary} vocabulary
 * @param {any} formEditor
 */
function entriesOf(field, editField, { properties, lists }, formEditor) {
  const held = field.properties ?? {};
  const line = (/** @type {string} */ name, /** @type {string} */ label) => ({
    id: `platform-${name}`,
    label,
    value: held[name] ?? "",
    set: (/** @type {string} */ value) => {
      const others = Object.entries(field.properties ?? {}).filter(([key]) => key !== name);
      editField(field, ["properties"], Object.fromEntries(value ? [...others, [name, value]] : others));
    },
  });
  if (field.type === "default") {
    return TITLES.map((name) => text(line(name, say(name === "title" ? "Title of the form" : "Title in English"))));
  }
  const entries = properties
    .filter((one) => !one.each && fits(one, field))
    .map((one) => entry(one, line(one.name, one.about), formEditor));
  const english = (field.values ?? []).map((/** @type {any} */ option) =>
    text(line(`option_en.${option.value}`, say("{what}, in English", { what: option.label }))),
  );
  return [...listEntry(field, editField, lists), ...entries, ...english];
}

/**
 * @param {Property} property
 * @param {any} field
 */
function fits({ name, on }, { type }) {
  if (on.length) return on.includes(type);
  if (name === "label_en" || name === "description_en") return type !== "separator" && type !== "spacer";
  if (SHOWN.has(type) || type === "group") return name === "shown_to" && type === "group";
  return type === "textfield" || type === "textarea" || !NEEDS_TEXT.has(name);
}

/** What only a field says into which people type. */
const NEEDS_TEXT = new Set([
  ...["validate", "autocomplete", "placeholder", "placeholder_en", "pattern_message", "pattern_message_en"],
  ...["prefix_en", "suffix_en", "message_en", "warning_en"],
]);

/**
 * The list of the platform or of the package that a choice takes its options from.
 * @param {any} field
 * @param {EditField} editField
 * @param {{ word: string, label: string }[]} lists
 */
function listEntry(field, editField, lists) {
  if (field.valuesKey === undefined) return [];
  const set = (/** @type {string} */ value) => editField(field, ["valuesKey"], value);
  return [choice({ id: "platform-list", label: say("List of options"), value: field.valuesKey, set }, lists)];
}

/**
 * @param {Property} property
 * @param {Line} line
 * @param {any} formEditor
 */
function entry({ takes, words, name }, line, formEditor) {
  if (takes === "field") return choice(line, filesOf(formEditor.getSchema()));
  if (words.length) return choice(line, words);
  return text(line, name === "warn_if" || takes === "feel");
}

/**
 * The fields with files of a form, by which a value can be proved.
 * @param {any} component
 * @returns {{ word: string, label: string }[]}
 */
function filesOf(component) {
  const inside = (component.components ?? []).flatMap(filesOf);
  if (component.type !== "filepicker") return inside;
  return [{ word: component.key, label: `${component.label ?? ""} · ${component.key}` }];
}

/**
 * @param {Line} line
 * @param {boolean} [code]
 */
function text(line, code = false) {
  const Drawn = () => {
    const field = h("input", {
      type: "text",
      id: line.id,
      class: `bio-properties-panel-input${code ? " font-monospace" : ""}`,
      value: line.value,
      spellcheck: false,
      onChange: (/** @type {any} */ event) => line.set(event.currentTarget.value.trim()),
    });
    return labelled(line, field);
  };
  return { id: line.id, component: Drawn, isEdited: () => Boolean(line.value) };
}

/**
 * @param {Line} line
 * @param {{ word: string, label: string }[]} words
 */
function choice(line, words) {
  const known = !line.value || words.some(({ word }) => word === line.value);
  const offered = [
    { word: "", label: say("None") },
    ...(known ? [] : [{ word: line.value, label: line.value }]),
    ...words,
  ];
  const Drawn = () => {
    const options = offered.map(({ word, label }) =>
      h("option", { value: word, selected: word === line.value }, label),
    );
    const properties = {
      id: line.id,
      class: "bio-properties-panel-input",
      onChange: (/** @type {any} */ event) => line.set(event.currentTarget.value),
    };
    return labelled(line, h("select", properties, options));
  };
  return { id: line.id, component: Drawn, isEdited: () => Boolean(line.value) };
}

/**
 * @param {Line} line
 * @param {any} field
 */
const labelled = (line, field) =>
  h("div", { class: "bio-properties-panel-entry", "data-entry-id": line.id }, [
    h("label", { class: "bio-properties-panel-label", for: line.id }, line.label),
    field,
  ]);
