// Rows that are selected: [data-select] boxes belong to the form [data-selection]; Shift selects all in between.
// [data-bulk-now] and [data-bulk-form] are carried out in chunks, with progress and a result for each task.
import { post } from "./forgery.js";
import { need, source, whenRead } from "./dom.js";

const CHUNK = 10;
/** @type {HTMLInputElement | null} */
let last = null;

/**
 * @param {ParentNode} root
 * @returns {HTMLInputElement[]}
 */
const boxes = (root) => [...root.querySelectorAll("[data-select]")].map((box) => /** @type {HTMLInputElement} */ (box));

/** @param {Document} root */
function tell(root) {
  const bar = root.querySelector("[data-selection]");
  if (!bar) return;
  const all = boxes(root);
  const count = all.filter((box) => box.checked).length;
  bar.hidden = count === 0; // without a script it stands below the list
  bar.classList.toggle("is-used", count > 0);
  const shown = need(bar, "[data-selection-count]", HTMLElement);
  shown.textContent = count ? (shown.dataset.text ?? "").replace("{n}", String(count)) : "";
  need(bar, "[data-select-none]", HTMLElement).hidden = !count;
  for (const box of all) box.closest("tr")?.classList.toggle("is-selected", box.checked);
  const whole = /** @type {HTMLInputElement | null} */ (root.querySelector("[data-select-all]"));
  if (!whole) return;
  whole.checked = count > 0 && count === all.length;
  whole.indeterminate = count > 0 && count < all.length;
}

/**
 * Note that `box` was pressed; with `range`, all between it and the one before become like it.
 * @param {Document} root
 * @param {HTMLInputElement} box
 * @param {{ range?: boolean }} [options]
 */
export function select(root, box, { range = false } = {}) {
  const all = boxes(root);
  const ends = [last ? all.indexOf(last) : -1, all.indexOf(box)];
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  if (range && from >= 0) for (const one of all.slice(from, to + 1)) one.checked = box.checked;
  last = box;
  tell(root);
}

/**
 * Select all rows of the page or none; without `wanted`, all unless all are.
 * @param {Document} root
 * @param {boolean} [wanted]
 */
export function selectPage(root, wanted) {
  const all = boxes(root);
  const checked = wanted ?? !all.every((box) => box.checked);
  for (const box of all) box.checked = checked;
  tell(root);
}

/** @typedef {{ task: string, done: boolean, title: string, number: string, why: string }} Result */

