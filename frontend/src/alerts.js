// Closes an announcement.
import { source } from "./dom.js";

/** @param {Document} root */
export function install(root) {
  root.addEventListener("click", (event) => {
    source(event)?.closest("[data-dismiss-alert]")?.closest(".alert")?.remove();
  });
}
