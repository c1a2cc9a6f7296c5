// Sends the anti-forgery token with whatever a script requests, and gets a new one when the session has changed
// (somebody signed in again in another window).
const meta = () => document.querySelector('meta[name="csrf-token"]');

export const token = () => meta()?.content ?? "";

export async function renewToken() {
  const answer = await fetch("/token", { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) return false;
  const fresh = (await answer.json()).token;
  meta().content = fresh;
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = fresh;
  return true;
}

/** Post `body` (FormData) and return the answer; a token that has become invalid is renewed once. */
export async function post(url, body, { renewed = false } = {}) {
  const answer = await fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    redirect: "manual",
    headers: { Accept: "application/json", "X-CSRFToken": token() },
  });
  if (answer.status === 400 && !renewed && (await renewToken())) {
    body.set("csrf_token", token());
    return post(url, body, { renewed: true });
  }
  return answer;
}

export function install(root) {
  root.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token();
  });
}
