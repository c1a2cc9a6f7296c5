// Counts down by the server's clock: [data-countdown-ms] says how far off the moment was when the page was made.
// At zero it shows [data-countdown-over], and the button that it [data-countdown-enables] can be pressed: without
// asking the server, or everybody would ask in the same second. What is only offered until then goes with its
// [data-until-then].

const SECOND = 1_000;
const DAY_SECONDS = 86_400;
/** Where an amount meets its Chinese unit: our texts set a blank there, not every browser does. */
const AMOUNT = /([0-9])(?=[\u4e00-\u9fff])/g;

/**
 * What is left, in the writing of `language`: "2 days 03:04:05", "2 天 03:04:05".
 * @param {number} milliseconds
 * @param {string} language
 */
export function shown(milliseconds, language) {
  const seconds = Math.max(0, Math.ceil(milliseconds / SECOND));
  const days = Math.floor(seconds / DAY_SECONDS);
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, "0")).join(":");
  if (!days) return clock;
  const amount = new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "long" }).format(days);
  return `${amount.replace(AMOUNT, "$1 ")} ${clock}`;
}

/** @type {WeakMap<HTMLElement, number>} */
const ends = new WeakMap();

/** @param {Document} root */
export function tick(root) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-countdown-ms]"))) {
    const end = ends.get(element) ?? performance.now() + Number(element.dataset.countdownMs);
    ends.set(element, end);
    const left = end - performance.now();
    element.textContent = left > 0 ? shown(left, root.documentElement.lang) : (element.dataset.countdownOver ?? "");
    if (left <= 0) {
      const enabled = root.getElementById(element.dataset.countdownEnables ?? "");
      if (enabled instanceof HTMLButtonElement) enabled.disabled = false;
      element.removeAttribute("data-countdown-ms");
      element.closest("[data-until-then]")?.remove();
    }
  }
}

/** @param {Document} root */
export function install(root) {
  tick(root);
  setInterval(() => tick(root), SECOND / 4);
}
