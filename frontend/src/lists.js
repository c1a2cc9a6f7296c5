// Adds, removes and moves the entries of repeating lists: the server draws the form anew; without a script the
// same buttons submit the form and the whole page comes back.
import { source } from "./dom.js";
import { draftOf, redrawFields } from "./autosave.js";
import { post } from "./forgery.js";

const ROUNDS = 3;

/** @typedef {NonNullable<ReturnType<typeof draftOf>>} Draft */

/** @typedef {{ answer: Response | null, page: Document | null }} Answered no answer: there is no connection */

/**
 * Ask the server for the page after `button`; once more if somebody typed meanwhile, so that it is in there too.
 * @param {HTMLButtonElement} button
 * @param {HTMLFormElement} form
 * @param {Draft | null} draft
 * @returns {Promise<Answered>}
 */
async function ask(button, form, draft) {
  /** @type {Answered} */
  let answered = { answer: null, page: null };
  for (let round = 0; round < ROUNDS; round += 1) {
    const body = draft ? draft.taken() : new FormData(form);
    body.set(button.name, button.value);
    const answer = await post(form.action, body).catch(() => null);
    if (!answer?.ok) return { answer, page: null };
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // the server has kept what it was sent: whatever is sent next follows that
    draft?.follow(page.querySelector("[data-revision]")?.getAttribute("value") ?? undefined);
    answered = { answer, page };
    if (!draft?.dirty) break;
  }
  return answered;
}

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLFormElement} form
 * @param {Draft | null} draft
 */
async function press(button, form, draft) {
  const listId = button.closest("[data-list]")?.id;
  const pressed = button.value;
  const { answer, page } = await ask(button, form, draft);
  button.classList.remove("btn-loading");
  if (!answer && draft) return draft.later(form.dataset.textOffline, false);
  if (answer?.status === 401 && draft) return draft.expired();
  if (!page) return inFull(button, form);
  const fields = page.querySelector(`#${CSS.escape(form.id)} .form-fields`);
  if (!fields) return;
  redrawFields(form, fields);
  const list = listId ? document.getElementById(listId) : null;
  const entries = list?.querySelectorAll(":scope > [data-item]") ?? [];
  const added = pressed.startsWith("add:") ? [...entries].at(-1) : null;
  (added?.querySelector("input:not([type=hidden]), select, textarea") ?? list)?.focus();
}

/**
 * Let the browser do it in full and show what is wrong.
 * @param {HTMLButtonElement} button
 * @param {HTMLFormElement} form
 */
function inFull(button, form) {
  delete form.dataset.sent;
  button.removeAttribute("data-rows");
  button.click();
}

/** @param {Document} root */
export function install(root) {
  root.addEventListener("click", (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (source(event)?.closest("button[data-rows]"));
    const form = button?.form;
    if (!button || !form) return;
    event.preventDefault();
    if (button.classList.contains("btn-loading")) return; // a second press would be about another entry
    button.classList.add("btn-loading");
    const draft = draftOf(form);
    if (draft) draft.alone(() => press(button, form, draft));
    else press(button, form, null);
  });
}
