import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { json, open, server, settle } from "./page.js";

open("");
const { Numbers } = await import("../src/push.js");

const PAGE = `
  <span data-count="inbox" data-count-now="2" data-count-most="99">2</span>
  <span data-count="messages" data-count-now="0" hidden>0</span>
  <p data-push-status data-inbox="{n} tasks" data-messages="{n} messages"></p>
  <a data-push-newer data-since="7" data-one="{n} newer" data-many="{n} newer ones" hidden><span data-push-newer-text></span></a>
  <div data-push-ended hidden><p data-why="ended">Ended</p><p data-why="other">Somebody else</p></div>`;

class Stream extends EventTarget {
  static CLOSED = 2;
  static last = null;
  readyState = 1;
  constructor(address) {
    super();
    this.address = String(address);
    Stream.last = this;
  }
  close() {
    this.readyState = Stream.CLOSED;
  }
}

let page, numbers;
const part = (name) => page.querySelector(name);
const told = (counts, more = {}) => numbers.told({ person: "p1", counts, ...more });

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  page = open(PAGE);
  document.title = "Inbox";
  document.documentElement.lang = "en";
  Object.assign(document.body.dataset, { push: "/events", pushPerson: "p1" });
  globalThis.EventSource = Stream;
  numbers = new Numbers(document.body);
});

test("numbers are shown where they belong, up to what fits, and in the title", () => {
  told({ inbox: 120, messages: 1 });
  assert.equal(part("[data-count=inbox]").textContent, "99+");
  assert.deepEqual([part("[data-count=messages]").textContent, part("[data-count=messages]").hidden], ["1", false]);
  assert.equal(document.title, "(120) Inbox");
});

test("a number that went to nothing disappears", () => {
  told({ inbox: 0 });
  assert.equal(part("[data-count=inbox]").hidden, true);
  assert.equal(document.title, "Inbox");
});

test("what has come is read out, what has gone is not", () => {
  told({ inbox: 1 });
  assert.equal(part("[data-push-status]").textContent, "");
  told({ inbox: 3 });
  assert.equal(part("[data-push-status]").textContent, "3 tasks");
});

test("each of many is not read out", () => {
  told({ inbox: 3 });
  told({ inbox: 4 });
  assert.equal(part("[data-push-status]").textContent, "3 tasks");
});

test("what is newer than the list is offered", () => {
  told({}, { newer: 1 });
  assert.deepEqual([part("[data-push-newer]").hidden, part("[data-push-newer-text]").textContent], [false, "1 newer"]);
  told({}, { newer: 100 });
  assert.equal(part("[data-push-newer-text]").textContent, "99+ newer ones");
  told({}, { newer: 0 });
  assert.equal(part("[data-push-newer]").hidden, true);
});

test("the numbers of another person end the stream instead of being shown", () => {
  numbers.open();
  numbers.told({ person: "p2", counts: { inbox: 9 } });
  assert.equal(part("[data-count=inbox]").textContent, "2");
  assert.equal(part("[data-push-ended]").hidden, false);
  assert.deepEqual(
    [...page.querySelectorAll("[data-why]")].map((sentence) => sentence.hidden),
    [true, false],
  );
  assert.equal(Stream.last.readyState, Stream.CLOSED);
});

test("the stream names what the list shows already", () => {
  numbers.connect(1000);
  mock.timers.tick(1000);
  assert.equal(Stream.last.address, "https://tongban.example/events?since=7");
});

test("a stream that was refused is asked why, and a session that ended says so", async () => {
  const asked = server(json({}, 401));
  numbers.open();
  Stream.last.close();
  Stream.last.dispatchEvent(new Event("error"));
  await settle();
  assert.equal(asked.length, 1);
  assert.equal(part("[data-push-ended]").hidden, false);
});

test("while the server is away it is asked again every minute", async () => {
  server(new Error("away"));
  numbers.open();
  const first = Stream.last;
  first.close();
  first.dispatchEvent(new Event("error"));
  await settle();
  mock.timers.tick(59_000);
  assert.equal(Stream.last, first);
  mock.timers.tick(1_000);
  assert.notEqual(Stream.last, first);
});

test("a room that is behind is asked for anew, one that is not is left alone", () => {
  page = open(`<div data-room="t1" data-revision="3"></div>`);
  Object.assign(document.body.dataset, { push: "/events", pushPerson: "p1" });
  numbers = new Numbers(document.body);
  assert.equal(numbers.address.searchParams.get("room"), "t1");
  let asked = 0;
  page.querySelector("[data-room]").addEventListener("room:changed", () => (asked += 1));
  told({ inbox: 0 }, { room: 3 });
  told({ inbox: 0 }, { room: null });
  assert.equal(asked, 0);
  told({ inbox: 0 }, { room: 4 });
  assert.equal(asked, 1);
});
