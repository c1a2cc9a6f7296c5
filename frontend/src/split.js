// List left, task right: [data-split="split"] holds the list and #pane; links [data-pane-link] open in the pane.
// On a narrow window there is only the list, and a link is a link.
import { source, whenRead } from "./dom.js";

const WIDE = matchMedia("(min-width: 992px)");
const PARTS = "main .page-header, main .page-body > .container-xl:not(#announcements)";

/** @param {Document} root */
const holder = (root) => root.querySelector('[data-split="split"]');
/** @param {Document} root */
export const isSplit = (root) => WIDE.matches && holder(root) !== null;

/** @type {WeakMap<Element, object>} what was asked for last, by pane */
const asked = new WeakMap();

/**
 * Open the task of `link` in the pane; with `push` the address follows.
 * @param {Document} root
 * @param {HTMLAnchorElement} link
 * @param {{ push?: boolean }} [options]
 */
export function open(root, link, { push = true } = {}) {
  const split = holder(root);
  const pane = root.querySelector("#pane");
  if (!split || !pane) return;
  for (const row of split.querySelectorAll("[data-key-row]")) row.classList.toggle("is-opened", row.contains(link));
  pane.setAttribute("aria-busy", "true");
  const request = {};
  asked.set(pane, request);
  fetch(link.href, { headers: { "X-Requested-With": "fetch" }, redirect: "follow" })
    .then(async (answer) => {
      if (asked.get(pane) !== request) return; // another one was chosen meanwhile
      if (!answer.ok || new URL(answer.url).pathname !== new URL(link.href).pathname) return location.assign(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      pane.replaceChildren(...[...page.querySelectorAll(PARTS)].map((part) => document.adoptNode(part)));
      pane.scrollTop = 0;
      for (const help of pane.querySelectorAll("[data-keys-help]")) help.remove(); // the list has its own
      window.htmx?.process(pane);
      pane.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true })); // diagrams wait for it
    })
    .catch(() => location.assign(link.href))
    .finally(() => pane.removeAttribute("aria-busy"));
  if (!push) return;
  const address = new URL(split.dataset.address ?? "", location.href);
  address.searchParams.set("open", link.dataset.paneLink ?? "");
  history.pushState({ pane: true }, "", address);
}

/**
 * @param {Document} root
 * @returns {HTMLAnchorElement | null}
 */
function shownInAddress(root) {
  const id = new URL(location.href).searchParams.get("open");
  return id ? root.querySelector(`[data-pane-link="${CSS.escape(id)}"]`) : null;
}

/** @param {Document} root */
export function install(root) {
  root.addEventListener("click", (event) => {
    const link = /** @type {HTMLAnchorElement | null | undefined} */ (source(event)?.closest("[data-pane-link]"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button || !isSplit(root)) return;
    event.preventDefault();
    open(root, link);
  });
  window.addEventListener("popstate", () => {
    const link = holder(root) && shownInAddress(root);
    if (link && isSplit(root)) open(root, link, { push: false });
  });
  const arrive = () => {
    if (!holder(root)) return;
    const id = new URL(location.href).searchParams.get("open");
    const link = shownInAddress(root);
    const first = /** @type {HTMLAnchorElement | null} */ (id ? null : root.querySelector("[data-pane-link]"));
    const opened = link ?? first;
    if (WIDE.matches && opened) open(root, opened, { push: false });
    else if (link) location.replace(link.href);
  };
  whenRead(root, arrive);
}