export class Run {
  /**
   * @param {HTMLDialogElement} dialog
   * @param {string} url
   * @param {FormData} fields what goes with every chunk
   * @param {string[]} tasks
   * @param {DOMStringMap} [words] sentences that say it better than those of the dialog
   */
  constructor(dialog, url, fields, tasks, words = {}) {
    this.dialog = dialog;
    this.url = url;
    this.fields = fields;
    this.words = { ...dialog.dataset, ...words };
    this.left = tasks;
    this.all = tasks.length;
    /** @type {Map<string, number>} when each of the decisions made can no longer be taken back */
    this.ends = new Map();
    this.done = 0;
    this.refused = 0;
    this.status = need(dialog, "[data-bulk-status]", HTMLElement);
    this.results = need(dialog, "[data-bulk-results]", HTMLElement);
    this.bar = need(dialog, "progress", HTMLProgressElement);
    this.again = need(dialog, "[data-bulk-again]", HTMLButtonElement);
    this.close = need(dialog, "[data-bulk-close]", HTMLButtonElement);
    this.results.replaceChildren();
    dialog.querySelector("[data-until-then]")?.remove();
    this.again.onclick = () => this.go();
    this.close.onclick = () => location.assign(String(fields.get("next") || location.href));
    dialog.oncancel = (event) => event.preventDefault();
    if (!dialog.open) dialog.showModal();
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
        const { results, undo = {} } = await answer.json();
        this.take(results);
        for (const [task, milliseconds] of Object.entries(undo)) this.ends.set(task, performance.now() + milliseconds);
      } catch {
        return this.stop("textOffline");
      }
    }
    this.bar.value = 1;
    need(this.dialog, "h2", HTMLElement).textContent = this.words.textDone ?? "";
    this.say("textFinished", { done: this.done, refused: this.refused });
    this.offerUndo();
    this.close.hidden = false;
    this.close.focus();
  }

  /** Show the button that takes all of it back, until the first of the decisions stands. */
  offerUndo() {
    const template = /** @type {HTMLTemplateElement | null} */ (this.dialog.querySelector("template[data-bulk-undo]"));
    if (!template || !this.ends.size) return;
    const offer = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const form = need(offer, "form", HTMLFormElement);
    need(form, "[name=next]", HTMLInputElement).value = String(this.fields.get("next") || location.href);
    for (const task of [...this.ends.keys()].reverse())
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "task", value: task }));
    const left = Math.min(...this.ends.values()) - performance.now();
    need(form, "[data-countdown-ms]", HTMLElement).dataset.countdownMs = String(Math.max(0, Math.round(left)));
    this.results.after(offer);
  }

  /** @param {Result[]} results */
  take(results) {
    const told = new Set(results.map((one) => one.task));
    this.left = this.left.filter((task) => !told.has(task));
    this.bar.value = (this.all - this.left.length) / this.all;
    for (const one of results) {
      if (one.done) this.done += 1;
      else this.refused += 1;
      const box = boxes(document).find((each) => each.value === one.task);
      if (box) box.checked = false;
      if (!one.done) this.results.append(this.line(one));
    }
    tell(document);
  }

  /** @param {Result} one */
  line(one) {
    const item = document.createElement("li");
    const title = Object.assign(document.createElement("strong"), { textContent: `${one.title} ${one.number}` });
    item.append(title, " ", one.why);
    return item;
  }

  /**
   * @param {string} text the name of the sentence
   * @param {boolean} [expired]
   */
  stop(text, expired = false) {
    this.say(text, { left: this.left.length });
    if (expired) {
      const link = {
        href: document.body.dataset.signIn,
        target: "_blank",
        rel: "noopener",
        textContent: this.dialog.dataset.textSignIn,
      };
      this.status.append(" ", Object.assign(document.createElement("a"), link));
    }
    this.again.hidden = this.close.hidden = false;
    this.again.focus();
  }

  /**
   * @param {string} text the name of the sentence
   * @param {Record<string, number>} values
   */
  say(text, values) {
    const words = this.words[text] ?? "";
    this.status.textContent = Object.entries(values).reduce(
      (said, [name, value]) => said.replace(`{${name}}`, String(value)),
      words,
    );
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement | null} button the one that was pressed
 * @returns {boolean} whether it is carried out here
 */
function begin(form, button) {
  const fields = new FormData(form);
  const tasks = fields.getAll("task").map(String);
  fields.delete("task");
  if (button?.name) fields.set(button.name, button.value);
  const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("[data-bulk-progress]"));
  if (!tasks.length || !dialog) return false;
  // as attributes: a field named "action" hides the form's property, and a button's falls back to this page
  const url = button?.getAttribute("formaction") || form.getAttribute("action") || location.href;
  new Run(dialog, url, fields, tasks, form.dataset).go();
  return true;
}

/** @param {Document} root */
export function install(root) {
  root.addEventListener("click", (event) => {
    const box = /** @type {HTMLInputElement | null | undefined} */ (source(event)?.closest("[data-select]"));
    if (box) select(root, box, { range: event.shiftKey });
    const whole = /** @type {HTMLInputElement | null | undefined} */ (source(event)?.closest("[data-select-all]"));
    if (whole) selectPage(root, whole.checked);
    if (source(event)?.closest("[data-select-none]")) selectPage(root, false);
  });
  root.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    const chunked = form.matches("[data-bulk-form]") || button?.matches("[data-bulk-now]");
    if (!chunked || !form.reportValidity()) return;
    const wanting = [...form.querySelectorAll("[required], #to")].some(
      (field) => !(/** @type {HTMLInputElement} */ (field).value.trim()),
    );
    if (!wanting && begin(form, button)) event.preventDefault();
  });
  const ready = () => {
    const whole = root.querySelector("[data-select-all]");
    if (whole) whole.hidden = false;
    tell(root);
  };
  whenRead(root, ready);
  window.addEventListener("pageshow", () => tell(root));
}
