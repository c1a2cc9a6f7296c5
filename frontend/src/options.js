// Narrows a long list of choices to those that contain what is typed; chosen ones stay.
export function install(root) {
  root.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches?.("[data-filter-options]")) return;
    const wanted = input.value.trim().toLowerCase();
    for (const choice of input.parentElement.querySelectorAll("[data-options] > label")) {
      const fits = choice.textContent.toLowerCase().includes(wanted);
      choice.hidden = !fits && !choice.querySelector("input").checked;
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("[data-filter-options]")) event.preventDefault();
  });
}
