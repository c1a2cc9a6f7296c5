import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { json, open, server } from "./page.js";

open("");
const { install, post } = await import("../src/forgery.js");

let page;
beforeEach(() => {
  page = open('<form><input name="csrf_token" value="old"></form>');
  page.head.innerHTML = '<meta name="csrf-token" content="old">';
});

test("a token that has become invalid is renewed once, everywhere in the page", async () => {
  const asked = server(json({}, 400), json({ token: "new" }), json({ done: true }));
  const answer = await post("/drafts", new FormData());
  assert.equal(answer.status, 200);
  assert.deepEqual(
    asked.map(({ url }) => url),
    ["/drafts", "/token", "/drafts"],
  );
  assert.deepEqual(asked[2].fields, [["csrf_token", "new"]]);
  assert.equal(page.querySelector("input").value, "new");
});

test("what stays refused with a new token is handed on", async () => {
  const asked = server(json({}, 400), json({ token: "new" }), json({}, 400));
  assert.equal((await post("/drafts", new FormData())).status, 400);
  assert.equal(asked.length, 3);
});

test("who gets no token gets the refusal", async () => {
  const asked = server(json({}, 400), json({}, 401));
  assert.equal((await post("/drafts", new FormData())).status, 400);
  assert.equal(asked.length, 2);
});

test("htmx sends the token along", () => {
  install(page);
  const detail = { headers: {} };
  page.body.dispatchEvent(new CustomEvent("htmx:configRequest", { bubbles: true, detail }));
  assert.deepEqual(detail.headers, { "X-CSRFToken": "old" });
});
