// Counts the seconds down that a sentence says are left, [data-countdown], also where one comes later.
const SECOND_MS = 1000;

/** @param {Document} root */
export function install(root) {
  setInterval(() => {
    for (const left of root.querySelectorAll("[data-countdown]"))
      left.textContent = String(Math.max(Number(left.textContent) - 1, 0));
  }, SECOND_MS);
}
