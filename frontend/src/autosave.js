// Saves a form with data-autosave as a draft while somebody types, and says so. What the server answers:
// 200 {revision, saved_at, html?, wrong?}; 401 session ended; 409 changed in another window; 422 {detail} refused until
// it is changed; html is the form drawn anew, wrong what is still wrong in a form that was refused.
import { formOf, source, whenRead } from "./dom.js";
import { Idiomorph } from "idiomorph";
import { post } from "./forgery.js";
import { Queue } from "./queue.js";
import { followSections } from "./sections.js";
import { unmarkMended } from "./mended.js";

const PAUSE_MS = 1200;
const RETRY_MS = 8000;

/** @typedef {{ href: string | undefined, text: string | undefined, target?: string }} Link */

class Draft {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.queue = new Queue();
    /** @type {Promise<void> | null} a save whose turn has not come: it takes along what is typed until then */
    this.waiting = null;
    this.dirty = false;
    this.stopped = false;
    this.redraw = false;
    /** The session has ended: what is typed is kept by this page alone. */
    this.isAlone = false;
  }

  /** Somebody typed: save soon, or at once where the form must be drawn anew. */
  touch({ redraw = false } = {}) {
    if (this.stopped) return;
    this.dirty = true;
    this.form.dataset.unsaved = "true";
    this.redraw ||= redraw;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), redraw ? 150 : PAUSE_MS);
  }

  save() {
    this.waiting ??= this.queue.run(() => {
      this.waiting = null;
      return this.#send();
    });
    return this.waiting;
  }

  /**
   * Do something that saves the form too, after what is being saved and before what is saved next: each of them
   * counts the revision on, and two at once would take each other for somebody else.
   * @param {() => Promise<void>} work
   */
  alone(work) {
    clearTimeout(this.timer);
    return this.queue.run(work);
  }

  /** What the form says now, to be sent; whatever is typed from here on is not saved yet. */
  taken() {
    this.dirty = false;
    return new FormData(this.form);
  }

  /** Which revision the page has. */
  get revision() {
    return /** @type {HTMLInputElement | null} */ (this.form.querySelector("[data-revision]"))?.value;
  }

  /** @param {string | number | undefined} revision which one the server keeps now */
  follow(revision) {
    const input = /** @type {HTMLInputElement | null} */ (this.form.querySelector("[data-revision]"));
    if (input && revision !== undefined) input.value = String(revision);
    if (!this.dirty) delete this.form.dataset.unsaved;
  }

  async #send() {
    clearTimeout(this.timer);
    const url = this.form.dataset.autosave;
    if (!url || !this.dirty || this.stopped) return;
    if (this.form.dataset.sent) return; // handed in: there is no draft any more
    const body = this.taken();
    const redraw = this.redraw;
    this.redraw = false;
    if (redraw) body.set("_refresh", "1");
    this.say(this.form.dataset.textSaving);
    let answer;
    try {
      answer = await post(url, body);
    } catch {
      return this.later(this.form.dataset.textOffline, redraw);
    }
    if (answer.ok) return this.saved(await answer.json());
    if (answer.status === 401 || answer.type === "opaqueredirect") return this.expired();
    if (answer.status === 409) return this.conflict();
    if (answer.status === 422) return this.refused(await answer.json());
    return this.later(this.form.dataset.textFailed, redraw);
  }

  /**
   * @param {{ revision?: number, saved_at: string, html?: string, sections?: string, required?: number,
   *   wrong?: string[] }} answer
   */
  saved({ revision, saved_at: time, html, sections, required, wrong }) {
    this.isAlone = false;
    this.follow(revision);
    if (wrong) unmarkMended(this.form, wrong);
    if (sections) followSections(this.form, sections, required ?? 0);
    this.say(this.form.dataset.textSaved?.replace("{time}", time));
    // what was typed meanwhile must not be overwritten: the next save draws the form again
    if (html && !this.dirty) redrawFields(this.form, html);
    else if (html) this.redraw = true;
  }

  /**
   * @param {string | undefined} text what to tell meanwhile
   * @param {boolean} redraw
   */
  later(text, redraw) {
    this.dirty = true;
    this.redraw ||= redraw;
    this.say(text, { failed: true });
    this.timer = setTimeout(() => this.save(), RETRY_MS);
  }

  expired() {
    this.dirty = this.isAlone = true;
    this.say(this.form.dataset.textExpired, {
      failed: true,
      link: { href: document.body.dataset.signIn, text: this.form.dataset.textSignIn, target: "_blank" },
    });
    window.addEventListener("focus", () => this.save(), { once: true });
  }

  /** @param {{ detail?: string }} answer why it cannot be saved as it is: the next change is tried again */
  refused({ detail }) {
    this.dirty = true;
    this.say(detail ?? this.form.dataset.textFailed, { failed: true });
  }

  conflict() {
    this.stopped = true;
    this.say(this.form.dataset.textConflict, {
      failed: true,
      link: { href: this.form.dataset.page ?? location.href, text: this.form.dataset.textReload },
    });
  }

  /**
   * @param {string | undefined} text
   * @param {{ failed?: boolean, link?: Link | null }} [options]
   */
  say(text, { failed = false, link = null } = {}) {
    if (!this.status) return;
    this.status.replaceChildren(text ?? "");
    this.status.dataset.state = failed ? "failed" : "fine";
    if (!link?.href) return;
    const anchor = Object.assign(document.createElement("a"), { href: link.href, textContent: link.text });
    if (link.target) Object.assign(anchor, { target: link.target, rel: "noopener" });
    this.status.append(" ", anchor);
  }
}

