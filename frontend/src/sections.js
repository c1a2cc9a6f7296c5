// The navigation of a long form: marks the section in view, folds itself away on a phone, and leads from the
// summary of errors to the field itself.
import { Idiomorph } from "idiomorph";
import { need, source, whenRead } from "./dom.js";

const narrow = window.matchMedia("(max-width: 991.98px)");

/** @param {HTMLElement} navigation */
function watch(navigation) {
  const details = need(navigation, "details", HTMLDetailsElement);
  const current = need(navigation, "[data-section-current]", HTMLElement);
  const links = linksOf(navigation);
  const fold = () => (details.open = !narrow.matches);
  fold();
  narrow.addEventListener("change", fold);
  navigation.addEventListener("click", (event) => {
    if (source(event)?.closest("[data-section-link]") && narrow.matches) details.open = false;
  });
  const visible = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) visible[isIntersecting ? "add" : "delete"](target.id);
      const first = [...links.keys()].find((id) => visible.has(id));
      if (!first) return;
      for (const [id, link] of links) link.toggleAttribute("aria-current", id === first);
      links.get(first)?.setAttribute("aria-current", "true");
      current.textContent = links.get(first)?.querySelector(".section-name")?.textContent ?? "";
    },
    { rootMargin: "-20% 0px -79% 0px" },
  );
  const observe = () => {
    for (const id of links.keys()) {
      const section = document.getElementById(id);
      if (section) observer.observe(section);
    }
  };
  observe();
  navigation.addEventListener("sections:changed", () => {
    links.clear();
    for (const [id, link] of linksOf(navigation)) links.set(id, link);
    observe();
  });
}

/**
 * The links to the sections, by the id of the section.
 * @param {HTMLElement} navigation
 * @returns {Map<string, HTMLAnchorElement>}
 */
function linksOf(navigation) {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (navigation.querySelectorAll("[data-section-link]"));
  return new Map([...links].map((link) => [link.hash.slice(1), link]));
}

/**
 * Show how far the sections of a form are now; the one in view stays marked, and the focus where it is.
 * @param {HTMLFormElement} form
 * @param {string} html the list of sections, drawn anew
 * @param {number} required how many entries are required now
 */
export function followSections(form, html, required) {
  const navigation = form.querySelector("[data-section-navigation]");
  const list = navigation?.querySelector("[data-sections]");
  if (!navigation || !list) return;
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-sections]");
  if (!fresh) return;
  const current = list.querySelector("[aria-current]")?.getAttribute("href");
  const marked = [...fresh.querySelectorAll("[data-section-link]")].find(
    (link) => link.getAttribute("href") === current,
  );
  marked?.setAttribute("aria-current", "true");
  Idiomorph.morph(list, fresh.innerHTML, { morphStyle: "innerHTML", ignoreActiveValue: true, restoreFocus: true });
  const count = navigation.querySelector("[data-required-count]");
  if (count) count.textContent = String(required);
  navigation.dispatchEvent(new CustomEvent("sections:changed"));
}

/** @param {Document} root */
export function install(root) {
  const begin = () => {
    root.querySelectorAll("[data-section-navigation]").forEach(watch);
    root.querySelector("[data-focus-first]")?.focus();
  };
  whenRead(root, begin);
  root.addEventListener("click", (event) => {
    const link = source(event)?.closest("a[data-jump]");
    const target =
      link && document.getElementById(decodeURIComponent(/** @type {HTMLAnchorElement} */ (link).hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    const inner = target.matches("fieldset") ? target.querySelector("input:not([type=hidden]), button") : null;
    (inner ?? target).focus({ preventScroll: true });
  });
}
