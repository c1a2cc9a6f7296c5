// Edits a diagram of a draft: [data-modeler] holds the form that is saved while somebody draws (autosave.js), the
// stage, the panel and the list of findings. What can be chosen comes from [data-vocabulary].
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
import { need, source, whenRead } from "../dom.js";
import { Checks } from "./checks.js";
import { platformGroups } from "./groups.js";
import { styleWith } from "./style_nonce.js";
import { translation, untranslated } from "./translate.js";

const PAUSE_MS = 400;
/** So wide is the palette, which would lie over the names of lanes. */
const PALETTE_PX = 110;

/** @param {HTMLElement} host */
async function open(host) {
  const field = need(host, "textarea", HTMLTextAreaElement);
  styleWith(host.dataset.nonce ?? "");
  const answer = await fetch(host.dataset.vocabulary ?? "", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`vocabulary: ${answer.status}`);
  const vocabulary = await answer.json();
  const modeler = /** @type {any} */ (
    new BpmnModeler({
      container: need(host, "[data-modeler-stage]", HTMLElement),
      additionalModules: [
        BpmnPropertiesPanelModule,
        BpmnPropertiesProviderModule,
        ZeebePropertiesProviderModule,
        ZeebeBehaviors,
        CreateAppendAnythingModule,
        minimap,
        platformGroups(vocabulary),
        translation(document.documentElement.lang),
      ],
      propertiesPanel: { parent: need(host, "[data-modeler-panel]", HTMLElement) },
      moddleExtensions: { zeebe, tongban: vocabulary.descriptor },
    })
  );
  const { warnings } = await modeler.importXML(field.value);
  host.dataset.warnings = String(warnings.length);
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  canvas.scroll({ dx: PALETTE_PX, dy: 0 });
  follow(modeler, host, field);
  buttons(modeler, host);
  host.dataset.drawn = "true";
}

/**
 * Save and check what was drawn, a moment after each change.
 * @param {any} modeler
 * @param {HTMLElement} host
 * @param {HTMLTextAreaElement} field
 */
function follow(modeler, host, field) {
  const checks = new Checks(modeler, host, () => field.value);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  modeler.on("commandStack.changed", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      field.value = (await modeler.saveXML({ format: true })).xml;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      checks.soon();
    }, PAUSE_MS);
  });
  modeler.on(["selection.changed", "propertiesPanel.updated"], () => {
    host.dataset.untranslated = JSON.stringify([...untranslated]);
  });
  checks.run();
}

/**
 * @param {any} modeler
 * @param {HTMLElement} host
 */
function buttons(modeler, host) {
  const canvas = modeler.get("canvas");
  const actions = modeler.get("editorActions");
  /** @type {Record<string, () => void>} */
  const acts = {
    undo: () => actions.trigger("undo"),
    redo: () => actions.trigger("redo"),
    find: () => actions.trigger("find"),
    in: () => modeler.get("zoomScroll").stepZoom(1),
    out: () => modeler.get("zoomScroll").stepZoom(-1),
    fit: () => canvas.zoom("fit-viewport", "auto"),
  };
  host.addEventListener("click", (event) => acts[source(event)?.closest("[data-act]")?.dataset.act ?? ""]?.());
}

whenRead(document, () => {
  const host = document.querySelector("[data-modeler]");
  if (!host) return;
  open(host).catch(() => {
    need(host, "[data-modeler-stage]", HTMLElement).textContent = host.dataset.textFailed ?? "";
    host.dataset.drawn = "failed";
  });
});
