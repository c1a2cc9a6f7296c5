import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./page.js";

const root = open(`
  <form class="long-form"><label for="r">Region</label>
    <div data-picker data-label="Region" data-text-none="nothing">
      <select id="r" name="r" aria-describedby="r-hint" required>
        <option value="">Please choose</option>
        <optgroup label="Hunan"><option value="1">Changsha</option><option value="2">Zhuzhou</option></optgroup>
        <option value="9">Elsewhere</option>
      </select>
    </div>
  </form>`);
const { pick } = await import("../src/picker.js");
pick(root);
const select = /** @type {HTMLSelectElement} */ (root.getElementById("r"));
const field = /** @type {HTMLInputElement} */ (root.querySelector("[role=combobox]"));
const shown = () => [...root.querySelectorAll("[role=option]")].map((one) => one.textContent);

/** @param {string} text */
function type(text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
/** @param {string} key */
const press = (key) => field.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true }));

test("what is typed narrows the choices within their groups", () => {
  type("zhu");
  assert.deepEqual(shown(), ["Zhuzhou"]);
  assert.equal(root.querySelector("[role=group]")?.getAttribute("aria-label"), "Hunan");
  type("hunan");
  assert.deepEqual(shown(), ["Changsha", "Zhuzhou"], "a group is found by its name");
  type("mars");
  assert.deepEqual(shown(), []);
  assert.equal(root.querySelector("[role=status]")?.textContent, "nothing");
});

test("typing saves nothing, choosing changes the select", () => {
  /** @type {string[]} */
  const heard = [];
  for (const name of ["input", "change"]) root.addEventListener(name, () => heard.push(name));
  type("zhu");
  assert.deepEqual(heard, []);
  press("Enter");
  assert.deepEqual([select.value, field.value, heard.join()], ["2", "Zhuzhou", "change"]);
  press("ArrowDown");
  press("ArrowDown");
  press("Enter");
  assert.equal(select.value, "9");
  type("chang");
  press("Escape");
  assert.deepEqual([select.value, field.value], ["9", "Elsewhere"], "what was chosen stays");
});

test("a select that the server draws anew is followed", () => {
  select.value = "1";
  select.setAttribute("aria-invalid", "true");
  select.classList.remove("visually-hidden");
  pick(root);
  assert.equal(root.querySelectorAll("[role=combobox]").length, 1);
  assert.equal(field.value, "Changsha");
  assert.equal(field.getAttribute("aria-invalid"), "true");
  assert.ok(select.classList.contains("visually-hidden"));
});
