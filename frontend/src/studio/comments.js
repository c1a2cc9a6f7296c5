// What analysts say to each other about the file of an editor: a list beside it, [data-comments], that the server draws.
// What is sent comes back as the list as it is now, and how many open comments each element has.
import { Idiomorph } from "idiomorph";
import { need, source } from "../dom.js";
import { post } from "../forgery.js";

/** @typedef {Record<string, number>} Counts open comments by the id of their element */

export class Comments {
  /**
   * @param {HTMLElement} place
   * @param {Pick<import("./editing.js").Editor, "lead" | "commented">} editor
   */
  constructor(place, editor) {
    this.place = place;
    this.editor = editor;
    this.list = need(place, "[data-comments-list]", HTMLElement);
    this.refusal = need(place, "[data-comment-refusal]", HTMLElement);
    this.at = need(place, "select[name=at]", HTMLSelectElement);
    place.addEventListener("submit", (event) => {
      if (!(event.target instanceof HTMLFormElement)) return;
      event.preventDefault();
      this.#send(event.target);
    });
    place.addEventListener("click", (event) => {
      const id = source(event)?.closest("[data-lead]")?.dataset.lead;
      if (id) editor.lead(id)?.();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.refresh();
    });
    this.#mark(JSON.parse(place.dataset.open ?? "{}"));
  }

  /**
   * Somebody chose an element: the next comment is about it.
   * @param {string} id "" for the whole file
   * @param {string} name
   */
  choose(id, name) {
    const wanted = [this.place.dataset.file, id].filter(Boolean).join(" ");
    const isKnown = [...this.at.options].some((one) => one.value === wanted);
    if (!isKnown) this.at.append(new Option(name, wanted)); // drawn just now
    this.at.value = wanted;
  }

  /** Show what others have written meanwhile. */
  async refresh() {
    const asked = fetch(this.place.dataset.comments ?? "", { headers: { Accept: "application/json" } });
    const answer = await asked.catch(() => null);
    if (answer?.ok) this.show(await answer.json());
  }

  /** @param {HTMLFormElement} form */
  async #send(form) {
    const answer = await post(form.action, new FormData(form)).catch(() => null);
    const told = await answer?.json().catch(() => null);
    this.refusal.hidden = Boolean(told?.html);
    if (answer?.status === 401) return this.#sessionEnded();
    this.refusal.textContent = told?.detail ?? this.place.dataset.textUnsent ?? "";
    if (!told?.html) return;
    const text = form.querySelector("textarea");
    if (text instanceof HTMLTextAreaElement) text.value = ""; // what it is about stays chosen
    this.show(told);
  }

  /** What was typed stays in its field; after signing in elsewhere it can be sent. */
  #sessionEnded() {
    const { textExpired = "", textSignIn = "" } = this.place.dataset;
    const properties = {
      href: document.body.dataset.signIn,
      textContent: textSignIn,
      target: "_blank",
      rel: "noopener",
    };
    this.refusal.replaceChildren(textExpired, " ", Object.assign(document.createElement("a"), properties));
  }

  /** @param {{ html: string, open: Counts }} told */
  show({ html, open }) {
    Idiomorph.morph(this.list, html, {
      morphStyle: "innerHTML",
      ignoreActiveValue: true,
      restoreFocus: true,
      callbacks: { beforeNodeMorphed: (old) => !(old instanceof HTMLTextAreaElement && old.value) }, // typed, not sent
    });
    this.#mark(open);
  }

  /** @param {Counts} open */
  #mark(open) {
    const text = this.place.dataset.textMark ?? "";
    this.editor.commented(open, (count) => commentMark(count, text));
  }
}

/**
 * @param {number} count of open comments at one element
 * @param {string} text what it says
 */
function commentMark(count, text) {
  const mark = document.createElement("div");
  mark.className = "comment-mark";
  mark.textContent = String(count);
  mark.title = text;
  return mark;
}
