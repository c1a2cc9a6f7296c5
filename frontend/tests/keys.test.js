import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { open } from "./page.js";

open("");
const { install } = await import("../src/keys.js");

const row = (id) => `<tr data-key-row><td><input type="checkbox" data-select value="${id}">
  <a href="/inbox/tasks/${id}" data-key-open>${id}</a></td></tr>`;

let page, went;

const press = (key, target = page.body, options = {}) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options });
  target.dispatchEvent(event);
  return event.defaultPrevented;
};

function show(html) {
  page = open(html);
  went = [];
  globalThis.location = { hash: "", href: "https://tongban.example/inbox", assign: (address) => went.push(address) };
  for (const element of page.querySelectorAll("*")) element.scrollIntoView = () => {};
  install(page);
}

const LIST = `<div data-keys="list"><table>${["1", "2"].map(row).join("")}</table></div>
  <input data-key-search><dialog data-keys-help></dialog>`;
const TASK = `<form data-keys="task"><textarea id="opinion"></textarea><button name="action" value="approve">A</button>
  <button type="button" name="action" value="return">R</button><button type="button" data-key="1">Phrase</button></form>`;

beforeEach(() => show(LIST));

test("j and k go through the rows and stay within", () => {
  for (const [key, id] of [
    ["j", "1"],
    ["j", "2"],
    ["j", "2"],
    ["k", "1"],
    ["k", "1"],
  ]) {
    press(key);
    assert.equal(page.activeElement.textContent, id, key);
  }
});

test("a and r lead to the task, they decide nothing", () => {
  press("j");
  press("a");
  press("r");
  assert.deepEqual(
    went.map((address) => new URL(address, "https://tongban.example").hash),
    ["#approve", "#return"],
  );
});

test("x selects, X selects all from there", () => {
  press("j");
  press("x");
  press("j");
  press("X");
  assert.deepEqual(
    [...page.querySelectorAll("[data-select]")].map((box) => box.checked),
    [true, true],
  );
});

test("g and a letter go to a list", () => {
  press("g");
  press("d");
  assert.deepEqual(went, ["/inbox/done"]);
});

test("letters that are typed or belong to the browser stay what they are", () => {
  assert.equal(press("j", page.querySelector("[data-key-search]")), false);
  assert.equal(press("a", page.body, { ctrlKey: true }), false);
  assert.equal(press("q"), false);
});

test("on a task a leads to the button, and Enter is left to the person", () => {
  show(TASK);
  let sent = 0;
  page.addEventListener("submit", () => (sent += 1));
  press("a");
  assert.deepEqual([page.activeElement.value, sent], ["approve", 0]);
});

test("a key that something is marked with presses it", () => {
  show(TASK);
  let pressed = 0;
  page.querySelector("[data-key]").addEventListener("click", () => (pressed += 1));
  press("1");
  assert.equal(pressed, 1);
});
