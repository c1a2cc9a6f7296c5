import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { open as openPage, server, settle } from "./page.js";

openPage("");
const { install, isSplit, open } = await import("../src/split.js");

const PAGE = `<div data-split="split" data-address="/inbox?view=split">
  <div data-key-row><a href="/inbox/tasks/1" data-pane-link="1">one</a></div>
  <div data-key-row><a href="/inbox/tasks/2" data-pane-link="2">two</a></div>
</div><div id="pane"></div>`;
const task = (text) =>
  `<main><div class="page-header">${text}<p data-keys-help>keys</p></div>
   <div class="page-body"><div class="container-xl" id="announcements">said</div><div class="container-xl">form</div></div></main>`;
const answer = (text, url) => Object.defineProperty(new Response(task(text)), "url", { value: url });
const ADDRESS = "https://tongban.example/inbox/tasks/";

let page, pane;
const links = () => [...page.querySelectorAll("[data-pane-link]")];

beforeEach(() => {
  page = openPage(PAGE);
  pane = page.querySelector("#pane");
});

test("a page without a list has no panes", () => {
  assert.equal(isSplit(page), true);
  assert.equal(isSplit(openPage("<main></main>")), false);
});

test("a task comes into the pane without what the list has already, and the address follows", async () => {
  server(answer("first", `${ADDRESS}1`));
  open(page, links()[0]);
  await settle();
  await new Promise(setImmediate);
  assert.match(pane.textContent, /first/);
  assert.match(pane.textContent, /form/);
  assert.doesNotMatch(pane.textContent, /keys|said/);
  assert.match(location.href, /view=split&open=1$/);
  assert.equal(pane.hasAttribute("aria-busy"), false);
  assert.equal(links()[0].parentElement.classList.contains("is-opened"), true);
});

test("of two tasks that were asked for, the one chosen last is shown, whichever comes last", async () => {
  let answerFirst;
  const waiting = [new Promise((resolve) => (answerFirst = resolve)), answer("second", `${ADDRESS}2`)];
  globalThis.fetch = async () => waiting.shift();
  open(page, links()[0]);
  open(page, links()[1]);
  await new Promise(setImmediate);
  answerFirst(answer("first", `${ADDRESS}1`));
  await new Promise(setImmediate);
  assert.match(pane.textContent, /second/);
  assert.doesNotMatch(pane.textContent, /first/);
});

test("a click with a key held goes to another window, not into the pane", () => {
  install(page);
  const asked = server();
  const event = new MouseEvent("click", { bubbles: true, cancelable: true, metaKey: true });
  links()[1].dispatchEvent(event);
  assert.deepEqual([event.defaultPrevented, asked.filter(({ url }) => url.endsWith("/2"))], [false, []]);
});
