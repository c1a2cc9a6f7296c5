import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { open } from "./page.js";

open("");
const { install } = await import("../src/print.js");

test("the button is there once it does something, and prints", () => {
  const page = open("<button type=button data-print hidden>Print</button>");
  const print = mock.fn();
  globalThis.window.print = print;
  install(page);
  const button = page.querySelector("button");
  assert.equal(button.hidden, false);
  button.click();
  assert.equal(print.mock.callCount(), 1);
});
