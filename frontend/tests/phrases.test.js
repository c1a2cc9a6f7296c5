import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./page.js";

const root = open(`
  <select id="code" data-inserts-into="text"><option value=""></option><option value="a.b">a.b · Refused</option></select>
  <textarea id="text">because:  }</textarea>
  <textarea id="opinion">Fine</textarea><button type="button" data-phrase="Agreed"></button>`);
const { install } = await import("../src/phrases.js");
install(root);

/** @param {string} id */
const text = (id) => /** @type {HTMLTextAreaElement} */ (root.getElementById(id));

test("what is chosen goes where the caret stands, and counts as typed", () => {
  const heard = [];
  root.addEventListener("input", (event) => heard.push(event.target));
  text("text").setSelectionRange(9, 9);
  const choice = /** @type {HTMLSelectElement} */ (root.getElementById("code"));
  choice.value = "a.b";
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  assert.equal(text("text").value, "because: a.b }");
  assert.deepEqual(heard, [text("text")]);
});

test("a phrase goes into the opinion on a line of its own", () => {
  text("opinion").setSelectionRange(4, 4);
  root.querySelector("[data-phrase]")?.dispatchEvent(new Event("click", { bubbles: true, cancelable: true }));
  assert.equal(text("opinion").value, "Fine\nAgreed");
});
