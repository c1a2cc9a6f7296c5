// A page for tests: a document with what a browser gives to scripts, made before the scripts are read.
import { Window } from "happy-dom";

// What Node has, too, but as its own: events and forms must be those of the page.
const OF_THE_PAGE = [
  "Event",
  "EventTarget",
  "CustomEvent",
  "File",
  "FormData",
  "CSS",
  "document",
  "history",
  "location",
  "matchMedia",
];

const nodes = Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, true]));

/**
 * Open a page with `html` in its body; what scripts find by global names is its own.
 * @param {string} html
 * @param {{ url?: string, wide?: boolean }} [options]
 */
export function open(html, { url = "https://tongban.example/inbox", wide = true } = {}) {
  const window = new Window({ url, width: wide ? 1440 : 390, height: 900, settings: { disableErrorCapturing: true } });
  const classes = Object.getOwnPropertyNames(window).filter((name) => /^[A-Z]/.test(name) && !(name in nodes));
  for (const name of [...classes, ...OF_THE_PAGE]) {
    const value = /** @type {any} */ (window)[name];
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  Object.defineProperty(globalThis, "window", { value: window, configurable: true, writable: true });
  window.document.body.innerHTML = html;
  return window.document;
}

/** @typedef {{ url: string, method: string, fields: [string, any][] }} Request */

/**
 * Answer what scripts ask for, one answer after the other; returns what was asked.
 * @param {...(Response | Error)} answers
 * @returns {Request[]}
 */
export function server(...answers) {
  /** @type {Request[]} */
  const asked = [];
  globalThis.fetch = async (url, { method = "GET", body } = {}) => {
    asked.push({ url: String(url), method, fields: body ? [.../** @type {any} */ (body).entries()] : [] });
    const answer = answers.shift();
    if (!answer) throw new Error(`Expected no further request, but ${url} was asked`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return asked;
}

/** @param {unknown} body @param {number} [status] */
export const json = (body, status = 200) => new Response(JSON.stringify(body), { status });

/** Let everything happen that is due now: promises, then what waits for them. */
export async function settle() {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
}
