// Says a text of the editor of decisions in the language of the page.
import { DECISION_TEXTS } from "./texts_decisions_zh.js";
import { translator } from "./translate.js";

export const say = translator(document.documentElement.lang, DECISION_TEXTS);
