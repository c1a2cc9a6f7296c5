import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { open } from "./page.js";

open("");
const { install } = await import("../src/countdown.js");

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
