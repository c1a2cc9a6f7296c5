// Where an event comes from, and when a page is there.

/**
 * The element an event comes from; null where it is none (the document, a text).
 * @param {Event} event
 * @returns {Element | null}
 */
export const source = (event) => (event.target instanceof Element ? event.target : null);

/**
 * The form of the field an event comes from.
 * @param {Event} event
 * @returns {HTMLFormElement | null}
 */
export const formOf = (event) => /** @type {{ form?: HTMLFormElement }} */ (event.target)?.form ?? null;

/**
 * Call `begin` once the page has been read: now, or when it is.
 * @param {Document} root
 * @param {() => void} begin
 */
export function whenRead(root, begin) {
  if (root.readyState === "loading") root.addEventListener("DOMContentLoaded", begin);
  else begin();
}

/**
 * The element of `root` that our own pages always hold there.
 * @template {HTMLElement} E
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => E} kind
 * @returns {E}
 */
export function need(root, selector, kind) {
  const element = root.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`Expected a ${kind.name} at ${selector}, but found ${element}`);
  return element;
}
