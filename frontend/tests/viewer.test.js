import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { open, settle } from "./page.js";

open("");
const { install } = await import("../src/viewer.js");

const link = (name, type) =>
  `<a href="/files/${name}" data-view data-view-name="${name}" data-view-type="${type}" data-view-save="/save/${name}">${name}</a>`;

const PAGE = `<section>${link("a.png", "image/png")}</section>
  ${link("a.png", "image/png")}${link("b.mp4", "video/mp4")}${link("c.ofd", "application/ofd")}
  <dialog data-viewer data-text-loading="loading" data-text-cannot="cannot" data-text-failed="failed">
    <span data-viewer-name></span><span data-viewer-count></span><a data-viewer-save href="#">save</a>
    <button data-viewer-previous></button><button data-viewer-next></button><button data-viewer-close></button>
    <div data-viewer-stage></div><p data-viewer-note></p>
  </dialog>`;

let page, dialog;

const click = (found) => found.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
const press = (key) => dialog.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const shown = (name) => dialog.querySelector(`[data-viewer-${name}]`);
const stage = () => [...shown("stage").children].map((one) => one.localName);

beforeEach(() => {
  page = open(PAGE);
  install(page);
  dialog = page.querySelector("dialog");
});

test("a picture is shown with its name, its place among the files, and where to save it", async () => {
  click(page.querySelector("section a"));
  await settle();
  assert.equal(dialog.open, true);
  assert.deepEqual(stage(), ["img"]);
  assert.equal(shown("name").textContent, "a.png");
  assert.equal(shown("count").textContent, "1 / 3"); // linked twice, counted once
  assert.match(shown("save").href, /\/save\/a\.png$/);
  assert.equal(shown("note").textContent, "");
});

test("one goes through the files by buttons and by arrows, and not beyond them", async () => {
  click(page.querySelector("a"));
  await settle();
  assert.deepEqual([shown("previous").disabled, shown("next").disabled], [true, false]);
  press("ArrowLeft");
  assert.equal(shown("name").textContent, "a.png");
  click(shown("next"));
  await settle();
  assert.deepEqual(stage(), ["video"]);
  press("ArrowRight");
  await settle();
  assert.equal(shown("name").textContent, "c.ofd");
  assert.deepEqual([shown("previous").disabled, shown("next").disabled], [false, true]);
});

test("a file linked again further down keeps the place of its first link", async () => {
  page.querySelector('a[href$="c.ofd"]').after(page.querySelector("section a").cloneNode(true));
  click(page.querySelector('a[href$="b.mp4"]'));
  await settle();
  assert.equal(shown("count").textContent, "2 / 3");
  press("ArrowLeft");
  await settle();
  assert.equal(shown("name").textContent, "a.png");
});

test("what no browser shows is offered to be saved", async () => {
  click(page.querySelector("a[href$=ofd]"));
  await settle();
  assert.deepEqual(stage(), []);
  assert.equal(shown("note").textContent, "cannot");
});

test("nothing plays on when the viewer is closed", async () => {
  click(page.querySelector("a[href$=mp4]"));
  await settle();
  assert.deepEqual(stage(), ["video"]);
  click(shown("close"));
  await settle();
  assert.deepEqual(stage(), []);
});

test("a link that is opened in another window stays a link", () => {
  const event = new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: true });
  page.querySelector("a").dispatchEvent(event);
  assert.deepEqual([event.defaultPrevented, dialog.open], [false, false]);
});
