// Says the editor's own texts in the reader's language: our words first, then those of bpmn-js-i18n-zh, whose keys
// differ in case. What nobody has is kept for the test that looks for it.
import bpmn from "bpmn-js-i18n-zh/lib/bpmn-js/index.js";
import panel from "bpmn-js-i18n-zh/lib/properties-panel/index.js";
import zeebe from "bpmn-js-i18n-zh/lib/zeebe-properties-panel/index.js";
import { DECISION_TEXTS } from "./texts_decisions_zh.js";
import { TEXTS } from "./texts_zh.js";

/** @typedef {Record<string, string>} Catalogue */

/** @type {Map<string, string>} */
const CHINESE = new Map();
for (const catalogue of /** @type {Catalogue[]} */ ([bpmn, panel, zeebe, DECISION_TEXTS, TEXTS])) {
  for (const [key, said] of Object.entries(catalogue)) CHINESE.set(key.toLowerCase().trim(), said);
}

/** @type {Set<string>} */
export const untranslated = new Set();

/**
 * @param {string} locale
 * @returns {(text: string, replacements?: Record<string, string>) => string}
 */
export function translator(locale) {
  return (text, replacements = {}) => {
    const chinese = locale === "en" ? undefined : CHINESE.get(text.toLowerCase().trim());
    if (locale !== "en" && chinese === undefined && /[a-z]{2}/i.test(text)) untranslated.add(text);
    return (chinese ?? text).replace(/\{([^}]+)\}/g, (gap, name) => replacements[name.trim()] ?? gap);
  };
}

/**
 * The service of bpmn-js that says texts.
 * @param {string} locale
 */
export const translation = (locale) => ({ translate: ["value", translator(locale)] });
