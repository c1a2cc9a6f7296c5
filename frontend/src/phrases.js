// A phrase goes into the opinion where the caret stands; without this script the server adds it to the end.
import { source } from "./dom.js";

/** @param {Document} root */
export function install(root) {
  root.addEventListener("click", (event) => {
    const button = source(event)?.closest("[data-phrase]");
    const opinion = /** @type {HTMLTextAreaElement | null} */ (root.querySelector("#opinion"));
    if (!button || !opinion) return;
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end, value } = opinion;
    const before = value.slice(0, start);
    const gap = before && !/[\s\n]$/.test(before) ? "\n" : "";
    opinion.setRangeText(gap + button.dataset.phrase, start, end, "end");
    opinion.dispatchEvent(new Event("input", { bubbles: true }));
    opinion.focus();
  });
}
