// Edits the decisions of a draft: the graph, tables and literal expressions of one file, each a tab. What the proof of
// tables finds stands at the table (table_proof.js), texts in English beside it (decision_texts.js).
import DmnModeler from "dmn-js/lib/Modeler";
import { need } from "../dom.js";
import { decisionComments } from "./decision_comments.js";
import { decisionTexts } from "./decision_texts.js";
import { openWith } from "./editing.js";
import { decisionRemedies } from "./remedies.js";
import { say } from "./say_decisions.js";
import { tableProof } from "./table_proof.js";
import { translation } from "./translate.js";
import { processVariables, Variables } from "./variables.js";

/** So much of the graph would lie under its tools. */
const TOOLS_PX = 80;
const VIEWS = ["drd", "decisionTable", "literalExpression", "boxedExpression"];

/** @param {import("./editing.js").Editing} editing */
async function open(editing) {
  const { host, field, stage } = editing;
  const variables = new Variables(host, say);
  const { descriptor } = await editing.vocabulary();
  const offered = processVariables(variables);
  const additionalModules = [translation(say)];
  const proof = tableProof();
  const manager = /** @type {any} */ (
    new DmnModeler({
      container: stage,
      ...Object.fromEntries(VIEWS.map((view) => [view, { additionalModules }])),
      decisionTable: { additionalModules: [...additionalModules, proof.module, offered] },
      literalExpression: { additionalModules: [...additionalModules, offered] },
      moddleExtensions: { tongban: descriptor },
    })
  );
  const tabs = need(host, "[data-editor-tabs]", HTMLElement);
  const texts = decisionTexts(need(host, "[data-editor-panel]", HTMLElement));
  const comments = decisionComments(manager, host, holds);
  manager.on("viewer.created", (/** @type {any} */ { viewer }) => {
    viewer.on("commandStack.changed", () => {
      editing.changed();
      texts.show(manager);
      setTimeout(comments.show); // what was added is drawn by then
    });
    viewer.on(["selection.changed", "elements.changed"], () => editing.told());
    viewer.on("selection.changed", (/** @type {any} */ { selection, newSelection }) => {
      const chosen = (selection ?? newSelection?.[0])?.businessObject;
      if (chosen?.id) editing.comments?.choose(chosen.id, chosen.name || chosen.id);
    });
  });
  manager.on("views.changed", () => {
    drawTabs(tabs, manager);
    texts.show(manager);
    proof.show(manager);
    comments.show();
    editing.told();
  });
  manager.on("import.render.complete", (/** @type {any} */ { view }) => {
    comments.show();
    if (view.type !== "drd") return;
    const canvas = active(manager).get("canvas");
    canvas.zoom("fit-viewport", "auto");
    canvas.scroll({ dx: TOOLS_PX, dy: TOOLS_PX });
  });
  const { warnings } = await manager.importXML(field.value);
  host.dataset.warnings = String(warnings.length);
  const first = manager.getViews().find((/** @type {any} */ { type }) => type !== "drd");
  if (manager.getViews().length === 2 && first) await manager.open(first);
  editing.follow({
    content: async () => (await manager.saveXML({ format: true })).xml,
    lead: (id) => lead(manager, id),
    mark: (findings) => proof.mark(findings, manager),
    commented: comments.commented,
    remedies: decisionRemedies(manager, (id) => lead(manager, id), say),
    acts: {
      undo: () => active(manager).get("commandStack").undo(),
      redo: () => active(manager).get("commandStack").redo(),
    },
  });
  variables.refresh(); // what is drawn does not wait for it
}

/** @param {any} manager */
const active = (manager) => manager.getActiveViewer();

/**
 * One tab for the graph and one for each decision.
 * @param {HTMLElement} place
 * @param {any} manager
 */
function drawTabs(place, manager) {
  place.replaceChildren(
    ...manager.getViews().map((/** @type {any} */ view) => {
      const tab = document.createElement("button");
      const isOpen = view.element === manager.getActiveView()?.element;
      tab.type = "button";
      tab.className = `btn btn-sm${isOpen ? " active" : ""}`;
      tab.setAttribute("aria-pressed", String(isOpen));
      tab.dataset.view = view.id;
      tab.textContent = view.type === "drd" ? say("Decision graph") : view.name || view.id;
      tab.addEventListener("click", () => manager.open(view));
      return tab;
    }),
  );
}

/**
 * How to go to what has this id: a decision, its table, or a rule, column or cell of it.
 * @param {any} manager
 * @param {string} id
 */
function lead(manager, id) {
  const views = manager.getViews();
  const view = views.find((/** @type {any} */ { type, element }) => type !== "drd" && holds(element, id));
  if (!view) return leadInGraph(manager, id);
  return async () => {
    await manager.open(view);
    await new Promise((resolve) => setTimeout(resolve)); // the table takes back what is chosen at a click beside it
    const viewer = active(manager);
    if (view.type !== "decisionTable") return;
    const found = viewer.get("elementRegistry").get(id);
    const shown = CSS.escape(found?.cells?.[0]?.id ?? id);
    const place = manager._container.querySelector(`[data-element-id="${shown}"], [data-col-id="${shown}"]`);
    place?.scrollIntoView({ block: "center", inline: "center" });
    place?.querySelector("[contenteditable]")?.focus(); // by which the table chooses the cell
  };
}

/**
 * How to go to what only the graph draws: an input, a function, a requirement.
 * @param {any} manager
 * @param {string} id
 */
function leadInGraph(manager, id) {
  const graph = manager.getViews().find((/** @type {any} */ { type, element }) => type === "drd" && holds(element, id));
  if (!graph || graph.element.id === id) return null;
  return async () => {
    await manager.open(graph);
    const viewer = active(manager);
    const drawn = viewer.get("elementRegistry").get(id);
    if (drawn) viewer.get("selection").select(drawn);
  };
}

/**
 * Tell whether a moddle element, or one inside it, has this id.
 * @param {any} element
 * @param {string} id
 * @returns {boolean}
 */
function holds(element, id) {
  if (element.id === id) return true;
  return element.$descriptor.properties.some((/** @type {any} */ property) => {
    if (property.isAttr || property.isReference) return false;
    const inside = [element.get(property.name)].flat();
    return inside.some((one) => one?.$descriptor && one.$parent === element && holds(one, id));
  });
}

openWith(open);
