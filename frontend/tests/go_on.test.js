import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { open } from "./page.js";

open("");
const { install } = await import("../src/go_on.js");

test("a form that goes on is sent once by itself, and a page without one is left alone", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const page = open("<form data-go-on><button>Go on</button></form>");
  let sent = 0;
  page.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    sent += 1;
  });
  install(page);
  assert.equal(sent, 0);
  mock.timers.tick(5000);
  assert.equal(sent, 1);
  install(open("<p></p>"));
  mock.timers.tick(5000);
  mock.timers.reset();
});
