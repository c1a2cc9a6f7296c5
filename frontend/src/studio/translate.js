// Says the editor's own texts in the reader's language: our words first, then those of bpmn-js-i18n-zh, whose keys
// differ in case. What nobody has is kept for the test that looks for it.
import bpmn from "bpmn-js-i18n-zh/lib/bpmn-js/index.js";
import panel from "bpmn-js-i18n-zh/lib/properties-panel/index.js";
import zeebe from "bpmn-js-i18n-zh/lib/zeebe-properties-panel/index.js";
import { TEXTS } from "./texts_zh.js";

/** @typedef {Record<string, string>} Catalogue */

/** @type {Map<string, string>} */
const CHINESE = new Map();
for (const catalogue of /** @type {Catalogue[]} */ ([bpmn, panel, zeebe, TEXTS])) {
  for (const [key, said] of Object.entries(catalogue)) CHINESE.set(key.toLowerCase().trim(), said);
}

/** @type {Set<string>} */
export const untranslated = new Set();

/**
 * @param {string} locale
 * @param {Catalogue} [own] what an editor of its own says otherwise
 * @returns {(text: string, replacements?: Record<string, string>) => string}
 */
export function translator(locale, own = {}) {
  const first = new Map(Object.entries(own).map(([key, said]) => [key.toLowerCase().trim(), said]));
  return (text, replacements = {}) => {
    const key = text.toLowerCase().trim();
    const chinese = locale === "en" ? undefined : (first.get(key) ?? CHINESE.get(key));
    if (locale !== "en" && chinese === undefined && /[a-z]{2}/i.test(text)) untranslated.add(text);
    return (chinese ?? text).replace(/\{([^}]+)\}/g, (gap, name) => replacements[name.trim()] ?? gap);
  };
}

/**
 * The service of bpmn-js that says texts.
 * @param {(text: string, replacements?: Record<string, string>) => string} say
 */
export const translation = (say) => ({ translate: ["value", say] });
