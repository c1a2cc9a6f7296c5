// Sends a form that does the next part of something long, [data-go-on], by itself; a browser without scripts has its
// button. The page that comes back has the form again until all is done.
const LOOK_MS = 600;

/** @param {Document} root */
export function install(root) {
  const form = root.querySelector("form[data-go-on]");
  if (form instanceof HTMLFormElement) setTimeout(() => form.requestSubmit(), LOOK_MS);
}
