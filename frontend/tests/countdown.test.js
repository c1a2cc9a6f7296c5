import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { open } from "./page.js";

open("");
const { install, tick } = await import("../src/countdown.js");

test("seconds that are left are counted down to nothing, wherever they appear later", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const page = open("<p></p>");
  install(page);
  page.body.innerHTML = "<span data-countdown>2</span>";
  const shown = [1, 2, 3].map(() => {
    mock.timers.tick(1000);
    return page.querySelector("span").textContent;
  });
  assert.deepEqual(shown, ["1", "0", "0"]);
  mock.timers.reset();
});

test("a code can be asked for again once its sentence is gone", () => {
  const page = open(`<div data-code-field><button data-send-code>Send</button>
    <p>Sent. <span data-counting>Again in <b data-countdown>2</b> s.</span></p></div>`);
  const button = /** @type {HTMLButtonElement} */ (page.querySelector("button"));
  tick(page);
  assert.equal(button.disabled, true);
  tick(page);
  assert.equal(button.disabled, false);
  assert.equal(page.querySelector("p")?.textContent?.trim(), "Sent.");
});
