// Asks what a new decision table or form is called, has it made in the draft, and tells what diagrams call it.
import { need } from "../dom.js";
import { post } from "../forgery.js";

const WAIT_MS = 100;

/** @typedef {{ id: string, name: string, file: string, address: string, revision: number }} AddedFile */
/** @typedef {(kind: "decision" | "form", then: (added: AddedFile) => void) => void} NewFile */

/**
 * @param {HTMLElement} host the form around the editor
 * @returns {NewFile}
 */
export function newFile(host) {
  const dialog = need(document, "[data-new-file]", HTMLDialogElement);
  const form = need(dialog, "form", HTMLFormElement);
  const title = need(dialog, "h2", HTMLElement);
  const refusal = need(dialog, "[data-new-file-refusal]", HTMLElement);
  const make = need(dialog, "[data-new-file-make]", HTMLButtonElement);
  /** @type {() => void} */
  let begin = () => {};
  need(dialog, "[data-new-file-cancel]", HTMLButtonElement).addEventListener("click", () => dialog.close());
  make.addEventListener("click", () => begin());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin();
  });
  return (kind, then) => {
    form.reset();
    refusal.hidden = true;
    title.textContent = (kind === "form" ? title.dataset.textForm : title.dataset.textDecision) ?? "";
    begin = async () => {
      make.disabled = true;
      const url = (kind === "form" ? host.dataset.newForm : host.dataset.newDecision) ?? "";
      const { added, detail } = await made(url, new FormData(form), host);
      make.disabled = false;
      refusal.hidden = Boolean(added);
      refusal.textContent = detail;
      if (!added) return;
      dialog.close();
      then(added);
    };
    dialog.showModal();
  };
}

/**
 * Make the file, after what is being saved: each counts the revision on, and would take the other for somebody else.
 * @param {string} url
 * @param {FormData} body
 * @param {HTMLElement} host
 * @returns {Promise<{ added: AddedFile | null, detail: string }>}
 */
async function made(url, body, host) {
  while (host.dataset.unsaved && host.querySelector("[data-autosave-status]")?.dataset.state !== "failed") {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  const answer = await post(url, body).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (!answer?.ok) {
    const problems = Object.values(said?.problems ?? {}).flat();
    return { added: null, detail: problems.join(" ") || said?.detail || host.dataset.textOffline || "" };
  }
  need(host, "[data-revision]", HTMLInputElement).value = String(said.revision);
  return { added: said, detail: "" };
}
