import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { open } from "./page.js";

open("");
const { install } = await import("../src/asking.js");

const FORM = `<form><textarea id="opinion">不在受理范围</textarea>
  <button name="action" value="approve">Approve</button>
  <button name="action" value="reject" data-asks="question" data-asks-for="opinion">Reject</button>
  <dialog id="question"><button type="button" data-not-asked>No</button><button type="button" data-asked>Yes</button></dialog></form>`;

let page, sent;
const press = (selector) =>
  page.querySelector(selector).dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));

beforeEach(() => {
  page = open(FORM);
  sent = [];
  install(page);
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    sent.push(event.submitter.value);
  });
});

test("what ends a case goes only after it was asked for", () => {
  press("[value=reject]");
  assert.deepEqual([sent, page.querySelector("dialog").open], [[], true]);
  press("[data-not-asked]");
  assert.deepEqual([sent, page.querySelector("dialog").open], [[], false]);
  press("[value=reject]");
  press("[data-asked]");
  assert.deepEqual(sent, ["reject"]);
});

test("other buttons go at once, and so does what the server will refuse anyhow", () => {
  press("[value=approve]");
  page.querySelector("#opinion").value = " ";
  press("[value=reject]");
  assert.deepEqual(sent, ["approve", "reject"]);
});

test("a page that comes back asks again", () => {
  press("[value=reject]");
  press("[data-asked]");
  window.dispatchEvent(new Event("pageshow"));
  press("[value=reject]");
  assert.deepEqual(sent, ["reject"]);
});
