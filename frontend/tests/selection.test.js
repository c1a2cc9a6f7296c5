import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { json, open, server, settle } from "./page.js";

open("");
const { install, selectPage } = await import("../src/selection.js");

const row = (id) => `<tr><td><input type="checkbox" name="task" value="${id}" data-select form="bar"></td></tr>`;
const LIST = `
  <form id="bar" method="post" action="/inbox/bulk" data-selection hidden>
    <span data-selection-count data-text="{n} selected"></span>
    <button type="button" data-select-none>None</button>
    <button name="action" value="claim" formaction="/inbox/claim" data-bulk-now>Claim</button>
    <input type="hidden" name="next" value="/inbox">
  </form>
  <input type="checkbox" data-select-all hidden>
  <table>${["a", "b", "c", "d"].map(row).join("")}</table>
  <dialog data-bulk-progress data-text-running="{done} of {all}" data-text-finished="{done} done, {refused} refused"
    data-text-offline="{left} left" data-text-expired="Signed out" data-text-sign-in="Sign in" data-text-done="Finished">
    <h2>Carrying out</h2><p data-bulk-status></p><progress max="1"></progress><ul data-bulk-results></ul>
    <button type="button" data-bulk-again hidden>Again</button><button type="button" data-bulk-close hidden>Close</button>
  </dialog>`;

let page, boxes, bar, whole;

const click = (element, options = {}) =>
  element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ...options }));
const checked = () => boxes.filter((box) => box.checked).map((box) => box.value);
const press = (button) =>
  bar.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: button }));
const result = (task, done = true) => ({ task, done, title: "云端", number: `No. ${task}`, why: done ? "" : "taken" });

beforeEach(() => {
  page = open(LIST);
  [bar, whole] = ["[data-selection]", "[data-select-all]"].map((part) => page.querySelector(part));
  boxes = [...page.querySelectorAll("[data-select]")];
  install(page);
});

test("the bar appears with the first row and counts", () => {
  assert.deepEqual([bar.hidden, whole.hidden], [true, false]);
  click(boxes[1]);
  assert.deepEqual([bar.hidden, page.querySelector("[data-selection-count]").textContent], [false, "1 selected"]);
  assert.deepEqual([whole.checked, whole.indeterminate], [false, true]);
  click(page.querySelector("[data-select-none]"));
  assert.deepEqual([checked(), bar.hidden], [[], true]);
});

test("Shift takes everything in between, in both directions", () => {
  click(boxes[3]);
  click(boxes[1], { shiftKey: true });
  assert.deepEqual(checked(), ["b", "c", "d"]);
});

test("all of the page are selected, and none the second time", () => {
  selectPage(page);
  assert.deepEqual([checked().length, whole.checked], [4, true]);
  selectPage(page);
  assert.deepEqual([checked(), whole.checked], [[], false]);
});

test("a selection is carried out and what was refused is told", async () => {
  const asked = server(json({ results: [result("a"), result("c", false)] }));
  click(boxes[0]);
  click(boxes[2]);
  press(page.querySelector("[data-bulk-now]"));
  await settle();
  assert.equal(asked[0].url, "/inbox/claim");
  assert.deepEqual(asked[0].fields, [
    ["next", "/inbox"],
    ["action", "claim"],
    ["task", "a"],
    ["task", "c"],
  ]);
  assert.equal(page.querySelector("[data-bulk-status]").textContent, "1 done, 1 refused");
  assert.equal(page.querySelector("h2").textContent, "Finished");
  assert.match(page.querySelector("[data-bulk-results]").textContent, /No. c taken/);
  assert.deepEqual(checked(), []);
});

test("what a lost connection left over is carried out again, and nothing twice", async () => {
  const asked = server(json({ results: [result("a")] }), new Error("offline"), json({ results: [result("b")] }));
  click(boxes[0]);
  click(boxes[1]);
  press(page.querySelector("[data-bulk-now]"));
  await settle();
  assert.equal(page.querySelector("[data-bulk-status]").textContent, "1 left");
  click(page.querySelector("[data-bulk-again]"));
  await settle();
  assert.deepEqual(
    asked.map(({ fields }) => fields.filter(([name]) => name === "task").map(([, task]) => task)),
    [["a", "b"], ["b"], ["b"]],
  );
  assert.equal(page.querySelector("[data-bulk-status]").textContent, "2 done, 0 refused");
});

test("hundreds go in chunks of ten", async () => {
  const many = Array.from({ length: 23 }, (_, index) => `t${index}`);
  page.querySelector("table").innerHTML = many.map(row).join("");
  boxes = [...page.querySelectorAll("[data-select]")];
  const chunks = [many.slice(0, 10), many.slice(10, 20), many.slice(20)];
  const asked = server(...chunks.map((chunk) => json({ results: chunk.map((task) => result(task)) })));
  selectPage(page, true);
  press(page.querySelector("[data-bulk-now]"));
  await settle();
  await settle();
  assert.deepEqual(
    asked.map(({ fields }) => fields.filter(([name]) => name === "task").length),
    [10, 10, 3],
  );
});
