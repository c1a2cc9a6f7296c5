// Says a text of the form editor in the language of the page.
import { FORM_TEXTS } from "./texts_forms_zh.js";
import { translator } from "./translate.js";

export const say = translator(document.documentElement.lang, FORM_TEXTS);
