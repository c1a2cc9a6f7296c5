// Edits a form of a draft or of a survey, with the platform's own kinds in the palette and its own properties in the
// panel; the preview is drawn by the server, as an applicant would see it, in a frame in which no script runs.
import { FormEditor } from "@bpmn-io/form-js-editor";
import { need } from "../dom.js";
import { post } from "../forgery.js";
import { openWith } from "./editing.js";
import { asWritten, isSame } from "./form_content.js";
import { platformKinds } from "./form_kinds.js";
import { platformProperties } from "./form_properties.js";

/** @param {import("./editing.js").Editing} editing */
async function open(editing) {
  const { host, field, stage } = editing;
  const vocabulary = (await editing.vocabulary()).form;
  const given = JSON.parse(field.value);
  const editor = /** @type {any} */ (
    new FormEditor({
      container: stage,
      additionalModules: [platformKinds(vocabulary.types, rulesOf(vocabulary)), platformProperties(vocabulary)],
      propertiesPanel: { parent: need(host, "[data-editor-panel]", HTMLElement) },
    })
  );
  const { warnings } = await editor.importSchema(given);
  host.dataset.warnings = String(warnings.length);
  const written = () => asWritten(editor.getSchema(), given);
  const content = () => `${JSON.stringify(written(), null, 2)}\n`;
  host.dataset.unchanged = String(isSame(written(), given));
  const marks = fieldMarks(stage);
  editor.on("changed", () => {
    editing.changed();
    requestAnimationFrame(marks.draw); // what was added or moved is drawn by then
  });
  editor.on(["selection.changed", "propertiesPanel.updated"], () => editing.told());
  // a field of the editor would be sent with the form around it, or typed into it as if it were ours
  stage.addEventListener("input", (event) => event.stopPropagation());
  need(host, "[data-editor-panel]", HTMLElement).addEventListener("input", (event) => event.stopPropagation());
  editor.on("selection.changed", (/** @type {any} */ { selection }) => {
    editing.comments?.choose(selection?.components ? "" : (selection?.id ?? ""), selection?.label ?? "");
  });
  const shown = preview(editing, content);
  editing.follow({
    content,
    lead: (id) => lead(editor, id),
    mark: marks.found,
    commented: marks.commented,
    remedies: () => [],
    acts: {
      undo: () => editor.get("commandStack").undo(),
      redo: () => editor.get("commandStack").redo(),
      edit: () => shown("edit"),
      preview: () => shown("preview"),
      phone: () => shown("phone"),
    },
  });
}

/** @param {import("./form_properties.js").Vocabulary} vocabulary */
const rulesOf = ({ properties }) =>
  properties.filter(({ name }) => name === "validate").flatMap(({ words }) => words.map(({ word }) => word));

/**
 * @param {any} editor
 * @param {string} id
 */
function lead(editor, id) {
  const field = editor.get("formFieldRegistry").get(id);
  return field ? () => editor.get("selection").set(field) : null;
}

/**
 * What shows at the fields what the check found there, and how many open comments they have.
 * @param {HTMLElement} stage
 */
function fieldMarks(stage) {
  /** @type {import("./checks.js").Finding[]} */
  let findings = [];
  /** @type {import("./comments.js").Counts} */
  let counts = {};
  const at = (/** @type {string} */ id) => (id ? stage.querySelector(`[data-id="${CSS.escape(id)}"]`) : null);
  const draw = () => {
    for (const place of stage.querySelectorAll("[data-finding]")) delete place.dataset.finding;
    for (const place of stage.querySelectorAll("[data-open-comments]")) delete place.dataset.openComments;
    for (const { element, severity } of findings) {
      const place = at(element);
      if (place) place.dataset.finding = severity;
    }
    for (const [id, count] of Object.entries(counts)) {
      const place = at(id);
      if (place) place.dataset.openComments = String(count);
    }
  };
  return {
    draw,
    found: (/** @type {import("./checks.js").Finding[]} */ now) => ((findings = now), draw()),
    commented: (/** @type {import("./comments.js").Counts} */ now) => ((counts = now), draw()),
  };
}

/**
 * What shows the editor, or the form as an applicant sees it, wide or on a phone.
 * @param {import("./editing.js").Editing} editing
 * @param {() => string} content
 */
function preview({ host, stage }, content) {
  const place = need(host, "[data-editor-preview]", HTMLElement);
  const panel = need(host, "[data-editor-panel]", HTMLElement);
  const frame = need(place, "iframe", HTMLIFrameElement);
  const refusal = need(place, "[data-preview-refusal]", HTMLElement);
  const language = need(host, "[data-preview-language]", HTMLSelectElement);
  let way = "edit";
  const draw = async () => {
    const body = new FormData();
    body.set("content", content());
    body.set("language", language.value);
    const answer = await post(host.dataset.preview ?? "", body).catch(() => null);
    const { html, detail } = (await answer?.json().catch(() => null)) ?? {};
    refusal.hidden = Boolean(html);
    refusal.textContent = detail ?? host.dataset.textNoPreview ?? "";
    frame.hidden = !html;
    if (html) frame.srcdoc = html;
  };
  language.addEventListener("input", (event) => event.stopPropagation());
  language.addEventListener("change", (event) => {
    event.stopPropagation();
    if (way !== "edit") draw();
  });
  return (/** @type {string} */ wanted) => {
    way = wanted;
    const isEdited = way === "edit";
    stage.hidden = panel.hidden = !isEdited;
    place.hidden = isEdited;
    place.dataset.way = way;
    for (const button of host.querySelectorAll("[data-act][aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button.dataset.act === way));
      button.classList.toggle("active", button.dataset.act === way);
    }
    if (!isEdited) draw();
  };
}

openWith(open);
