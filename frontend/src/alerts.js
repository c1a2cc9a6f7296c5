// Closes an announcement.
export function install(root) {
  root.addEventListener("click", (event) => {
    event.target.closest?.("[data-dismiss-alert]")?.closest(".alert")?.remove();
  });
}
