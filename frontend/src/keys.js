// The inbox without a mouse. [data-keys="list"]: j k o c a r x * b n p f v /; [data-keys="task"]: c o a r x u,
// and any key that something on the page is marked with: [data-key="t"]. ? lists them.
// A key only leads to a button, it never decides: Enter does.
import { select, selectPage } from "./selection.js";
import { isSplit, open } from "./split.js";

const PLACES = { i: "", d: "/done", s: "/started", c: "/copied", a: "/all", t: "/team" };
const typing = (target) =>
  target.closest?.('input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable], dialog[open]');

const focusOn = (element) => {
  if (!element) return;
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
};

const rows = (list) => [...list.querySelectorAll("[data-key-row]")];

const current = (list) => rows(list).find((row) => row.contains(document.activeElement));

function move(list, step) {
  const all = rows(list);
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const opened = all.findIndex((row) => row.classList.contains("is-opened"));
  const next = all[Math.min(Math.max((here < 0 ? opened : here) + step, 0), all.length - 1)];
  const link = next?.querySelector("[data-key-open]");
  focusOn(link);
  if (link?.dataset.paneLink && isSplit(document)) open(document, link);
}

function openAt(list, action) {
  const link = current(list)?.querySelector("[data-key-open]");
  if (link) location.assign(`${link.href}#${action}`);
}

function selectRow(list, range) {
  const box = current(list)?.querySelector("[data-select]");
  if (!box) return;
  box.checked = range || !box.checked;
  select(document, box, { range });
}

const press = (selector) => () => document.querySelector(selector)?.click();

const onList = (list) => ({
  j: () => move(list, 1),
  k: () => move(list, -1),
  o: () => (({ href }) => href && location.assign(href))(current(list)?.querySelector("[data-key-open]") ?? {}),
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
    const filters = document.querySelector(".filter-fold");
    if (!filters) return;
    filters.open = !filters.open;
    focusOn(filters.open ? filters.querySelector("select, input:not([type=hidden])") : filters.querySelector("summary"));
  },
  v: press("[data-view]:not(.active)"),
  "/": () => focusOn(document.querySelector("[data-key-search], .filter-fold input")),
});

const decision = (form, action) => focusOn(form.querySelector(`button[name="action"][value="${action}"]`));

const onTask = (form) => ({
  c: () => form.querySelector("[data-key-claim]")?.click(),
  o: () => focusOn(form.querySelector("#opinion")),
  a: () => decision(form, "approve"),
  r: () => decision(form, "return"),
  x: () => decision(form, "reject"),
  u: () => document.querySelector("[data-key-back]")?.click(),
});

/** Side by side the list keeps j and k; the rest belongs to where the focus is, decisions always to the task. */
function bothAtOnce(list, form) {
  const lists = onList(list);
  if (!form) return lists;
  const tasks = onTask(form);
  const inTask = document.querySelector("#pane")?.contains(document.activeElement);
  return inTask ? { ...lists, ...tasks } : { ...lists, a: tasks.a, r: tasks.r };
}

function actions(root) {
  const list = root.querySelector('[data-keys="list"]');
  const form = root.querySelector('[data-keys="task"]');
  if (list) return bothAtOnce(list, form);
  return form ? onTask(form) : {};
}

export function install(root) {
  const help = () => root.querySelector("[data-keys-help]");
  let going = false;
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const form = root.querySelector('[data-keys="task"]');
    const place = going && help() ? PLACES[event.key] : undefined;
    going = event.key === "g";
    const marked = form && [...root.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    const act =
      place !== undefined ? () => location.assign(`/inbox${place}`)
      : event.key === "?" ? () => help()?.showModal()
      : actions(root)[event.key] ?? (marked && (() => marked.click()));
    if (!act) return;
    event.preventDefault();
    act();
  });
  root.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-keys-open]")) help()?.showModal();
  });
  const arrive = () => {
    const form = root.querySelector('[data-keys="task"]');
    const wanted = location.hash.slice(1);
    if (form && ["approve", "return", "reject"].includes(wanted)) decision(form, wanted);
  };
  if (root.readyState === "loading") root.addEventListener("DOMContentLoaded", arrive);
  else arrive();
  // the button that leads down to the decision is in the way once one is there
  const jump = root.querySelector(".jump-to-decision");
  const card = root.querySelector(".decision");
  if (jump && card) new IntersectionObserver(([{ isIntersecting }]) => (jump.hidden = isIntersecting)).observe(card);
  // a link into a folded section opens it; capture, so that it is open before anybody scrolls to the field
  root.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.('a[href^="#"]');
      const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
      const fold = target?.closest("details.fold");
      if (fold) fold.open = true;
    },
    true,
  );
}
