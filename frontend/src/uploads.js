// Uploads a chosen file at once, with progress, and notes its id in the form. The server answers
// 201 {id, name, size_bytes, url}, or a refusal {detail} that names what would be right.
import { renewToken, token } from "./forgery.js";

const readable = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function send(input, file, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", input.dataset.upload);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(Math.floor((100 * event.loaded) / event.total));
    request.onload = () => resolve({ status: request.status, body: request.response });
    request.onerror = () => resolve({ status: 0, body: null });
    const body = new FormData();
    body.set("csrf_token", token());
    body.set("profile", input.dataset.profile);
    body.set("field", input.closest("[data-upload-field]").dataset.name);
    body.set("file", file);
    request.send(body);
  });
}

function note(field, form, { id, name, size_bytes: size, url }) {
  const item = form.querySelector("template[data-file-template]").content.firstElementChild.cloneNode(true);
  const hidden = item.querySelector('input[type="hidden"]');
  Object.assign(hidden, { name: field.dataset.name, value: id });
  const link = item.querySelector("[data-file-name]");
  link.textContent = name;
  if (url) link.href = url;
  else link.removeAttribute("href");
  item.querySelector("[data-file-size]").textContent = readable(size);
  const files = field.querySelector("[data-files]");
  if (field.dataset.multiple !== "true") files.replaceChildren();
  files.append(item);
}

async function upload(input) {
  const field = input.closest("[data-upload-field]");
  const [status, progress, bar] = ["status", "progress", "bar"].map((part) => field.querySelector(`[data-upload-${part}]`));
  const form = input.form;
  for (const file of [...input.files]) {
    progress.hidden = false;
    const show = (percent) => {
      bar.style.width = `${percent}%`;
      status.textContent = input.dataset.textUploading.replace("{name}", file.name).replace("{percent}", `${percent}%`);
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
      status.textContent = answer.body?.detail ?? input.dataset.textFailed.replace("{name}", file.name);
      input.classList.add("is-invalid");
      break;
    }
  }
  input.value = "";
}

export function install(root) {
  root.addEventListener("change", (event) => {
    if (event.target.matches?.("input[type=file][data-upload]")) upload(event.target);
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-remove-file]");
    if (!button) return;
    const form = button.closest("form");
    const field = button.closest("[data-upload-field]");
    button.closest("li").remove();
    field.querySelector("input[type=file]")?.focus();
    form.dispatchEvent(new CustomEvent("draft:touch", { bubbles: true }));
  });
}
