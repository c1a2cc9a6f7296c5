// The navigation of a long form: marks the section in view, folds itself away on a phone, and leads from the
// summary of errors to the field itself.
const narrow = window.matchMedia("(max-width: 991.98px)");

function watch(navigation) {
  const details = navigation.querySelector("details");
  const current = navigation.querySelector("[data-section-current]");
  const links = new Map([...navigation.querySelectorAll("[data-section-link]")].map((link) => [link.hash.slice(1), link]));
  const fold = () => (details.open = !narrow.matches);
  fold();
  narrow.addEventListener("change", fold);
  navigation.addEventListener("click", (event) => {
    if (event.target.closest("[data-section-link]") && narrow.matches) details.open = false;
  });
  const visible = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) visible[isIntersecting ? "add" : "delete"](target.id);
      const first = [...links.keys()].find((id) => visible.has(id));
      if (!first) return;
      for (const [id, link] of links) link.toggleAttribute("aria-current", id === first);
      links.get(first).setAttribute("aria-current", "true");
      current.textContent = links.get(first).querySelector(".section-name").textContent;
    },
    { rootMargin: "-20% 0px -79% 0px" },
  );
  for (const id of links.keys()) {
    const section = document.getElementById(id);
    if (section) observer.observe(section);
  }
}

export function install(root) {
  const begin = () => {
    root.querySelectorAll("[data-section-navigation]").forEach(watch);
    root.querySelector("[data-focus-first]")?.focus();
  };
  if (root.readyState === "loading") root.addEventListener("DOMContentLoaded", begin);
  else begin();
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-jump]");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    const inner = target.matches("fieldset") ? target.querySelector("input:not([type=hidden]), button") : null;
    (inner ?? target).focus({ preventScroll: true });
  });
}
