// What the editors of a draft's files share: the form around them is saved while somebody works (autosave.js) and
// checked, a moment after each change; buttons say what they do in `data-act`; a file that cannot be shown is mended
// as text.
import { need, source, whenRead } from "../dom.js";
import { Checks } from "./checks.js";
import { Comments } from "./comments.js";
import { styleWith } from "./style_nonce.js";
import { untranslated } from "./translate.js";

const PAUSE_MS = 400;

/**
 * @typedef {object} Editor what the form around an editor needs to know of it
 * @property {() => Promise<string> | string} content the file as it is now
 * @property {(element: string) => (() => void) | null} lead how to go to an element; null where it is not shown
 * @property {(findings: import("./checks.js").Finding[]) => void} mark show at elements what the check found
 * @property {(finding: import("./checks.js").Finding) => import("./remedies.js").Remedy[]} remedies what one click does
 * @property {Record<string, () => unknown>} acts what buttons do, by their `data-act`
 * @property {(open: import("./comments.js").Counts, mark: (count: number) => HTMLElement) => void} commented show at
 * elements how many open comments they have
 */

export class Editing {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.field = need(host, "textarea", HTMLTextAreaElement);
    this.stage = need(host, "[data-editor-stage]", HTMLElement);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** What a file of the draft can say, in the reader's language. */
  async vocabulary() {
    const answer = await fetch(this.host.dataset.vocabulary ?? "", { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`vocabulary: ${answer.status}`);
    return answer.json();
  }

  /** @param {Editor} editor that shows the file from now on */
  follow(editor) {
    this.editor = editor;
    this.checks = new Checks(this.host, () => this.field.value, editor);
    const comments = document.querySelector("[data-comments]");
    if (comments instanceof HTMLElement) this.comments = new Comments(comments, editor);
    this.host.addEventListener("click", (event) =>
      editor.acts[source(event)?.closest("[data-act]")?.dataset.act ?? ""]?.(),
    );
    // Enter in a field of an editor would press the first button of the form around it
    this.host.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && source(event) instanceof HTMLInputElement) event.preventDefault();
    });
    this.checks.run();
    const asked = decodeURIComponent(location.hash.slice(1));
    if (asked) editor.lead(asked)?.(); // a list of another page leads here
    this.told();
    this.host.dataset.drawn = "true";
  }

  /** Somebody changed something: save and check it soon. */
  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#keep(), PAUSE_MS);
  }

  /** Say which texts nobody has translated; a test looks. */
  told() {
    this.host.dataset.untranslated = JSON.stringify([...untranslated]);
  }

  async #keep() {
    if (!this.editor) return;
    const content = await this.editor.content();
    if (content === this.field.value) return;
    this.field.value = content;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.checks?.soon();
  }
}

/**
 * Open the editor of this page; `begin` shows the file and follows it.
 * @param {(editing: Editing) => Promise<void>} begin
 */
export function openWith(begin) {
  whenRead(document, () => {
    const host = document.querySelector("[data-editor]");
    if (!(host instanceof HTMLElement)) return;
    styleWith(host.dataset.nonce ?? "");
    const editing = new Editing(host);
    begin(editing).catch(() => {
      editing.stage.textContent = host.dataset.textFailed ?? "";
      host.dataset.drawn = "failed";
    });
  });
}
