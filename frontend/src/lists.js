// Adds, removes and moves the entries of repeating lists: the server draws the form anew; without a script the
// same buttons submit the form and the whole page comes back.
import { source } from "./dom.js";
import { draftOf, redrawFields } from "./autosave.js";
import { post } from "./forgery.js";

/** @param {HTMLButtonElement} button */
async function press(button) {
  const form = button.form;
  if (!form) return;
  const body = new FormData(form);
  body.set(button.name, button.value);
  const listId = button.closest("[data-list]")?.id;
  button.classList.add("btn-loading");
  const answer = await post(form.action, body).catch(() => null);
  button.classList.remove("btn-loading");
  if (!answer?.ok) {
    // let the browser do it in full and show what is wrong
    delete form.dataset.sent;
    button.removeAttribute("data-rows");
    button.click();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fields = page.querySelector(`#${CSS.escape(form.id)} .form-fields`);
  if (!fields) return;
  redrawFields(form, fields);
  const list = listId ? document.getElementById(listId) : null;
  const entries = list?.querySelectorAll(":scope > [data-item]") ?? [];
  const added = button.value.startsWith("add:") ? [...entries].at(-1) : null;
  (added?.querySelector("input:not([type=hidden]), select, textarea") ?? list)?.focus();
  form.dispatchEvent(new CustomEvent("draft:touch", { bubbles: true }));
}

/** @param {Document} root */
export function install(root) {
  root.addEventListener("click", (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (source(event)?.closest("button[data-rows]"));
    if (!button) return;
    event.preventDefault();
    const draft = draftOf(button.form);
    if (draft) draft.alone(() => press(button));
    else press(button);
  });
}
