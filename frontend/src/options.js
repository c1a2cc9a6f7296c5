// Narrows a long list of choices to those that contain what is typed; chosen ones stay.
import { source } from "./dom.js";

/** @param {Document} root */
export function install(root) {
  root.addEventListener("input", (event) => {
    const input = source(event);
    if (!(input instanceof HTMLInputElement) || !input.matches("[data-filter-options]")) return;
    const wanted = input.value.trim().toLowerCase();
    for (const choice of input.parentElement?.querySelectorAll("[data-options] > label") ?? []) {
      const fits = choice.textContent.toLowerCase().includes(wanted);
      const box = /** @type {HTMLInputElement | null} */ (choice.querySelector("input"));
      choice.hidden = !fits && !box?.checked;
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && source(event)?.matches("[data-filter-options]")) event.preventDefault();
  });
}
