// Sends the anti-forgery token with whatever a script requests.
export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export function install(root) {
  root.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token();
  });
}
