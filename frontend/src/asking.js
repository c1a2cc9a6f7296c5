// Asks before something that ends a case: a button with data-asks="id" of a dialog in its form goes only after
// the dialog's button [data-asked]. A field that is needed for it ([data-asks-for]) and empty is told first, by the server.
import { source } from "./dom.js";

/** @param {SubmitEvent} event */
function ask(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const dialog = /** @type {HTMLDialogElement | null} */ (
    button?.dataset.asks ? document.getElementById(button.dataset.asks) : null
  );
  if (!button || !dialog || form.dataset.asked === button.value) return;
  const needed = /** @type {HTMLTextAreaElement | null} */ (
    button.dataset.asksFor ? document.getElementById(button.dataset.asksFor) : null
  );
  if (needed && !needed.value.trim()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  dialog.showModal();
}

/** @param {Document} root */
export function install(root) {
  root.addEventListener("submit", ask, { capture: true });
  root.addEventListener("click", (event) => {
    const pressed = source(event)?.closest("[data-asked], [data-not-asked]");
    const dialog = /** @type {HTMLDialogElement | null} */ (pressed?.closest("dialog") ?? null);
    const form = /** @type {HTMLFormElement | null} */ (dialog?.closest("form") ?? null);
    if (!pressed || !dialog || !form) return;
    dialog.close();
    const button = /** @type {HTMLButtonElement | null} */ (
      form.querySelector(`[data-asks="${CSS.escape(dialog.id)}"]`)
    );
    if (!button || !pressed.matches("[data-asked]")) return;
    form.dataset.asked = button.value;
    form.requestSubmit(button);
  });
  // the page comes back from the browser's cache: what was answered then is asked again
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-asked]")) delete form.dataset.asked;
  });
}
