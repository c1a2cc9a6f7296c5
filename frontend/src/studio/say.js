// Says a text of the editors in the language of the page.
import { translator } from "./translate.js";

export const say = translator(document.documentElement.lang);
