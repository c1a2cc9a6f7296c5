// Small behaviours of fields: narrowing choices, phrases, repeating lists, files.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { json, open, server, settle } from "./page.js";

open("");
const { install: installOptions } = await import("../src/options.js");
const { install: installPhrases } = await import("../src/phrases.js");
const { install: installAutosave } = await import("../src/autosave.js");
const { install: installLists } = await import("../src/lists.js");
const { install: installUploads, readable } = await import("../src/uploads.js");

const click = (element) => element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));

test("choices narrow to what is typed, and chosen ones stay", () => {
  const page = open(`<div><input data-filter-options><div data-options>
    <label><input type="checkbox" checked>Finance</label><label><input type="checkbox">Window</label>
    <label><input type="checkbox">Windfall</label></div></div>`);
  installOptions(page);
  const input = page.querySelector("[data-filter-options]");
  input.value = " WINDO ";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  assert.deepEqual(
    [...page.querySelectorAll("label")].map((label) => label.hidden),
    [false, false, true],
  );
});

test("Enter in the field that narrows sends no form", () => {
  const page = open("<form><input data-filter-options></form>");
  installOptions(page);
  const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
  page.querySelector("input").dispatchEvent(event);
  assert.equal(event.defaultPrevented, true);
});

test("a phrase goes where the caret stands, on a line of its own", () => {
  const page = open('<textarea id="opinion">资料齐全</textarea><button data-phrase="同意。">1</button>');
  installPhrases(page);
  const opinion = page.querySelector("#opinion");
  opinion.setSelectionRange(4, 4);
  let typed = 0;
  opinion.addEventListener("input", () => (typed += 1));
  click(page.querySelector("button"));
  assert.deepEqual([opinion.value, typed], ["资料齐全\n同意。", 1]);
});

const LIST = (items) =>
  `<form id="f" action="/form"><div class="form-fields"><div id="list" data-list tabindex="-1">
  ${items.map((name) => `<div data-item><input name="${name}"></div>`).join("")}
  <button name="_rows" value="add:people" data-rows>Add</button></div></div></form>`;

/** A form that keeps a draft, with entries; `revision` is the draft that it was drawn with. */
const KEPT = (items, revision) =>
  LIST(items)
    .replace("<form", '<form data-autosave="/draft"')
    .replace('<div class="form-fields">', `<input name="revision" value="${revision}" data-revision>$&`);
const answerOf = (html) => new Response(`<html><body>${html}</body></html>`);

test("the draft that an added entry brings is followed", async () => {
  const page = open(KEPT(["a"], 0));
  const asked = server(answerOf(KEPT(["a", "b"], 1)));
  installLists(page);
  click(page.querySelector("[data-rows]"));
  await settle();
  assert.deepEqual(asked[0].fields[0], ["revision", "0"]);
  assert.equal(page.querySelector("[data-revision]").value, "1");
  assert.equal(page.querySelectorAll("[data-item]").length, 2);
});

test("what is typed while an entry is being added goes along: it is asked for once more", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const page = open(KEPT(["a"], 0));
  let answer;
  const asked = server(new Promise((resolve) => (answer = resolve)), answerOf(KEPT(["a", "b"], 2)));
  installAutosave(page);
  installLists(page);
  click(page.querySelector("[data-rows]"));
  await settle();
  page.querySelector("[name=a]").value = "机床";
  page.querySelector("[name=a]").dispatchEvent(new Event("input", { bubbles: true }));
  answer(answerOf(KEPT(["a", "b"], 1)));
  await settle();
  assert.deepEqual(asked[1].fields, [
    ["revision", "1"],
    ["a", "机床"],
    ["_rows", "add:people"],
  ]);
  assert.equal(page.querySelector("[data-revision]").value, "2");
  mock.timers.reset();
});

test("a button of an entry that is pressed twice is about one entry", async () => {
  const page = open(KEPT(["a"], 0));
  const asked = server(answerOf(KEPT(["a", "b"], 1)));
  installLists(page);
  click(page.querySelector("[data-rows]"));
  click(page.querySelector("[data-rows]"));
  await settle();
  assert.equal(asked.length, 1);
});

test("an entry is added by the server's drawing and its first field has the focus", async () => {
  const page = open(LIST(["a"]));
  const asked = server(new Response(`<html><body>${LIST(["a", "b"])}</body></html>`));
  installLists(page);
  click(page.querySelector("[data-rows]"));
  await settle();
  assert.deepEqual(asked[0].fields.at(-1), ["_rows", "add:people"]);
  assert.equal(page.activeElement.name, "b");
});

test("what the server refuses is left to the browser", async () => {
  const page = open(LIST(["a"]));
  server(json({}, 500));
  installLists(page);
  const button = page.querySelector("[data-rows]");
  const sent = mock.fn((event) => event.preventDefault());
  page.addEventListener("submit", sent);
  click(button);
  await settle();
  assert.equal(button.hasAttribute("data-rows"), false);
  assert.equal(sent.mock.callCount(), 1);
});

const UPLOAD = `<form><div data-upload-field data-name="licence"><input type="file" data-upload="/files" data-profile="picture"
    data-text-uploading="{name} {percent}" data-text-failed="{name} failed">
  <div data-upload-progress hidden><i data-upload-bar></i></div><p data-upload-status></p><ul data-files></ul></div>
  <template data-file-template><li><input type="hidden"><a data-file-name></a><span data-file-size></span>
    <button type="button" data-remove-file>Remove</button></li></template></form>`;

/** Choose a file; the server gives `answer`. */
async function choose(page, answer) {
  globalThis.XMLHttpRequest = class {
    upload = {};
    open() {}
    setRequestHeader() {}
    send() {
      this.status = answer.status;
      this.response = answer.body;
      this.onload();
    }
  };
  const input = page.querySelector("input[type=file]");
  Object.defineProperty(input, "files", { value: [new File(["x"], "licence.png")], configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await settle();
}

test("a file that was kept stands in the form with its id, and can be taken out", async () => {
  const page = open(UPLOAD);
  installUploads(page);
  await choose(page, { status: 201, body: { id: "f1", name: "licence.png", size_bytes: 2_340_000, url: "/files/f1" } });
  const hidden = page.querySelector("[data-files] input");
  assert.deepEqual([hidden.name, hidden.value], ["licence", "f1"]);
  assert.equal(page.querySelector("[data-file-size]").textContent, "2.3 MB");
  click(page.querySelector("[data-remove-file]"));
  assert.equal(page.querySelector("[data-files]").children.length, 0);
});

test("a refusal says what would be right", async () => {
  const page = open(UPLOAD);
  installUploads(page);
  await choose(page, { status: 422, body: { detail: "Expected a picture." } });
  assert.equal(page.querySelector("[data-upload-status]").textContent, "Expected a picture.");
  assert.equal(page.querySelector("[data-files]").children.length, 0);
});

test("sizes are told in what people know", () => {
  assert.deepEqual([readable(1), readable(340_000), readable(2_340_000)], ["1 kB", "340 kB", "2.3 MB"]);
});
