// The platform's own kinds of fields in the palette of the form editor: each is a field of form-js with the properties
// that make it this kind, so that a form stays one that form-js can read.
import { iconsByType } from "@bpmn-io/form-js-viewer";
import { say } from "./say_forms.js";

/**
 * @typedef {object} Kind
 * @property {string} name in English, as it is translated
 * @property {string} type of form-js
 * @property {Record<string, any>} attributes
 */

/** @type {Record<string, Kind>} */
const KINDS = {
  upload: { name: "Scanned document", type: "filepicker", attributes: { properties: { upload: "scan" } } },
  pictures: {
    name: "Pictures",
    type: "filepicker",
    attributes: { multiple: true, properties: { upload: "product_picture", max_items: "9" } },
  },
  region: { name: "Region", type: "select", attributes: { valuesKey: "regions", searchable: true } },
  list: { name: "Choice from a list", type: "select", attributes: { valuesKey: "regions" } },
  creditCode: {
    name: "Unified social credit code",
    type: "textfield",
    attributes: { properties: { validate: "credit_code" }, validate: { maxLength: 18 } },
  },
  mobile: {
    name: "Mobile number",
    type: "textfield",
    attributes: { properties: { validate: "mobile_cn", autocomplete: "tel" }, validate: { maxLength: 20 } },
  },
  email: {
    name: "Email address",
    type: "textfield",
    attributes: { properties: { validate: "email", autocomplete: "email" }, validate: { maxLength: 100 } },
  },
  idCard: {
    name: "Identity card number",
    type: "textfield",
    attributes: { properties: { validate: "id_card_cn" }, validate: { maxLength: 18 } },
  },
  amount: {
    name: "Amount of money",
    type: "number",
    attributes: { decimalDigits: 2, validate: { min: 0 }, appearance: { suffixAdorner: "元" }, suffixed: true },
  },
};

/**
 * The module that offers these, and no type or rule that the platform refuses.
 * @param {string[]} types that forms may have
 * @param {string[]} rules that their texts may be checked by
 */
export function platformKinds(types, rules) {
  const isOffered = (/** @type {Kind} */ { type, attributes: { properties } }) =>
    types.includes(type) && (!properties?.validate || rules.includes(properties.validate));

  class Kinds {
    /** @param {any} formFields */
    constructor(formFields) {
      for (const type of Object.keys(formFields._formFields)) {
        if (type !== "default" && !types.includes(type)) delete formFields._formFields[type];
      }
      const offered = Object.entries(KINDS).filter(([, kind]) => isOffered(kind));
      for (const [id, { name, type, attributes }] of offered) {
        const { config } = formFields.get(type);
        const create = (/** @type {any} */ given) => config.create({ ...given, ...made(attributes, name), type });
        const own = { ...config, type: id, name: say(name), label: say(name), group: "platform", create };
        formFields.register(id, { config: { ...own, icon: iconsByType(type) } });
      }
    }
  }
  /** @type {any} */ (Kinds).$inject = ["formFields"];
  return { __init__: ["platformKinds"], platformKinds: ["type", Kinds] };
}

/**
 * A copy of what makes a kind, with its name in both languages.
 * @param {Record<string, any>} attributes
 * @param {string} name
 */
function made(attributes, name) {
  const { suffixed, ...rest } = structuredClone(attributes);
  const english = { label_en: name, ...(suffixed ? { suffix_en: "yuan" } : {}) };
  return { ...rest, properties: { ...english, ...rest.properties } };
}
