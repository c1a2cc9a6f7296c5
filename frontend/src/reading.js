// Reading a long form: the list of its sections follows the scrolling, only what was filled in is shown if somebody
// wants it so, and on a touch screen a field that is tapped opens its remark.
import { source, whenRead } from "./dom.js";

const KEPT = "tongban.only-filled";
const TOUCH = "(hover: none)";
/** Between the list of sections and the section that counts as being read. */
const MARGIN = 40;

/**
 * Mark the link to the section that is being read: the last one that has begun below the list.
 * @param {Element} bar
 */
function follow(bar) {
  const links = [.../** @type {NodeListOf<HTMLAnchorElement>} */ (bar.querySelectorAll("[data-reading-link]"))];
  const line = bar.getBoundingClientRect().bottom + MARGIN;
  let here = null;
  for (const link of links) {
    const section = sectionOf(link);
    if (section && section.getClientRects().length && section.getBoundingClientRect().top <= line) here = link;
  }
  for (const link of links) {
    if (link === here) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const list = here?.closest("ol");
  if (!here || !list || list.scrollWidth <= list.clientWidth) return;
  list.scrollLeft = here.offsetLeft - list.offsetLeft - (list.clientWidth - here.offsetWidth) / 2;
}

/** @param {HTMLAnchorElement} link */
const sectionOf = (link) => link.ownerDocument.getElementById(decodeURIComponent(link.hash.slice(1)));

/** @param {Element} element */
function unfold(element) {
  let fold = element.closest("details");
  while (fold) {
    fold.setAttribute("open", "");
    fold = fold.parentElement?.closest("details") ?? null;
  }
}

/** @returns {boolean} */
const kept = () => {
  try {
    return localStorage.getItem(KEPT) === "1";
  } catch {
    return false; // a browser that keeps nothing
  }
};

/** @param {boolean} only */
function keep(only) {
  try {
    localStorage.setItem(KEPT, only ? "1" : "0");
  } catch {
    // the choice holds for this page then
  }
}

/**
 * @param {Document} root
 * @param {boolean} only
 */
function show(root, only) {
  for (const form of root.querySelectorAll("[data-reading-form]")) form.classList.toggle("is-only-filled", only);
  for (const box of root.querySelectorAll("[data-only-filled]")) {
    /** @type {HTMLInputElement} */ (box).checked = only;
  }
}

/** @param {Document} root */
export function install(root) {
  const all = () => root.querySelectorAll("[data-reading]").forEach(follow);
  const begin = () => {
    show(root, kept());
    all();
  };
  whenRead(root, begin);
  root.addEventListener("htmx:load", begin); // a task beside the list
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      all();
    });
  };
  root.addEventListener("scroll", soon, { capture: true, passive: true }); // the page, or the pane
  for (const kind of ["change", "input"]) {
    root.addEventListener(
      kind,
      (event) => {
        const box = source(event)?.closest("[data-only-filled]");
        if (!box) return;
        event.stopPropagation(); // nothing of the form that is saved
        keep(/** @type {HTMLInputElement} */ (box).checked);
        show(root, /** @type {HTMLInputElement} */ (box).checked);
        all();
      },
      { capture: true },
    );
  }
  root.addEventListener(
    "click",
    (event) => {
      const link = /** @type {HTMLAnchorElement | null | undefined} */ (
        source(event)?.closest("a[data-jump], a[data-reading-link]")
      );
      const target = link && sectionOf(link);
      if (!link || !target) return;
      unfold(target);
      if (!link.matches("[data-reading-link]")) return; // sections.js leads on
      event.preventDefault();
      target.scrollIntoView({ block: "start" });
      /** @type {HTMLElement} */ (target.querySelector("summary") ?? target).focus({ preventScroll: true });
    },
    { capture: true },
  );
  root.addEventListener("click", (event) => {
    const field = source(event)?.closest(".is-remarkable .field");
    const box = field?.querySelector(":scope > .remark-box");
    if (!box || !matchMedia(TOUCH).matches || source(event)?.closest("a, button, summary, textarea, .remark-box"))
      return;
    /** @type {HTMLDetailsElement} */ (box).open = true;
    box.querySelector("textarea")?.focus();
  });
}
