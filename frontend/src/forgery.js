// Sends the anti-forgery token with whatever a script requests, and gets a new one when the session has changed
// (somebody signed in again in another window).
const meta = () => /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="csrf-token"]'));

/** Whoever waits for an answer waits no longer than this: then it is as if there were no connection. */
const LIMIT_MS = 20_000;

export const token = () => meta()?.content ?? "";

/** Fetch a new token and put it wherever the page holds one; false where the server gives none. */
export async function renewToken() {
  const answer = await fetch("/token", { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) return false;
  const fresh = (await answer.json()).token;
  const holder = meta();
  if (holder) holder.content = fresh;
  const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[name="csrf_token"]'));
  for (const input of inputs) input.value = fresh;
  return true;
}

/**
 * Post `body` and return the answer; a token that has become invalid is renewed once.
 * @param {string} url
 * @param {FormData} body
 * @param {{ renewed?: boolean }} [options]
 * @returns {Promise<Response>}
 */
export async function post(url, body, { renewed = false } = {}) {
  const answer = await fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    redirect: "manual",
    signal: AbortSignal.timeout(LIMIT_MS),
    headers: { Accept: "application/json", "X-CSRFToken": token() },
  });
  if (answer.status === 400 && !renewed && (await renewToken())) {
    body.set("csrf_token", token());
    return post(url, body, { renewed: true });
  }
  return answer;
}

/** @param {Document} root */
export function install(root) {
  root.addEventListener("htmx:configRequest", (event) => {
    const { detail } = /** @type {CustomEvent<{ headers: Record<string, string> }>} */ (event);
    detail.headers["X-CSRFToken"] = token();
  });
}
