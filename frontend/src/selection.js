// Rows that are selected: [data-select] boxes belong to the form [data-selection]; Shift selects all in between.
// [data-bulk-now] and [data-bulk-form] are carried out in chunks, with progress and a result for each task.
import { post } from "./forgery.js";

const CHUNK = 10;
let last = null;

const boxes = (root) => [...root.querySelectorAll("[data-select]")];

function tell(root) {
  const bar = root.querySelector("[data-selection]");
  if (!bar) return;
  const all = boxes(root);
  const count = all.filter((box) => box.checked).length;
  bar.hidden = count === 0; // without a script it stands below the list
  bar.classList.toggle("is-used", count > 0);
  bar.querySelector("[data-selection-count]").textContent = count ? bar.querySelector("[data-selection-count]").dataset.text.replace("{n}", count) : "";
  bar.querySelector("[data-select-none]").hidden = !count;
  for (const box of all) box.closest("tr")?.classList.toggle("is-selected", box.checked);
  const whole = root.querySelector("[data-select-all]");
  if (!whole) return;
  whole.checked = count > 0 && count === all.length;
  whole.indeterminate = count > 0 && count < all.length;
}

export function select(root, box, { range = false } = {}) {
  const all = boxes(root);
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
  if (range && from >= 0) for (const one of all.slice(from, to + 1)) one.checked = box.checked;
  last = box;
  tell(root);
}

export function selectPage(root, wanted) {
  const all = boxes(root);
  const checked = wanted ?? !all.every((box) => box.checked);
  for (const box of all) box.checked = checked;
  tell(root);
}

class Run {
  constructor(dialog, url, fields, tasks) {
    Object.assign(this, { dialog, url, fields, left: tasks, all: tasks.length, done: 0, refused: 0 });
    this.status = dialog.querySelector("[data-bulk-status]");
    this.results = dialog.querySelector("[data-bulk-results]");
    this.bar = dialog.querySelector("progress");
    this.again = dialog.querySelector("[data-bulk-again]");
    this.close = dialog.querySelector("[data-bulk-close]");
    this.results.replaceChildren();
    this.again.onclick = () => this.go();
    this.close.onclick = () => location.assign(fields.get("next") || location.href);
    dialog.oncancel = (event) => event.preventDefault();
    dialog.showModal();
  }

  async go() {
    this.again.hidden = this.close.hidden = true;
    while (this.left.length) {
      this.say("textRunning", { done: this.all - this.left.length, all: this.all });
      const body = new FormData();
      for (const [name, value] of this.fields) body.append(name, value);
      for (const task of this.left.slice(0, CHUNK)) body.append("task", task);
      try {
        const answer = await post(this.url, body);
        if (answer.status === 401 || answer.type === "opaqueredirect") return this.stop("textExpired", true);
        if (!answer.ok) return this.stop("textOffline");
        this.take((await answer.json()).results);
      } catch {
        return this.stop("textOffline");
      }
    }
    this.bar.value = 1;
    this.say("textFinished", { done: this.done, refused: this.refused });
    this.close.hidden = false;
    this.close.focus();
  }

  take(results) {
    const told = new Set(results.map((one) => one.task));
    this.left = this.left.filter((task) => !told.has(task));
    this.bar.value = (this.all - this.left.length) / this.all;
    for (const one of results) {
      if (one.done) this.done += 1;
      else this.refused += 1;
      const box = document.querySelector(`[data-select][value="${CSS.escape(one.task)}"]`);
      if (box) box.checked = false;
      if (!one.done) this.results.append(this.line(one));
    }
    tell(document);
  }

  line(one) {
    const item = document.createElement("li");
    const title = Object.assign(document.createElement("strong"), { textContent: `${one.title} ${one.number}` });
    item.append(title, " ", one.why);
    return item;
  }

  stop(text, expired = false) {
    this.say(text, { left: this.left.length });
    if (expired) {
      const link = { href: document.body.dataset.signIn, target: "_blank", rel: "noopener", textContent: this.dialog.dataset.textSignIn };
      this.status.append(" ", Object.assign(document.createElement("a"), link));
    }
    this.again.hidden = this.close.hidden = false;
    this.again.focus();
  }

  say(text, values) {
    const words = this.dialog.dataset[text];
    this.status.textContent = Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), words);
  }
}

function begin(form, button) {
  const fields = new FormData(form);
  const tasks = fields.getAll("task");
  fields.delete("task");
  if (button?.name) fields.set(button.name, button.value);
  const dialog = document.querySelector("[data-bulk-progress]");
  if (!tasks.length || !dialog) return false;
  // as attributes: a field named "action" hides the form's property, and a button's falls back to this page
  const url = button?.getAttribute("formaction") || form.getAttribute("action");
  new Run(dialog, url, fields, tasks).go();
  return true;
}

export function install(root) {
  root.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-select]");
    if (box) select(root, box, { range: event.shiftKey });
    if (event.target.matches?.("[data-select-all]")) selectPage(root, event.target.checked);
    if (event.target.closest?.("[data-select-none]")) selectPage(root, false);
  });
  root.addEventListener("submit", (event) => {
    const form = event.target;
    const chunked = form.matches?.("[data-bulk-form]") || event.submitter?.matches("[data-bulk-now]");
    if (!chunked || !form.reportValidity()) return;
    const wanting = [...form.querySelectorAll("[required], #to")].some((field) => !field.value.trim());
    if (!wanting && begin(form, event.submitter)) event.preventDefault();
  });
  const ready = () => {
    const whole = root.querySelector("[data-select-all]");
    if (whole) whole.hidden = false;
    tell(root);
  };
  if (root.readyState === "loading") root.addEventListener("DOMContentLoaded", ready);
  else ready();
  window.addEventListener("pageshow", () => tell(root));
}
