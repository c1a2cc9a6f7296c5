// A form with data-guard is sent once, however often its button is pressed.
import { source } from "./dom.js";

/** @param {Document} root */
export function install(root) {
  root.addEventListener("submit", (event) => {
    const form = source(event);
    if (!(form instanceof HTMLFormElement) || !form.matches("form[data-guard]") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    form.setAttribute("aria-busy", "true");
    const button = event.submitter;
    // disabled only after the browser has read the button's name and value
    setTimeout(() => button?.classList.add("btn-loading"), 0);
  });
  // the page comes back from the browser's cache as it was left
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
      for (const button of form.querySelectorAll(".btn-loading")) button.classList.remove("btn-loading");
    }
  });
}