/**
 * Put a form's fields, drawn anew, in place of the old ones without losing focus or typed text.
 * @param {HTMLFormElement} form
 * @param {string | Element} fresh the fields as HTML, or an element that holds them
 */
export function redrawFields(form, fresh) {
  const fields = form.querySelector(".form-fields");
  if (!fields) return;
  Idiomorph.morph(fields, typeof fresh === "string" ? fresh : fresh.innerHTML, {
    morphStyle: "innerHTML",
    ignoreActiveValue: true,
    restoreFocus: true,
    // what a script of ours has put beside a field is not the server's to take away
    callbacks: { beforeNodeRemoved: (node) => !(node instanceof HTMLElement && "made" in node.dataset) },
  });
  window.htmx?.process(fields);
  fields.dispatchEvent(new CustomEvent("form:drawn", { bubbles: true }));
}

/** @type {WeakMap<HTMLFormElement, Draft>} */
const drafts = new WeakMap();

/**
 * The draft of a form, if it is kept while somebody types.
 * @param {HTMLFormElement | null | undefined} form
 * @returns {Draft | null}
 */
export function draftOf(form) {
  if (!form?.dataset.autosave) return null;
  let draft = drafts.get(form);
  if (!draft) drafts.set(form, (draft = new Draft(form)));
  return draft;
}

/**
 * A form that is handed in while it is being saved waits: it would be sent with the revision before.
 * @param {SubmitEvent} event
 */
function waitForSave(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const draft = drafts.get(form);
  if (!draft?.queue.busy) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.waits) return; // pressed twice
  form.dataset.waits = "true";
  const pressed = event.submitter;
  pressed?.classList.add("btn-loading");
  draft.queue.idle().then(() => {
    delete form.dataset.waits;
    pressed?.classList.remove("btn-loading");
    form.requestSubmit(pressed?.isConnected ? pressed : undefined);
  });
}

/**
 * A page that answers a form that was sent would send it once more when it is reloaded, over whatever has been
 * saved since: from now on its address is the one where the draft is shown.
 * @param {Document} root
 */
function forgetTheSent(root) {
  const form = root.querySelector("form[data-autosave][data-answered]");
  if (form?.dataset.page) history.replaceState(history.state, "", form.dataset.page);
}

/**
 * Ask before a page is left that alone keeps what was typed; a form that is sent is kept by the server.
 * @param {BeforeUnloadEvent} event
 */
function askBeforeLeaving(event) {
  const forms = /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-unsaved]"));
  if ([...forms].some((form) => drafts.get(form)?.isAlone && !form.dataset.leaves)) event.preventDefault();
}

/** @param {HTMLFormElement} form one last attempt, which outlives the page */
function saveOnLeaving(form) {
  const draft = drafts.get(form);
  const url = form.dataset.autosave;
  if (!url || !draft?.dirty || draft.stopped || form.dataset.sent) return;
  const body = new FormData(form);
  // nobody is there any more to wait for the save under way, which counts the revision on: the last one wins
  if (draft.queue.busy) body.delete("revision");
  if (navigator.sendBeacon(url, body)) window.sessionStorage.setItem(leftKey(form), String(draft.revision));
}

/**
 * What a tab remembers a last attempt by: the address, or what several forms are kept in under one revision.
 * @param {HTMLFormElement} form
 */
const leftKey = (form) => `left:${form.dataset.keptIn ?? form.dataset.autosave}`;

/**
 * A page that was asked for while the last attempt was still under way shows what was kept before it, and its next
 * save would meet another revision: it is read once more.
 * @param {Document} root
 */
export function catchUp(root) {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (root.querySelectorAll("form[data-autosave]"))) {
    const key = leftKey(form);
    const left = window.sessionStorage.getItem(key);
    window.sessionStorage.removeItem(key);
    if (left !== null && left === draftOf(form)?.revision) location.reload();
  }
}

/** @param {Document} root */
export function install(root) {
  root.addEventListener("input", (event) => draftOf(formOf(event))?.touch());
  root.addEventListener("change", (event) => {
    const from = source(event);
    if ((from instanceof HTMLInputElement && from.type === "file") || source(event)?.matches("[data-filter-options]"))
      return;
    draftOf(formOf(event))?.touch({ redraw: true });
  });
  root.addEventListener("draft:touch", (event) =>
    draftOf(/** @type {HTMLFormElement} */ (event.target))?.touch({ redraw: true }),
  );
  root.addEventListener("submit", waitForSave, { capture: true });
  root.addEventListener("submit", (event) => {
    const form = source(event);
    if (form instanceof HTMLFormElement && !event.defaultPrevented) form.dataset.leaves = "true";
  });
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-leaves]")) delete form.dataset.leaves;
  });
  window.addEventListener("beforeunload", askBeforeLeaving);
  window.addEventListener("pagehide", () => {
    const forms = /** @type {NodeListOf<HTMLFormElement>} */ (root.querySelectorAll("form[data-autosave]"));
    forms.forEach(saveOnLeaving);
  });
  whenRead(root, () => {
    forgetTheSent(root);
    catchUp(root);
  });
}
