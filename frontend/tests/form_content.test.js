// What the form editor writes: rows that it made up are left out, rows that say something stay.
import assert from "node:assert/strict";
import { test } from "node:test";
import { asWritten, isSame } from "../src/studio/form_content.js";

const field = (id, layout) => ({ id, type: "textfield", ...(layout ? { layout } : {}) });
const form = (...components) => ({ type: "default", schemaVersion: 18, components });

test("a row for a single field that had none is left out, at every depth", () => {
  const given = form({ id: "g", type: "group", components: [field("a")] }, field("b"));
  const read = {
    ...form(
      { id: "g", type: "group", layout: { row: "r1" }, components: [field("a", { row: "r2" })] },
      field("b", { row: "r3", columns: null }),
    ),
    schemaVersion: 19,
  };
  assert.deepEqual(asWritten(read, given), given);
});

test("rows that were there, that are shared, or that have a width stay", () => {
  const given = form(field("a", { row: "r1" }));
  const read = form(
    field("a", { row: "r1" }),
    field("b", { row: "r2" }),
    field("c", { row: "r2" }),
    field("d", { row: "r3", columns: 8 }),
  );
  assert.deepEqual(asWritten(read, given), read);
});

test("the same in another order is the same", () => {
  assert.ok(isSame({ a: [1, { b: 2, c: null }] }, { a: [1, { c: null, b: 2 }] }));
  assert.ok(!isSame({ a: [1, 2] }, { a: [2, 1] }));
});
