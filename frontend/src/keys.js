// The inbox without a mouse. [data-keys="list"]: j k o c a r x * b n p f v /; [data-keys="task"]: c o a r x u,
// and any key that something on the page is marked with: [data-key="t"]. ? lists them.
// A key only leads to a button, it never decides: Enter does.
import { select, selectPage } from "./selection.js";
import { isSplit, open } from "./split.js";
import { source, whenRead } from "./dom.js";

/** @type {Record<string, string>} */
const PLACES = { i: "", d: "/done", s: "/started", c: "/copied", a: "/all", t: "/team" };
/** @param {Event} event */
const typing = (event) =>
  source(event)?.closest(
    'input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable], dialog[open]',
  );

/** @param {HTMLElement | null | undefined} element */
const focusOn = (element) => {
  if (!element) return;
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
};

/** @param {HTMLElement} list */
const rows = (list) => [...list.querySelectorAll("[data-key-row]")];

/** @param {HTMLElement} list */
const current = (list) => rows(list).find((row) => row.contains(document.activeElement));

/**
 * Go `step` rows down, within the list; side by side the task opens too.
 * @param {HTMLElement} list
 * @param {number} step
 */
function move(list, step) {
  const all = rows(list);
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const opened = all.findIndex((row) => row.classList.contains("is-opened"));
  const next = all[Math.min(Math.max((here < 0 ? opened : here) + step, 0), all.length - 1)];
  const link = /** @type {HTMLAnchorElement | null | undefined} */ (next?.querySelector("[data-key-open]"));
  focusOn(link);
  if (link?.dataset.paneLink && isSplit(document)) open(document, link);
}

/** @param {HTMLElement} list */
const openOf = (list) =>
  /** @type {HTMLAnchorElement | null | undefined} */ (current(list)?.querySelector("[data-key-open]"));

/**
 * @param {HTMLElement} list
 * @param {string} action
 */
function openAt(list, action) {
  const link = openOf(list);
  if (link) location.assign(`${link.href}#${action}`);
}

/**
 * @param {HTMLElement} list
 * @param {boolean} range from the row selected last to here
 */
function selectRow(list, range) {
  const box = /** @type {HTMLInputElement | null | undefined} */ (current(list)?.querySelector("[data-select]"));
  if (!box) return;
  box.checked = range || !box.checked;
  select(document, box, { range });
}

/** @param {string} selector */
const press = (selector) => () => document.querySelector(selector)?.click();

/** @typedef {Record<string, () => void>} Keys */

/** @type {(list: HTMLElement) => Keys} */
const onList = (list) => ({
  j: () => move(list, 1),
  k: () => move(list, -1),
  o: () => {
    const link = openOf(list);
    if (link) location.assign(link.href);
  },
  c: () => current(list)?.querySelector("[data-key-claim]")?.click(),
  a: () => openAt(list, "approve"),
  r: () => openAt(list, "return"),
  x: () => selectRow(list, false),
  X: () => selectRow(list, true),
  "*": () => selectPage(document),
  b: () => focusOn(document.querySelector("[data-selection].is-used button")),
  n: press('.pager [rel="next"]'),
  p: press('.pager [rel="prev"]'),
  f: () => {
    const filters = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".filter-fold"));
    if (!filters) return;
    filters.open = !filters.open;
    focusOn(
      filters.open ? filters.querySelector("select, input:not([type=hidden])") : filters.querySelector("summary"),
    );
  },
  v: press("[data-layout]:not(.active)"),
  "/": () => focusOn(document.querySelector("[data-key-search], .filter-fold input")),
});

/**
 * @param {HTMLElement} form
 * @param {string} action
 */
const decision = (form, action) => focusOn(form.querySelector(`button[name="action"][value="${action}"]`));

/** @type {(form: HTMLElement) => Keys} */
const onTask = (form) => ({
  c: () => form.querySelector("[data-key-claim]")?.click(),
  o: () => focusOn(form.querySelector("#opinion")),
  a: () => decision(form, "approve"),
  r: () => decision(form, "return"),
  x: () => decision(form, "reject"),
  u: () => document.querySelector("[data-key-back]")?.click(),
});

/**
 * Side by side the list keeps j and k; the rest belongs to where the focus is, decisions always to the task.
 * @param {HTMLElement} list
 * @param {HTMLElement | null} form
 * @returns {Keys}
 */
function bothAtOnce(list, form) {
  const lists = onList(list);
  if (!form) return lists;
  const tasks = onTask(form);
  const { a, r } = tasks;
  const inTask = document.querySelector("#pane")?.contains(document.activeElement);
  return inTask ? { ...lists, ...tasks } : /** @type {Keys} */ ({ ...lists, a, r });
}

/**
 * @param {Document} root
 * @returns {Keys}
 */
function actions(root) {
  const list = root.querySelector('[data-keys="list"]');
  const form = root.querySelector('[data-keys="task"]');
  if (list) return bothAtOnce(list, form);
  return form ? onTask(form) : {};
}

/** @param {Document} root */
export function install(root) {
  const help = () => /** @type {HTMLDialogElement | null} */ (root.querySelector("[data-keys-help]"));
  let going = false;
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    const form = root.querySelector('[data-keys="task"]');
    const place = going && help() ? PLACES[event.key] : undefined;
    going = event.key === "g";
    const marked = form && [...root.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    const act =
      place !== undefined
        ? () => location.assign(`/inbox${place}`)
        : event.key === "?"
          ? () => help()?.showModal()
          : (actions(root)[event.key] ?? (marked && (() => marked.click())));
    if (!act) return;
    event.preventDefault();
    act();
  });
  root.addEventListener("click", (event) => {
    if (source(event)?.closest("[data-keys-open]")) help()?.showModal();
  });
  const arrive = () => {
    const form = root.querySelector('[data-keys="task"]');
    const wanted = location.hash.slice(1);
    if (form && ["approve", "return", "reject"].includes(wanted)) decision(form, wanted);
  };
  whenRead(root, arrive);
  // the button that leads down to the decision is in the way once one is there
  const jump = root.querySelector(".jump-to-decision");
  const card = root.querySelector(".decision");
  if (jump && card)
    new IntersectionObserver((entries) => (jump.hidden = entries[0]?.isIntersecting ?? false)).observe(card);
  // a link into a folded section opens it; capture, so that it is open before anybody scrolls to the field
  root.addEventListener(
    "click",
    (event) => {
      const link = /** @type {HTMLAnchorElement | null | undefined} */ (source(event)?.closest('a[href^="#"]'));
      const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
      const fold = /** @type {HTMLDetailsElement | null | undefined} */ (target?.closest("details.fold"));
      if (fold) fold.open = true;
    },
    true,
  );
}
