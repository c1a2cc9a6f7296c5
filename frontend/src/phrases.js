// What is chosen goes into a text where its caret stands: a phrase into the opinion (without this script the server adds
// it to the end), and the value of a select with data-inserts-into into the text with that id.
import { source } from "./dom.js";

/**
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
function insert(field, text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

/** @param {Document} root */
export function install(root) {
  root.addEventListener("click", (event) => {
    const button = source(event)?.closest("[data-phrase]");
    const opinion = /** @type {HTMLTextAreaElement | null} */ (root.querySelector("#opinion"));
    if (!button || !opinion) return;
    event.preventDefault();
    const before = opinion.value.slice(0, opinion.selectionStart);
    const gap = before && !/[\s\n]$/.test(before) ? "\n" : "";
    insert(opinion, gap + (button.dataset.phrase ?? ""));
  });
  root.addEventListener("change", (event) => {
    const choice = source(event);
    if (!(choice instanceof HTMLSelectElement) || !choice.dataset.insertsInto || !choice.value) return;
    const field = root.getElementById(choice.dataset.insertsInto);
    if (field instanceof HTMLTextAreaElement) insert(field, choice.value);
  });
}
