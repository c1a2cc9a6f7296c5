// Has the server check the diagram as it is now, a moment after each change, and shows what it finds at the elements
// and in a list that leads there. The editor goes on while the check runs; an answer that comes too late is dropped.
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
 */

export class Checks {
  /**
   * @param {any} modeler
   * @param {HTMLElement} host
   * @param {() => string} xml the diagram as it is now
   */
  constructor(modeler, host, xml) {
    this.modeler = modeler;
    this.host = host;
    this.xml = xml;
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
    body.set("content", this.xml());
    const answer = await post(check, body).catch(() => null);
    if (turn !== this.asked) return;
    if (!answer?.ok) {
      this.status.textContent = textUnchecked;
      return;
    }
    const { findings, summary } = await answer.json();
    if (turn === this.asked) this.show(findings, summary);
  }

  /**
   * @param {Finding[]} findings
   * @param {string} summary
   */
  show(findings, summary) {
    this.status.textContent = summary;
    this.list.replaceChildren(...findings.map((one) => this.#line(one)));
    const [overlays, registry] = [this.modeler.get("overlays"), this.modeler.get("elementRegistry")];
    overlays.remove({ type: "finding" });
    for (const id of new Set(findings.map((one) => one.element))) {
      const some = findings.filter((one) => one.element === id);
      if (id && registry.get(id)) overlays.add(id, "finding", { position: { top: -10, right: 14 }, html: badge(some) });
    }
    this.host.dataset.checked = String(findings.length);
  }

  /** @param {Finding} finding */
  #line(finding) {
    const line = document.createElement("li");
    line.className = `list-group-item finding is-${finding.severity}`;
    const found = this.modeler.get("elementRegistry").get(finding.element);
    const said = document.createElement(found ? "button" : "span");
    said.textContent = finding.message;
    if (said instanceof HTMLButtonElement) {
      said.type = "button";
      said.className = "btn btn-link p-0 text-start";
      said.addEventListener("click", () => this.#lead(found));
    }
    const kind = document.createElement("span");
    kind.className = `badge tone-${finding.severity === "error" ? "danger" : "warning"}`;
    kind.textContent =
      (finding.severity === "error" ? this.host.dataset.textError : this.host.dataset.textWarning) ?? "";
    const remedy = document.createElement("div");
    remedy.className = "text-secondary small";
    remedy.textContent = found ? finding.remedy : `${finding.file} · ${finding.remedy}`;
    line.append(kind, " ", said, remedy);
    return line;
  }

  /** @param {any} element */
  #lead(element) {
    this.modeler.get("selection").select(element);
    this.modeler.get("canvas").scrollToElement(element, 120);
  }
}

/** @param {Finding[]} findings of one element */
function badge(findings) {
  const mark = document.createElement("div");
  const isError = findings.some((one) => one.severity === "error");
  mark.className = `finding-mark is-${isError ? "error" : "warning"}`;
  mark.textContent = String(findings.length);
  mark.title = findings.map((one) => one.message).join("\n");
  return mark;
}
