// Has the server check the file as it is now, a moment after each change, and shows what it finds at the elements and
// in a list that leads there. The editor goes on while the check runs; an answer that comes too late is dropped.
import { need } from "../dom.js";
import { post } from "../forgery.js";

const PAUSE_MS = 700;

/**
 * @typedef {object} Finding
 * @property {"error" | "warning"} severity
 * @property {string} code
 * @property {string} file
 * @property {string} element
 * @property {string} message
 * @property {string} remedy
 * @property {string[]} rule the input entries of a rule of a decision table that would mend it
 */

export class Checks {
  /**
   * @param {HTMLElement} host
   * @param {() => string} content the file as it is now
   * @param {Pick<import("./editing.js").Editor, "lead" | "mark" | "remedies">} editor
   */
  constructor(host, content, editor) {
    this.host = host;
    this.content = content;
    this.editor = editor;
    this.list = need(host, "[data-checks-list]", HTMLElement);
    this.status = need(host, "[data-checks-status]", HTMLElement);
    this.asked = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), PAUSE_MS);
  }

  async run() {
    const { check = "", textChecking = "", textUnchecked = "" } = this.host.dataset;
    const turn = ++this.asked;
    this.status.textContent = textChecking;
    const body = new FormData();
    body.set("content", this.content());
    const answer = await post(check, body).catch(() => null);
    if (turn !== this.asked) return;
    if (!answer?.ok) {
      this.status.textContent = textUnchecked;
      return;
    }
    const { findings, summary, staffing } = await answer.json();
    if (turn === this.asked) this.show(findings, summary, staffing);
  }

  /**
   * @param {Finding[]} findings
   * @param {string} summary
   * @param {Finding[]} staffing steps on which perhaps nobody could act today; they do not count as something to mend
   */
  show(findings, summary, staffing) {
    this.status.textContent = summary;
    this.list.replaceChildren(...[...findings, ...staffing].map((one) => this.#line(one)));
    this.editor.mark([...findings, ...staffing]);
    this.host.dataset.checked = String(findings.length);
  }

  /** @param {Finding} finding */
  #line(finding) {
    const line = document.createElement("li");
    line.className = `list-group-item finding is-${finding.severity}`;
    const lead = this.editor.lead(finding.element);
    const said = document.createElement(lead ? "button" : "span");
    said.textContent = finding.message;
    if (said instanceof HTMLButtonElement && lead) {
      said.type = "button";
      said.className = "btn btn-link p-0 text-start";
      said.addEventListener("click", lead);
    }
    const kind = document.createElement("span");
    kind.className = `badge tone-${finding.severity === "error" ? "danger" : "warning"}`;
    const { textError, textWarning, textStaffing } = this.host.dataset;
    const isStaffing = finding.code.startsWith("staffing.");
    kind.textContent = (finding.severity === "error" ? textError : isStaffing ? textStaffing : textWarning) ?? "";
    const remedy = document.createElement("div");
    remedy.className = "text-secondary small";
    remedy.textContent = lead ? finding.remedy : `${finding.file} · ${finding.remedy}`;
    const buttons = this.editor.remedies(finding).map(button);
    line.append(kind, " ", said, remedy, ...buttons);
    return line;
  }
}

/** @param {import("./remedies.js").Remedy} remedy */
function button({ label, run }) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm me-1 mt-1";
  made.textContent = label;
  made.addEventListener("click", run);
  return made;
}

/** @param {Finding[]} findings of one element */
export function badge(findings) {
  const mark = document.createElement("div");
  const isError = findings.some((one) => one.severity === "error");
  mark.className = `finding-mark is-${isError ? "error" : "warning"}`;
  mark.textContent = String(findings.length);
  mark.title = findings.map((one) => one.message).join("\n");
  return mark;
}
