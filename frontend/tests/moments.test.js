import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./page.js";

open(
  '<p><strong data-countdown-ms="0" data-countdown-over="now" data-countdown-enables="grab">in 0 s</strong></p><button id="grab" disabled></button>' +
    '<p>decided <span data-until-then><a href="/undo">undo</a> <b data-countdown-ms="0"></b></span></p>',
);
const { shown, tick } = await import("../src/moments.js");

test("what is left is written in days and on a clock", () => {
  assert.equal(shown(3_723_000, "en"), "01:02:03");
  assert.equal(shown(1, "en"), "00:00:01");
  assert.equal(shown(2 * 86_400_000 + 1_000, "en"), "2 days 00:00:01");
  assert.match(shown(86_400_000, "zh-CN"), /^1 天 00:00:00$/);
});

test("at zero it says so and the button can be pressed", () => {
  tick(document);
  assert.equal(document.querySelector("strong").textContent, "now");
  assert.equal(document.getElementById("grab").disabled, false);
});

test("what is offered only until then goes away at zero", () => {
  tick(document);
  assert.equal(document.querySelector('a[href="/undo"]'), null);
  assert.match(document.body.textContent, /decided/);
});
