// Shows attachments in the page: pictures, PDF page by page, videos; what no browser shows is offered to be saved.
// Without a script the links open the file in a new window.
import { need, source } from "./dom.js";

/** @typedef {HTMLDialogElement & { stop?: (() => void) | null, token?: object | null }} Viewer */
/** @typedef {(stage: HTMLElement, link: HTMLAnchorElement, dialog: Viewer) => Promise<() => void> | void} Show */

/** @type {Record<string, Show>} */
const READERS = { "application/pdf": showPdf, "video/mp4": showVideo };

/** @type {Promise<import("./reader.js").Reader | undefined> | null} */
let reading = null; // the promise of the PDF reader, fetched when the first document is opened

/**
 * @param {string} address
 * @returns {Promise<import("./reader.js").Reader | undefined>}
 */
function load(address) {
  reading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.tongbanReader);
    script.onerror = () => {
      reading = null;
      reject(new Error("reader"));
    };
    document.head.append(script);
  });
  return reading;
}

/** @type {(stage: HTMLElement, link: HTMLAnchorElement, dialog: Viewer) => Promise<() => void>} */
async function showPdf(stage, link, dialog) {
  const { reader = "", worker = "", charmaps = "", fonts = "", textPage = "" } = dialog.dataset;
  const loaded = await load(reader);
  if (!loaded) throw new Error("Expected the reader to name itself, but it did not");
  return loaded.show(stage, link.href, { worker, charmaps, fonts, pageName: textPage });
}

/** @type {Show} */
function showVideo(stage, link) {
  const video = document.createElement("video");
  video.controls = true;
  video.src = link.href;
  stage.append(video);
}

/** @type {Show} */
function showPicture(stage, link) {
  const picture = document.createElement("img");
  picture.src = link.href;
  picture.alt = link.dataset.viewName ?? "";
  stage.append(picture);
}

/**
 * @param {string} type the content type
 * @returns {Show | undefined}
 */
function readerOf(type) {
  return type.startsWith("image/") ? showPicture : READERS[type];
}

/**
 * @param {Viewer} dialog
 * @param {HTMLAnchorElement[]} files
 * @param {number} index
 */
async function show(dialog, files, index) {
  const link = files[index];
  if (!link) return;
  const stage = need(dialog, "[data-viewer-stage]", HTMLElement);
  const note = need(dialog, "[data-viewer-note]", HTMLElement);
  const { textLoading = "", textCannot = "", textFailed = "" } = dialog.dataset;
  dialog.dataset.index = String(index);
  need(dialog, "[data-viewer-name]", HTMLElement).textContent = link.dataset.viewName ?? "";
  const place = files.length > 1 ? `${index + 1} / ${files.length}` : "";
  need(dialog, "[data-viewer-count]", HTMLElement).textContent = place;
  need(dialog, "[data-viewer-save]", HTMLAnchorElement).href = link.dataset.viewSave ?? link.href;
  need(dialog, "[data-viewer-previous]", HTMLButtonElement).disabled = index === 0;
  need(dialog, "[data-viewer-next]", HTMLButtonElement).disabled = index === files.length - 1;
  dialog.stop?.();
  dialog.stop = null;
  stage.replaceChildren();
  stage.scrollTop = 0;
  const reader = readerOf(link.dataset.viewType ?? "");
  note.textContent = reader ? textLoading : textCannot;
  if (!reader) return;
  const token = {};
  dialog.token = token;
  try {
    const stop = (await reader(stage, link, dialog)) ?? null;
    if (dialog.token !== token) {
      stop?.(); // the reader has gone on to another file meanwhile
    } else {
      dialog.stop = stop;
      note.textContent = "";
    }
  } catch {
    if (dialog.token === token) note.textContent = textFailed;
  }
}

/** Each file once, wherever its links stand: in the form, in what changed, among the attachments. */
const links = () => {
  const all = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-view][href]"));
  const first = new Map([...all].reverse().map((link) => [link.href, link])); // of two, the later set wins
  return [...all].filter((link) => first.get(link.href) === link);
};

/** @param {Viewer} dialog */
function close(dialog) {
  dialog.token = null;
  dialog.stop?.();
  dialog.stop = null;
  need(dialog, "[data-viewer-stage]", HTMLElement).replaceChildren();
}

/**
 * Show the file `by` places on, if there is one.
 * @param {Viewer} dialog
 * @param {number} by
 */
const step = (dialog, by) => show(dialog, links(), Number(dialog.dataset.index) + by);

/**
 * The viewer that an event happened in.
 * @param {Event} event
 * @returns {Viewer | null | undefined}
 */
const viewerOf = (event) => source(event)?.closest("dialog[data-viewer]");

// Everything is found when it is asked for: a task may come into the page beside its list.
/** @param {Document} root */
export function install(root) {
  root.addEventListener("click", (event) => {
    const link = source(event)?.closest("a[data-view]");
    const dialog = /** @type {Viewer | null} */ (root.querySelector("dialog[data-viewer]"));
    if (link instanceof HTMLAnchorElement && dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      dialog.showModal();
      const place = links().findIndex((one) => one.href === link.href);
      show(dialog, links(), Math.max(place, 0));
      return;
    }
    const inside = viewerOf(event);
    const button = source(event)?.closest("button");
    if (!inside || !button) return;
    if (button.matches("[data-viewer-previous]")) step(inside, -1);
    if (button.matches("[data-viewer-next]")) step(inside, 1);
    if (button.matches("[data-viewer-close]")) inside.close();
  });
  root.addEventListener("keydown", (event) => {
    const dialog = viewerOf(event);
    if (!dialog || source(event)?.closest("video")) return;
    if (event.key === "ArrowLeft") step(dialog, -1);
    if (event.key === "ArrowRight") step(dialog, 1);
  });
  const closed = (/** @type {Event} */ event) => {
    const dialog = viewerOf(event);
    if (dialog && dialog === event.target) close(dialog);
  };
  root.addEventListener("close", closed, true);
}
