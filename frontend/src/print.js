// A button with data-print prints the page; without scripts it is not there, and the browser's own menu does it.

/** @param {Document} root */
export function install(root) {
  for (const button of root.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
