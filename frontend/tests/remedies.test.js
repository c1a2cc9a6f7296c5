import assert from "node:assert/strict";
import test from "node:test";
import { decisionRemedies, diagramRemedies } from "../src/studio/remedies.js";

const say = (text, gaps = {}) => text.replace(/\{(\w+)\}/g, (_, name) => gaps[name]);

/** A modeler that notes what modeling is asked for. */
function modeler(elements) {
  const asked = [];
  const note = (act) => (element, more) => asked.push([act, element.id, more]);
  const services = {
    elementRegistry: { get: (id) => elements.find((one) => one.id === id) },
    modeling: { updateProperties: note("update"), removeConnection: note("remove"), removeRow: note("row") },
  };
  return { asked, get: (name) => services[name] };
}

function gatewayWithTwoFlows() {
  const gateway = { id: "split", businessObject: { $type: "bpmn:ExclusiveGateway" }, outgoing: [] };
  for (const id of ["yes", "no"]) gateway.outgoing.push({ id, source: gateway, businessObject: { id, name: id } });
  return gateway;
}

test("each flow of a gateway can be made its default, without its condition", () => {
  const gateway = gatewayWithTwoFlows();
  const drawn = modeler([gateway, ...gateway.outgoing]);
  const [, second] = diagramRemedies(drawn, say)({ code: "bpmn.gateway_without_default", element: "split" });
  assert.equal(second.label, "Default: no");
  second.run();
  assert.deepEqual(drawn.asked, [
    ["update", "no", { conditionExpression: undefined }],
    ["update", "split", { default: gateway.outgoing[1].businessObject }],
  ]);
});

test("a flow becomes the default, or loses a condition that nobody asks", () => {
  const gateway = gatewayWithTwoFlows();
  const drawn = modeler([gateway, ...gateway.outgoing]);
  const remedies = diagramRemedies(drawn, say);
  remedies({ code: "bpmn.flow_without_condition", element: "yes" })[0].run();
  assert.deepEqual(drawn.asked[1], ["update", "split", { default: gateway.outgoing[0].businessObject }]);
  remedies({ code: "bpmn.condition_ignored", element: "no" })[0].run();
  assert.deepEqual(drawn.asked[2], ["update", "no", { conditionExpression: undefined }]);
});

test("events interrupt, each by its own word, and a flow in the way goes", () => {
  const flow = { id: "back" };
  const start = { id: "begin", businessObject: { $type: "bpmn:StartEvent" }, incoming: [flow], outgoing: [] };
  const timer = { id: "late", businessObject: { $type: "bpmn:BoundaryEvent" }, incoming: [], outgoing: [] };
  const drawn = modeler([start, timer]);
  const remedies = diagramRemedies(drawn, say);
  remedies({ code: "bpmn.must_interrupt", element: "begin" })[0].run();
  remedies({ code: "bpmn.must_interrupt", element: "late" })[0].run();
  remedies({ code: "bpmn.wrong_flow", element: "begin" })[0].run();
  assert.deepEqual(drawn.asked, [
    ["update", "begin", { isInterrupting: true }],
    ["update", "late", { cancelActivity: true }],
    ["remove", "back", undefined],
  ]);
  assert.deepEqual(remedies({ code: "bpmn.wrong_flow", element: "late" }), []);
});

test("what has no clear remedy has no button, nor what is not in the diagram", () => {
  const remedies = diagramRemedies(modeler([gatewayWithTwoFlows()]), say);
  assert.deepEqual(remedies({ code: "bpmn.dead_flow", element: "split" }), []);
  assert.deepEqual(remedies({ code: "bpmn.condition_ignored", element: "elsewhere" }), []);
});

test("a rule without effect is removed where it stands", async () => {
  const viewer = modeler([{ id: "rule_2" }]);
  const steps = [];
  const lead = (id) => (id === "rule_2" ? () => steps.push("opened") : null);
  const remedies = decisionRemedies({ getActiveViewer: () => viewer }, lead, say);
  await remedies({ code: "dmn.hidden_rule", element: "rule_2" })[0].run();
  assert.deepEqual([steps, viewer.asked], [["opened"], [["row", "rule_2", undefined]]]);
  assert.deepEqual(remedies({ code: "dmn.gap", element: "rule_2" }), []);
  assert.deepEqual(remedies({ code: "dmn.never_matches", element: "gone" }), []);
});
