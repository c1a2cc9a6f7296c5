// A phrase goes into the opinion where the caret stands; without this script the server adds it to the end.
export function install(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-phrase]");
    const opinion = root.querySelector("#opinion");
    if (!button || !opinion) return;
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end, value } = opinion;
    const before = value.slice(0, start);
    const gap = before && !/[\s\n]$/.test(before) ? "\n" : "";
    opinion.setRangeText(gap + button.dataset.phrase, start, end, "end");
    opinion.dispatchEvent(new Event("input", { bubbles: true }));
    opinion.focus();
  });
}
