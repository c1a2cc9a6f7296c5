// A long select as a list that can be searched: what is typed narrows the choices, arrow keys and a thumb choose.
// The select stays, out of sight: it is what is sent, what a label and an error lead to, what the server draws anew.
import { need, source, whenRead } from "./dom.js";

let made = 0;

class Picker {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.select = need(root, "select", HTMLSelectElement);
    this.id = `picker-${++made}`;
    this.input = document.createElement("input");
    this.list = document.createElement("div");
    this.none = document.createElement("div");
    /** @type {HTMLElement | undefined} */
    this.active = undefined;
    this.#build();
    this.follow();
  }

  #build() {
    const { input, list, none, root } = this;
    Object.assign(input, { type: "text", autocomplete: "off", placeholder: root.dataset.textSearch ?? "" });
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.id);
    input.setAttribute("aria-label", root.dataset.label ?? "");
    list.id = this.id;
    list.className = "picker-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", root.dataset.label ?? "");
    none.className = "picker-none";
    none.setAttribute("role", "status");
    for (const part of [input, list, none]) part.dataset.made = "";
    root.append(input, list, none);
    this.close();
    input.addEventListener("input", (event) => {
      event.stopPropagation(); // nothing is chosen yet: there is nothing to save
      this.open(input.value);
    });
    input.addEventListener("change", (event) => event.stopPropagation());
    input.addEventListener("click", () => this.open(""));
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    list.addEventListener("click", (event) => {
      const option = source(event)?.closest("[data-value]");
      if (option instanceof HTMLElement) this.choose(option);
    });
    this.select.addEventListener("focus", () => this.input.focus());
    this.select.addEventListener("change", () => this.close());
  }

  /** Show what the select says, which the server may have drawn anew. */
  follow() {
    const { input, select } = this;
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    select.classList.add("visually-hidden");
    input.className = `form-select${select.classList.contains("is-invalid") ? " is-invalid" : ""}`;
    for (const name of ["aria-describedby", "aria-invalid", "required"]) {
      const value = select.getAttribute(name);
      if (value === null) input.removeAttribute(name);
      else input.setAttribute(name, value);
    }
    if (input.getAttribute("aria-expanded") !== "true") input.value = this.chosen();
  }

  chosen() {
    const option = [...this.select.options].find((one) => one.selected);
    return option?.value ? option.text : "";
  }

  /** @param {string} typed show the choices that contain it, in the groups where they stand */
  open(typed) {
    const wanted = typed.trim().toLowerCase();
    const parts = [...this.select.children].flatMap((part) => {
      if (part instanceof HTMLOptionElement) return this.#options([part], wanted);
      if (!(part instanceof HTMLOptGroupElement)) return [];
      const whole = part.label.toLowerCase().includes(wanted);
      const options = this.#options(
        [.../** @type {NodeListOf<HTMLOptionElement>} */ (part.querySelectorAll("option"))],
        whole ? "" : wanted,
      );
      return options.length ? [this.#group(part.label, options)] : [];
    });
    this.list.replaceChildren(...parts);
    this.list.hidden = !parts.length;
    this.none.textContent = parts.length ? "" : (this.root.dataset.textNone ?? "");
    this.input.setAttribute("aria-expanded", String(parts.length > 0));
    const options = this.#shown();
    const chosen = options.find((option) => option.getAttribute("aria-selected") === "true");
    this.#point(wanted ? options[0] : chosen);
  }

  /**
   * @param {HTMLOptionElement[]} options
   * @param {string} wanted
   */
  #options(options, wanted) {
    return options
      .filter((option) => (option.value || !wanted) && option.text.toLowerCase().includes(wanted))
      .map((option) => {
        const shown = document.createElement("div");
        shown.id = `${this.id}-${option.index}`;
        shown.className = "picker-option";
        shown.dataset.value = option.value;
        shown.textContent = option.text;
        shown.setAttribute("role", "option");
        shown.setAttribute("aria-selected", String(option.selected && option.value !== ""));
        return shown;
      });
  }

  /**
   * @param {string} label
   * @param {HTMLElement[]} options
   */
  #group(label, options) {
    const group = document.createElement("div");
    const title = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    title.className = "picker-group";
    title.textContent = label;
    title.setAttribute("aria-hidden", "true");
    group.append(title, ...options);
    return group;
  }

  /** @returns {HTMLElement[]} */
  #shown() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("[data-value]"))];
  }

  /** @param {HTMLElement | undefined} option the one that Enter would choose */
  #point(option) {
    this.active?.classList.remove("is-active");
    this.active = option;
    option?.classList.add("is-active");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.list.hidden = true;
    this.none.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.#point(undefined);
    this.input.value = this.chosen();
  }

  /** @param {HTMLElement} option */
  choose(option) {
    const changed = this.select.value !== option.dataset.value;
    this.select.value = option.dataset.value ?? "";
    this.close();
    if (changed) this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return this.open("");
      const options = this.#shown();
      const now = this.active ? options.indexOf(this.active) : -1;
      const next = event.key === "ArrowDown" ? now + 1 : (now < 0 ? options.length : now) - 1;
      this.#point(options[(next + options.length) % options.length]);
    } else if (event.key === "Enter") {
      event.preventDefault(); // it chooses; a form is sent by its button
      if (open && this.active) this.choose(this.active);
      else if (!open) this.open("");
    } else if (event.key === "Escape" && (open || this.none.textContent)) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }
}

/** @type {WeakMap<HTMLElement, Picker>} */
const pickers = new WeakMap();

/** @param {ParentNode} root make what is new a picker, and let the others follow their select */
export function pick(root) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-picker]"))) {
    const known = pickers.get(element);
    if (known && known.input.isConnected && known.select.isConnected) known.follow();
    else {
      element.querySelectorAll("[data-made]").forEach((part) => part.remove());
      pickers.set(element, new Picker(element));
    }
  }
}

/** @param {Document} root */
export function install(root) {
  whenRead(root, () => pick(root));
  root.addEventListener("form:drawn", (event) => pick(/** @type {HTMLElement} */ (event.target)));
}
