// Shows the diagram of a case: [data-diagram] names the address of the BPMN file; data-current, data-visited and
// data-flows hold ids as JSON; data-names holds names in the reader's language by id.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const MARKS = { current: "is-current", visited: "is-visited", flows: "is-taken" };
const STEP = 1.25;

const ids = (host, name) => JSON.parse(host.dataset[name] || "[]");

/** Put the reader's language into the file before it is drawn. */
function named(xml, names) {
  if (!Object.keys(names).length) return xml;
  const parsed = new DOMParser().parseFromString(xml, "application/xml");
  for (const element of parsed.querySelectorAll("[id]")) {
    const name = names[element.id];
    if (name) element.setAttribute("name", name);
  }
  return new XMLSerializer().serializeToString(parsed);
}

const FRAMES = new Set(["bpmn:Participant", "bpmn:Lane", "bpmn:Group", "bpmn:TextAnnotation", "bpmn:Collaboration", "bpmn:Process"]);

function mark(viewer, host) {
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  const reached = new Set([...ids(host, "current"), ...ids(host, "visited")]);
  for (const element of registry.filter(({ waypoints, labelTarget, type }) => !waypoints && !labelTarget && !FRAMES.has(type))) {
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
    const flag = Object.assign(document.createElement("div"), { className: "diagram-flag", textContent: host.dataset.textCurrent });
    overlays.add(id, "current", { position: { top: -14, left: 6 }, html: flag, scale: { min: 0.7, max: 1.2 } });
  }
}

function controls(viewer, host) {
  const canvas = viewer.get("canvas");
  const act = {
    in: () => canvas.zoom(canvas.zoom() * STEP),
    out: () => canvas.zoom(canvas.zoom() / STEP),
    fit: () => canvas.zoom("fit-viewport", "auto"),
  };
  host.addEventListener("click", (event) => act[event.target.closest?.("[data-zoom]")?.dataset.zoom]?.());
  const stage = host.querySelector("[data-diagram-stage]");
  const move = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  stage.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") act.in();
    else if (event.key === "-") act.out();
    else if (event.key === "0") act.fit();
    else if (move[event.key]) canvas.scroll({ dx: move[event.key][0], dy: move[event.key][1] });
    else return;
    event.preventDefault();
  });
}

/** Fit the whole diagram; where that would be unreadably small, show the current step at a readable size. */
function place(viewer, host) {
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  const [current] = ids(host, "current");
  const element = current && viewer.get("elementRegistry").get(current);
  if (!element || canvas.zoom() >= 0.55) return;
  canvas.zoom(0.75, { x: element.x + element.width / 2, y: element.y + element.height / 2 });
  canvas.scrollToElement(element, 60);
}

async function draw(host) {
  const stage = host.querySelector("[data-diagram-stage]");
  const viewer = new NavigatedViewer({ container: stage });
  try {
    const answer = await fetch(host.dataset.diagram, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`diagram: ${answer.status}`);
    await viewer.importXML(named(await answer.text(), JSON.parse(host.dataset.names || "{}")));
  } catch (error) {
    stage.textContent = host.dataset.textFailed;
    return;
  }
  mark(viewer, host);
  controls(viewer, host);
  place(viewer, host);
  host.dataset.drawn = "true";
}

/** Draw a diagram when it comes into view: one in a closed tab has no size to fit into. */
function watch(host) {
  host.dataset.watched = "true";
  const observer = new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    observer.disconnect();
    draw(host);
  });
  observer.observe(host);
}

const begin = (root) => root.querySelectorAll("[data-diagram]:not([data-watched])").forEach(watch);
begin(document);
document.addEventListener("htmx:load", (event) => begin(event.target));
