// Edits a diagram of a draft: beside the stage stands the panel, [data-editor-panel]. What can be chosen there comes
// from the server.
import BpmnModeler from "bpmn-js/lib/Modeler";
import { CreateAppendAnythingModule } from "bpmn-js-create-append-anything";
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from "bpmn-js-properties-panel";
import ZeebeBehaviors from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import minimap from "diagram-js-minimap";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import { need } from "../dom.js";
import { badge } from "./checks.js";
import { openWith } from "./editing.js";
import { platformGroups } from "./groups.js";
import { newFile } from "./new_file.js";
import { diagramRemedies } from "./remedies.js";
import { translation, translator } from "./translate.js";
import { variableResolver, Variables } from "./variables.js";

/** So wide is the palette, which would lie over the names of lanes. */
const PALETTE_PX = 110;

/** @param {import("./editing.js").Editing} editing */
async function open(editing) {
  const { host, field, stage } = editing;
  const translate = translator(document.documentElement.lang);
  const variables = new Variables(host, translate);
  const vocabulary = await editing.vocabulary();
  const modeler = /** @type {any} */ (
    new BpmnModeler({
      container: stage,
      additionalModules: [
        BpmnPropertiesPanelModule,
        BpmnPropertiesProviderModule,
        ZeebePropertiesProviderModule,
        ZeebeBehaviors,
        CreateAppendAnythingModule,
        minimap,
        platformGroups(vocabulary, newFile(host)),
        variableResolver(variables),
        translation(translate),
      ],
      propertiesPanel: { parent: need(host, "[data-editor-panel]", HTMLElement) },
      moddleExtensions: { zeebe, tongban: vocabulary.descriptor },
    })
  );
  const { warnings } = await modeler.importXML(field.value);
  host.dataset.warnings = String(warnings.length);
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  canvas.scroll({ dx: PALETTE_PX, dy: 0 });
  modeler.on("commandStack.changed", () => editing.changed());
  modeler.on(["selection.changed", "propertiesPanel.updated"], () => editing.told());
  editing.follow({
    content: async () => (await modeler.saveXML({ format: true })).xml,
    lead: (id) => lead(modeler, id),
    mark: (findings) => mark(modeler, findings),
    remedies: diagramRemedies(modeler, translate),
    acts: acts(modeler),
    commented: (counts, commentMark) => markComments(modeler, counts, commentMark),
  });
  modeler.on("selection.changed", (/** @type {any} */ { newSelection }) => {
    const [{ businessObject: chosen } = { businessObject: null }] = newSelection;
    editing.comments?.choose(chosen?.id ?? "", chosen?.name || chosen?.id || "");
  });
  variables.refresh().then(() => redrawPanel(modeler)); // the diagram does not wait for it
}

/**
 * Have the panel say what has become known since it was drawn.
 * @param {any} modeler
 */
function redrawPanel(modeler) {
  const root = modeler.get("canvas").getRootElement();
  const shown = modeler.get("selection").get()[0] ?? root;
  modeler.get("eventBus").fire("elements.changed", { elements: [shown] });
}

/**
 * What the diagram draws of this id: the pool, for a process that has one.
 * @param {any} modeler
 * @param {string} id
 */
function drawn(modeler, id) {
  const registry = modeler.get("elementRegistry");
  const isItsPool = (/** @type {any} */ { businessObject }) => id && businessObject?.get("processRef")?.id === id;
  return (
    registry.get(id) ?? registry.find((/** @type {any} */ one) => one.type === "bpmn:Participant" && isItsPool(one))
  );
}

/**
 * @param {any} modeler
 * @param {string} id
 */
function lead(modeler, id) {
  const element = drawn(modeler, id);
  if (!element) return null;
  return () => {
    modeler.get("selection").select(element);
    modeler.get("canvas").scrollToElement(element, 120);
  };
}

/**
 * @param {any} modeler
 * @param {import("./checks.js").Finding[]} findings
 */
function mark(modeler, findings) {
  const overlays = modeler.get("overlays");
  overlays.remove({ type: "finding" });
  for (const id of new Set(findings.map((one) => one.element))) {
    const some = findings.filter((one) => one.element === id);
    const element = drawn(modeler, id);
    if (element?.parent) overlays.add(element, "finding", { position: { top: -10, right: 14 }, html: badge(some) });
  }
}

/**
 * @param {any} modeler
 * @param {import("./comments.js").Counts} counts
 * @param {(count: number) => HTMLElement} commentMark
 */
function markComments(modeler, counts, commentMark) {
  const overlays = modeler.get("overlays");
  overlays.remove({ type: "comment" });
  for (const [id, count] of Object.entries(counts)) {
    const element = drawn(modeler, id);
    if (element?.parent)
      overlays.add(element, "comment", { position: { top: -10, left: -6 }, html: commentMark(count) });
  }
}

/**
 * @param {any} modeler
 * @returns {Record<string, () => unknown>}
 */
function acts(modeler) {
  const actions = modeler.get("editorActions");
  return {
    undo: () => actions.trigger("undo"),
    redo: () => actions.trigger("redo"),
    find: () => actions.trigger("find"),
    in: () => modeler.get("zoomScroll").stepZoom(1),
    out: () => modeler.get("zoomScroll").stepZoom(-1),
    fit: () => modeler.get("canvas").zoom("fit-viewport", "auto"),
  };
}

openWith(open);
