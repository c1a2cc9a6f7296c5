// The inbox without a mouse. [data-keys="list"]: j/k, c, a, r, /; [data-keys="task"]: c, o, a, r, x, u,
// and any key that something on the page is marked with: [data-key="t"]. ? lists them.
// A key only leads to a button, it never decides: Enter does.
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog[open]");

const focusOn = (element) => {
  if (!element) return;
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
};

const rows = (list) => [...list.querySelectorAll("[data-key-row]")];

function move(list, step) {
  const all = rows(list);
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  focusOn(next?.querySelector("[data-key-open]"));
}

function openAt(list, action) {
  const row = rows(list).find((one) => one.contains(document.activeElement));
  const link = row?.querySelector("[data-key-open]");
  if (link) location.assign(`${link.href}#${action}`);
}

const onList = (list) => ({
  j: () => move(list, 1),
  k: () => move(list, -1),
  c: () => rows(list).find((row) => row.contains(document.activeElement))?.querySelector("[data-key-claim]")?.click(),
  a: () => openAt(list, "approve"),
  r: () => openAt(list, "return"),
  "/": () => {
    const filters = document.querySelector(".filter-fold");
    if (filters) filters.open = true;
    focusOn(filters?.querySelector("input"));
  },
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

export function install(root) {
  const help = () => root.querySelector("[data-keys-help]");
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const list = root.querySelector('[data-keys="list"]');
    const form = root.querySelector('[data-keys="task"]');
    const marked = form && [...root.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    const act = event.key === "?" ? () => help()?.showModal() : marked ? () => marked.click() : (form ? onTask(form) : list ? onList(list) : {})[event.key];
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
