// Uploads a chosen file at once, with progress, and notes its id in the form. The server answers
// 201 {id, name, size_bytes, url}, or a refusal {detail} that names what would be right.
import { renewToken, token } from "./forgery.js";
import { need, source } from "./dom.js";

/** @param {number} bytes */
export const readable = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** @typedef {{ id: string, name: string, size_bytes: number, content_type?: string, url?: string }} Kept */
/** @typedef {{ status: number, body: (Kept & { detail?: string }) | null }} Answer */

/**
 * @param {HTMLInputElement} input
 * @param {File} file
 * @param {(percent: number) => void} onProgress
 * @returns {Promise<Answer>}
 */
function send(input, file, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", input.dataset.upload ?? "");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.responseType = "json";
    request.upload.onprogress = (event) =>
      event.lengthComputable && onProgress(Math.floor((100 * event.loaded) / event.total));
    request.onload = () => resolve({ status: request.status, body: request.response });
    request.onerror = () => resolve({ status: 0, body: null });
    const body = new FormData();
    body.set("csrf_token", token());
    body.set("profile", input.dataset.profile ?? "");
    body.set("field", input.closest("[data-upload-field]")?.dataset.name ?? "");
    body.set("file", file);
    request.send(body);
  });
}

/**
 * Put a file that was kept into the list of its field.
 * @param {HTMLElement} field
 * @param {HTMLFormElement} form
 * @param {Kept} kept
 */
function note(field, form, { id, name, size_bytes: size, content_type: type, url }) {
  const template = need(form, "template[data-file-template]", HTMLTemplateElement);
  const item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  const hidden = need(item, 'input[type="hidden"]', HTMLInputElement);
  Object.assign(hidden, { name: field.dataset.name, value: id });
  const link = need(item, "[data-file-name]", HTMLAnchorElement);
  link.textContent = name;
  Object.assign(link.dataset, { viewName: name, viewType: type ?? "", viewSave: url ?? "" });
  if (url) link.href = `${url}?show=1`;
  else link.removeAttribute("href");
  need(item, "[data-file-size]", HTMLElement).textContent = readable(size);
  const files = need(field, "[data-files]", HTMLElement);
  if (field.dataset.multiple !== "true") files.replaceChildren();
  files.append(item);
}

/** @param {HTMLInputElement} input */
async function upload(input) {
  const field = input.closest("[data-upload-field]");
  const form = input.form;
  if (!field || !form) return;
  const status = need(field, "[data-upload-status]", HTMLElement);
  const progress = need(field, "[data-upload-progress]", HTMLElement);
  const bar = need(field, "[data-upload-bar]", HTMLElement);
  const { textUploading = "", textFailed = "" } = input.dataset;
  for (const file of [...(input.files ?? [])]) {
    progress.hidden = false;
    const show = (/** @type {number} */ percent) => {
      bar.style.width = `${percent}%`;
      status.textContent = textUploading.replace("{name}", file.name).replace("{percent}", `${percent}%`);
    };
    status.dataset.state = "fine";
    show(0);
    let answer = await send(input, file, show);
    if (answer.status === 400 && (await renewToken().catch(() => false))) answer = await send(input, file, show);
    progress.hidden = true;
    if (answer.status >= 200 && answer.status < 300 && answer.body?.id) {
      note(field, form, answer.body);
      status.textContent = "";
      input.classList.remove("is-invalid");
      form.dispatchEvent(new CustomEvent("draft:touch", { bubbles: true }));
    } else {
      status.dataset.state = "failed";
      status.textContent = answer.body?.detail ?? textFailed.replace("{name}", file.name);
      input.classList.add("is-invalid");
      break;
    }
  }
  input.value = "";
}

/**
 * Say in the page's words which files are chosen: the browser would say it in its own language.
 * @param {HTMLInputElement} input
 */
function sayChosen(input) {
  const said = input.closest(".file-choice")?.querySelector("[data-chosen]");
  if (!(said instanceof HTMLElement)) return;
  const names = [...(input.files ?? [])].map((file) => file.name);
  said.textContent = names.join(", ") || (said.dataset.none ?? "");
}

/** @param {Document} root */
export function install(root) {
  root.addEventListener("change", (event) => {
    const input = source(event);
    if (input instanceof HTMLInputElement && input.type === "file") sayChosen(input);
    if (input instanceof HTMLInputElement && input.matches("input[type=file][data-upload]")) upload(input);
  });
  root.addEventListener("click", (event) => {
    const button = source(event)?.closest("[data-remove-file]");
    if (!button) return;
    const form = button.closest("form");
    const field = button.closest("[data-upload-field]");
    button.closest("li")?.remove();
    field?.querySelector("input[type=file]")?.focus();
    form?.dispatchEvent(new CustomEvent("draft:touch", { bubbles: true }));
  });
}
