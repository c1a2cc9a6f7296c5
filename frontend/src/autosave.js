// Saves a form with data-autosave as a draft while somebody types, and says so. What the server answers:
// 200 {revision, saved_at, html?}; 401 session ended; 409 changed in another window; html is the form drawn anew.
import { Idiomorph } from "idiomorph";
import { post } from "./forgery.js";

const PAUSE_MS = 1200;
const RETRY_MS = 8000;

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.timer = null;
    this.running = null;
    this.dirty = false;
    this.stopped = false;
    this.redraw = false;
  }

  touch({ redraw = false } = {}) {
    if (this.stopped) return;
    this.dirty = true;
    this.redraw ||= redraw;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), redraw ? 150 : PAUSE_MS);
  }

  async save() {
    if (this.running) {
      await this.running;
      if (!this.dirty) return;
    }
    this.running = this.#send().finally(() => (this.running = null));
    await this.running;
  }

  async #send() {
    clearTimeout(this.timer);
    if (this.form.dataset.sent) return; // handed in: there is no draft any more
    this.dirty = false;
    const body = new FormData(this.form);
    const redraw = this.redraw;
    this.redraw = false;
    if (redraw) body.set("_refresh", "1");
    this.say(this.form.dataset.textSaving);
    let answer;
    try {
      answer = await post(this.form.dataset.autosave, body);
    } catch {
      return this.later(this.form.dataset.textOffline, redraw);
    }
    if (answer.ok) return this.saved(await answer.json());
    if (answer.status === 401 || answer.type === "opaqueredirect") return this.expired();
    if (answer.status === 409) return this.conflict();
    return this.later(this.form.dataset.textFailed, redraw);
  }

  saved({ revision, saved_at: time, html }) {
    const input = this.form.querySelector("[data-revision]");
    if (input && revision !== undefined) input.value = revision;
    this.say(this.form.dataset.textSaved.replace("{time}", time));
    // what was typed meanwhile must not be overwritten: the next save draws the form again
    if (html && !this.dirty) redrawFields(this.form, html);
    else if (html) this.redraw = true;
  }

  later(text, redraw) {
    this.dirty = true;
    this.redraw ||= redraw;
    this.say(text, { failed: true });
    this.timer = setTimeout(() => this.save(), RETRY_MS);
  }

  expired() {
    this.dirty = true;
    this.say(this.form.dataset.textExpired, {
      failed: true,
      link: { href: document.body.dataset.signIn, text: this.form.dataset.textSignIn, target: "_blank" },
    });
    window.addEventListener("focus", () => this.save(), { once: true });
  }

  conflict() {
    this.stopped = true;
    this.say(this.form.dataset.textConflict, {
      failed: true,
      link: { href: location.href, text: this.form.dataset.textReload },
    });
  }

  say(text, { failed = false, link = null } = {}) {
    if (!this.status) return;
    this.status.replaceChildren(text);
    this.status.dataset.state = failed ? "failed" : "fine";
    if (!link?.href) return;
    const anchor = Object.assign(document.createElement("a"), { href: link.href, textContent: link.text });
    if (link.target) Object.assign(anchor, { target: link.target, rel: "noopener" });
    this.status.append(" ", anchor);
  }
}

/** Put `html`, the form's fields drawn anew, in place of the old ones without losing focus or typed text. */
export function redrawFields(form, html) {
  const fields = form.querySelector(".form-fields");
  Idiomorph.morph(fields, html, { morphStyle: "innerHTML", ignoreActiveValue: true, restoreFocus: true });
  window.htmx?.process(fields);
}

const drafts = new WeakMap();

export function draftOf(form) {
  if (!form?.dataset.autosave) return null;
  if (!drafts.has(form)) drafts.set(form, new Draft(form));
  return drafts.get(form);
}

export function install(root) {
  root.addEventListener("input", (event) => draftOf(event.target.form)?.touch());
  root.addEventListener("change", (event) => {
    if (event.target.type === "file" || event.target.matches?.("[data-filter-options]")) return;
    draftOf(event.target.form)?.touch({ redraw: true });
  });
  root.addEventListener("draft:touch", (event) => draftOf(event.target)?.touch({ redraw: true }));
  // leaving with unsaved text: one last attempt, which outlives the page
  window.addEventListener("pagehide", () => {
    for (const form of root.querySelectorAll("form[data-autosave]")) {
      const draft = draftOf(form);
      if (draft?.dirty && !form.dataset.sent) navigator.sendBeacon(form.dataset.autosave, new FormData(form));
    }
  });
}
