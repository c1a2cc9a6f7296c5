// Counts the seconds down that a sentence says are left, [data-countdown], also where one comes later. While they
// last, the button of a code that was sent, [data-send-code], cannot be pressed; then the sentence goes.
const SECOND_MS = 1000;

/** @param {Document} root */
export function tick(root) {
  for (const left of root.querySelectorAll("[data-countdown]")) {
    const seconds = Math.max(Number(left.textContent) - 1, 0);
    left.textContent = String(seconds);
    hold(left, seconds > 0);
  }
}

/**
 * @param {Element} left
 * @param {boolean} waits
 */
function hold(left, waits) {
  const button = left.closest("[data-code-field]")?.querySelector("[data-send-code]");
  if (button instanceof HTMLButtonElement) button.disabled = waits;
  if (!waits) left.closest("[data-counting]")?.remove();
}

/** @param {Document} root */
export function install(root) {
  setInterval(() => tick(root), SECOND_MS);
}
