// Shows the diagram of a case: [data-diagram] names the address of the BPMN file; data-current, data-visited and
// data-flows hold ids as JSON; data-names holds names in the reader's language by id.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { need, source } from "./dom.js";

const MARKS = { current: "is-current", visited: "is-visited", flows: "is-taken" };
const STEP = 1.25;
const DC = "http://www.omg.org/spec/DD/20100524/DC";
const LABEL_WIDTH = 90;

/** @typedef {any} Viewer bpmn-js gives its parts by name, without types */

/**
 * @param {HTMLElement} host
 * @param {string} name
 * @returns {string[]}
 */
const ids = (host, name) => JSON.parse(host.dataset[name] || "[]");

/**
 * Give the label of something drawn room for words: it was measured for a few Chinese characters.
 * @param {Element} drawn
 */
function widen(drawn) {
  const bounds = drawn.getElementsByTagNameNS(DC, "Bounds");
  for (const one of bounds) {
    const x = Number(one.getAttribute("x"));
    const width = Number(one.getAttribute("width"));
    if (one.parentElement?.localName !== "BPMNLabel" || width >= LABEL_WIDTH) continue;
    one.setAttribute("x", String(x - (LABEL_WIDTH - width) / 2));
    one.setAttribute("width", String(LABEL_WIDTH));
  }
}

/**
 * Put the reader's language into the file before it is drawn.
 * @param {string} xml
 * @param {Record<string, string>} names
 */
function named(xml, names) {
  if (!Object.keys(names).length) return xml;
  const parsed = new DOMParser().parseFromString(xml, "application/xml");
  for (const element of parsed.querySelectorAll("[id]")) {
    const name = names[element.id];
    if (name) element.setAttribute("name", name);
  }
  for (const drawn of parsed.querySelectorAll("[bpmnElement]")) {
    if (names[drawn.getAttribute("bpmnElement") ?? ""]) widen(drawn);
  }
  return new XMLSerializer().serializeToString(parsed);
}

const FRAMES = new Set([
  "bpmn:Participant",
  "bpmn:Lane",
  "bpmn:Group",
  "bpmn:TextAnnotation",
  "bpmn:Collaboration",
  "bpmn:Process",
]);

/**
 * @param {Viewer} viewer
 * @param {HTMLElement} host
 */
function mark(viewer, host) {
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  const reached = new Set([...ids(host, "current"), ...ids(host, "visited")]);
  for (const element of registry.filter(
    (/** @type {Record<string, any>} */ { waypoints, labelTarget, type }) =>
      !waypoints && !labelTarget && !FRAMES.has(type),
  )) {
    if (!reached.has(element.id)) canvas.addMarker(element.id, "is-open");
  }
  for (const [name, marker] of Object.entries(MARKS)) {
    for (const id of ids(host, name)) {
      if (!registry.get(id)) continue;
      canvas.addMarker(id, marker);
      if (registry.get(`${id}_label`)) canvas.addMarker(`${id}_label`, marker);
    }
  }
  const overlays = viewer.get("overlays");
  for (const id of ids(host, "current")) {
    if (!registry.get(id)) continue;
    const flag = Object.assign(document.createElement("div"), {
      className: "diagram-flag",
      textContent: host.dataset.textCurrent,
    });
    overlays.add(id, "current", { position: { top: -14, left: 6 }, html: flag, scale: { min: 0.7, max: 1.2 } });
  }
}

/**
 * @param {Viewer} viewer
 * @param {HTMLElement} host
 */
function controls(viewer, host) {
  const canvas = viewer.get("canvas");
  const act = {
    in: () => canvas.zoom(canvas.zoom() * STEP),
    out: () => canvas.zoom(canvas.zoom() / STEP),
    fit: () => canvas.zoom("fit-viewport", "auto"),
  };
  /** @type {Record<string, () => void>} */
  const keys = {
    "+": act.in,
    "=": act.in,
    "-": act.out,
    0: act.fit,
    ArrowLeft: () => canvas.scroll({ dx: 60, dy: 0 }),
    ArrowRight: () => canvas.scroll({ dx: -60, dy: 0 }),
    ArrowUp: () => canvas.scroll({ dx: 0, dy: 60 }),
    ArrowDown: () => canvas.scroll({ dx: 0, dy: -60 }),
  };
  host.addEventListener("click", (event) => {
    const zoom = source(event)?.closest("[data-zoom]")?.dataset.zoom;
    if (zoom === "in" || zoom === "out" || zoom === "fit") act[zoom]();
  });
  need(host, "[data-diagram-stage]", HTMLElement).addEventListener("keydown", (event) => {
    const pressed = keys[event.key];
    if (!pressed) return;
    pressed();
    event.preventDefault();
  });
}

/**
 * Fit the whole diagram; where that would be unreadably small, show the current step at a readable size.
 * @param {Viewer} viewer
 * @param {HTMLElement} host
 */
function place(viewer, host) {
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  const [current] = ids(host, "current");
  const element = current && viewer.get("elementRegistry").get(current);
  if (!element || canvas.zoom() >= 0.55) return;
  canvas.zoom(0.75, { x: element.x + element.width / 2, y: element.y + element.height / 2 });
  canvas.scrollToElement(element, 60);
}

/** @param {HTMLElement} host */
async function draw(host) {
  const stage = need(host, "[data-diagram-stage]", HTMLElement);
  const viewer = new NavigatedViewer({ container: stage });
  try {
    const answer = await fetch(host.dataset.diagram ?? "", { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`diagram: ${answer.status}`);
    await viewer.importXML(named(await answer.text(), JSON.parse(host.dataset.names || "{}")));
  } catch {
    stage.textContent = host.dataset.textFailed ?? "";
    return;
  }
  mark(viewer, host);
  controls(viewer, host);
  place(viewer, host);
  host.dataset.drawn = "true";
}

/**
 * Draw a diagram when it comes into view: one in a closed tab has no size to fit into.
 * @param {HTMLElement} host
 */
function watch(host) {
  host.dataset.watched = "true";
  const observer = new IntersectionObserver((entries) => {
    if (!entries[0]?.isIntersecting) return;
    observer.disconnect();
    draw(host);
  });
  observer.observe(host);
}

/** @param {ParentNode} root */
const begin = (root) => root.querySelectorAll("[data-diagram]:not([data-watched])").forEach(watch);
begin(document);
document.addEventListener("htmx:load", (event) => begin(source(event) ?? document));
