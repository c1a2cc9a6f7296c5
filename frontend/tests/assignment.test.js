import assert from "node:assert/strict";
import { test } from "node:test";

const { asGroups, listed, wayOf } = await import("../src/studio/assignment.js");
const nobody = { assignee: "", candidateGroups: "", candidateUsers: "" };

test("groups without data are a list, in either spelling", () => {
  assert.deepEqual(listed('=["operator", "finance"]'), ["operator", "finance"]);
  assert.deepEqual(listed("operator, window:4301"), ["operator", "window:4301"]);
  assert.equal(listed("=route.groups"), null);
  assert.equal(listed('=["window:" + region]'), null);
  assert.equal(listed('=["operator", route.group]'), null);
  assert.deepEqual(listed(asGroups(["operator", "finance"])), ["operator", "finance"]);
  assert.equal(asGroups([]), "");
});

test("who does a step is told from what the diagram says", () => {
  assert.equal(wayOf(nobody), "nobody");
  assert.equal(wayOf({ ...nobody, assignee: "=applicant" }), "applicant");
  assert.equal(wayOf({ ...nobody, assignee: "=panel.head" }), "person");
  assert.equal(wayOf({ ...nobody, candidateGroups: "operator" }), "roles");
  assert.equal(wayOf({ ...nobody, candidateGroups: '=["window:"+region]' }), "window");
  assert.equal(wayOf({ ...nobody, candidateGroups: "=route.groups" }), "data");
  assert.equal(wayOf({ ...nobody, candidateUsers: "=panel.members" }), "data");
});
