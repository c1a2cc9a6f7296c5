import assert from "node:assert/strict";
import { test } from "node:test";
import { settle } from "./page.js";

const { Queue } = await import("../src/queue.js");

/** Work that ends when it is told to, and says when it began. */
function work(name, log) {
  let end, fail;
  const ended = new Promise((resolve, reject) => ([end, fail] = [resolve, reject]));
  return {
    run: () => {
      log.push(name);
      return ended;
    },
    end,
    fail,
  };
}

test("one thing is done after the other, in the order in which they were asked for", async () => {
  const [queue, log] = [new Queue(), []];
  const [first, second, third] = ["first", "second", "third"].map((name) => work(name, log));
  for (const one of [first, second, third]) queue.run(one.run);
  await settle();
  assert.deepEqual(log, ["first"]);
  second.end();
  await settle();
  assert.deepEqual(log, ["first"]);
  first.end();
  await settle();
  assert.deepEqual(log, ["first", "second", "third"]);
});

test("what fails is told to whoever asked, and holds up nothing", async () => {
  const [queue, log] = [new Queue(), []];
  const [first, second] = [work("first", log), work("second", log)];
  const asked = queue.run(first.run);
  const next = queue.run(second.run);
  first.fail(new Error("away"));
  second.end();
  await assert.rejects(asked, /away/);
  await next;
  assert.deepEqual(log, ["first", "second"]);
  assert.equal(queue.busy, false);
});

test("it is idle when what was asked for meanwhile is done too", async () => {
  const [queue, log] = [new Queue(), []];
  const [first, second] = [work("first", log), work("second", log)];
  queue.run(first.run);
  let idle = false;
  queue.idle().then(() => (idle = true));
  queue.run(second.run);
  first.end();
  await settle();
  assert.deepEqual([log, idle, queue.busy], [["first", "second"], false, true]);
  second.end();
  await settle();
  assert.deepEqual([idle, queue.busy], [true, false]);
});
