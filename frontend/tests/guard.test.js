import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { open } from "./page.js";

open("");
const { install } = await import("../src/guard.js");

let page, form;
const submit = () => {
  const event = new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: page.querySelector("button") });
  form.dispatchEvent(event);
  return !event.defaultPrevented;
};

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  page = open('<form data-guard><button name="go" value="1">Go</button></form>');
  form = page.querySelector("form");
  install(page);
});

test("a form is sent once, however often its button is pressed", () => {
  assert.deepEqual([submit(), submit(), submit()], [true, false, false]);
  assert.equal(form.getAttribute("aria-busy"), "true");
});

test("the button shows that it is busy only after its value was read", () => {
  submit();
  assert.equal(page.querySelector("button").className, "");
  mock.timers.tick(0);
  assert.equal(page.querySelector("button").className, "btn-loading");
});

test("a page that comes back from the browser's cache can be sent again", () => {
  submit();
  mock.timers.tick(0);
  window.dispatchEvent(new Event("pageshow"));
  assert.equal(page.querySelector("button").className, "");
  assert.equal(submit(), true);
});

test("what another script has stopped is not marked as sent", () => {
  page.body.addEventListener("submit", (event) => event.preventDefault(), { once: true });
  submit();
  assert.equal(form.dataset.sent, undefined);
});
