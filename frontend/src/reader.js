// Draws a PDF page by page as it is scrolled to. Nothing that a document contains is executed: no scripts, no forms,
// no WebAssembly, no links out of it.
import { GlobalWorkerOptions, getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

const MOST_PAGES = 500;
const SHARPEST = 2;

/**
 * @typedef {object} Options what a document is drawn with
 * @property {string} worker address of the thread that reads it
 * @property {string} charmaps
 * @property {string} fonts
 * @property {string} pageName what a page is called, with {n} and {of}
 */
/** @typedef {{ show: typeof show }} Reader */

/**
 * @param {import("pdfjs-dist").PDFPageProxy} page
 * @param {HTMLElement} frame
 */
async function draw(page, frame) {
  const width = frame.clientWidth;
  const scale = width / page.getViewport({ scale: 1 }).width;
  const viewport = page.getViewport({ scale: scale * Math.min(window.devicePixelRatio || 1, SHARPEST) });
  const canvas = document.createElement("canvas");
  canvas.width = viewport.width;
  canvas.height = viewport.height;
  await page.render({ viewport, canvas }).promise;
  frame.replaceChildren(canvas);
  const text = await page.getTextContent(); // what a screen reader reads
  const words = document.createElement("p");
  words.className = "visually-hidden";
  words.textContent = text.items
    .map((item) => ("str" in item ? item.str : ""))
    .join(" ")
    .slice(0, 20000);
  frame.append(words);
}

/**
 * Show the document at `address` in `stage`; resolves to a function that lets go of it.
 * @param {HTMLElement} stage
 * @param {string} address
 * @param {Options} options
 */
async function show(stage, address, { worker, charmaps, fonts, pageName }) {
  GlobalWorkerOptions.workerSrc = worker;
  const task = getDocument({
    url: address,
    cMapUrl: charmaps,
    cMapPacked: true,
    standardFontDataUrl: fonts,
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false,
    withCredentials: true,
  });
  const pdf = await task.promise;
  const first = await pdf.getPage(1);
  const { width, height } = first.getViewport({ scale: 1 });
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        const target = /** @type {HTMLElement} */ (entry.target);
        seen.unobserve(target);
        pdf
          .getPage(Number(target.dataset.page))
          .then((page) => draw(page, target))
          .catch(() => {});
      }
    },
    { root: stage, rootMargin: "400px 0px" },
  );
  for (let number = 1; number <= Math.min(pdf.numPages, MOST_PAGES); number += 1) {
    const frame = document.createElement("div");
    frame.className = "file-viewer-page";
    frame.dataset.page = String(number);
    frame.style.aspectRatio = `${width} / ${height}`;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", pageName.replace("{n}", String(number)).replace("{of}", String(pdf.numPages)));
    stage.append(frame);
    seen.observe(frame);
  }
  return () => {
    seen.disconnect();
    task.destroy();
  };
}

window.tongbanReader = { show };
