// Takes the marks of a refused form away where what was wrong is mended, while one still corrects the rest.

/**
 * @param {HTMLFormElement} form
 * @param {string[]} wrong the paths of the fields and lists in which something is still wrong
 */
export function unmarkMended(form, wrong) {
  for (const box of form.querySelectorAll("[data-path]")) {
    const message = box.querySelector(":scope > .invalid-feedback");
    if (!message || wrong.includes(box.dataset.path ?? "")) continue;
    const place = message.id.replace(/-errors$/, "");
    form
      .querySelector(`.error-summary a[href="#${CSS.escape(place)}"]`)
      ?.closest("li")
      ?.classList.add("is-mended");
    message.remove();
    if (!box.matches(".field")) continue; // a list: the fields of its entries have marks of their own
    box.classList.remove("has-errors");
    for (const marked of box.querySelectorAll(".is-invalid")) marked.classList.remove("is-invalid");
    for (const told of box.querySelectorAll("[aria-invalid]")) told.removeAttribute("aria-invalid");
  }
}
