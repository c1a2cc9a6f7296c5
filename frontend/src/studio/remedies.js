// The remedies that one click does, of findings that have a clear one: each a step of the editor, which can be undone.

/** @typedef {{ label: string, run: () => void }} Remedy */
/** @typedef {(text: string, gaps?: Record<string, string>) => string} Say */
/** @typedef {(element: any, modeling: any, say: Say) => Remedy[]} Maker */

/** @param {any} one */
const bo = (one) => one.businessObject;

/**
 * @param {any} flow
 * @param {any} modeling
 */
function becomeDefault(flow, modeling) {
  modeling.updateProperties(flow, { conditionExpression: undefined });
  modeling.updateProperties(flow.source, { default: bo(flow) });
}

/**
 * The flows of which one is in the way: into what begins, out of what ends.
 * @param {any} element
 */
function inTheWay(element) {
  const type = bo(element).$type;
  if (type === "bpmn:StartEvent" || type === "bpmn:BoundaryEvent") return element.incoming[0];
  if (type === "bpmn:SubProcess") return [...element.incoming, ...element.outgoing][0];
  return element.outgoing[0];
}

/** @type {Record<string, Maker>} */
const OF_DIAGRAMS = {
  "bpmn.gateway_without_default": (gateway, modeling, say) =>
    gateway.outgoing.map((/** @type {any} */ flow) => ({
      label: say("Default: {flow}", { flow: bo(flow).name || flow.id }),
      run: () => becomeDefault(flow, modeling),
    })),
  "bpmn.flow_without_condition": (flow, modeling, say) => [
    { label: say("Make it the default"), run: () => becomeDefault(flow, modeling) },
  ],
  "bpmn.condition_ignored": (flow, modeling, say) => [
    {
      label: say("Remove the condition"),
      run: () => modeling.updateProperties(flow, { conditionExpression: undefined }),
    },
  ],
  "bpmn.must_interrupt": (event, modeling, say) => [
    {
      label: say("Make it interrupting"),
      run: () =>
        modeling.updateProperties(
          event,
          bo(event).$type === "bpmn:BoundaryEvent" ? { cancelActivity: true } : { isInterrupting: true },
        ),
    },
  ],
  "bpmn.wrong_flow": (element, modeling, say) => {
    const flow = inTheWay(element);
    if (!flow) return [];
    return [{ label: say("Remove the flow"), run: () => modeling.removeConnection(flow) }];
  },
};

/**
 * @param {any} modeler
 * @param {Say} say
 * @returns {(finding: import("./checks.js").Finding) => Remedy[]}
 */
export const diagramRemedies = (modeler, say) => (finding) => {
  const element = modeler.get("elementRegistry").get(finding.element);
  return (element && OF_DIAGRAMS[finding.code]?.(element, modeler.get("modeling"), say)) ?? [];
};

/** Rules that change nothing: without them the table says the same. */
const WITHOUT_EFFECT = new Set(["dmn.hidden_rule", "dmn.never_matches"]);

/**
 * @param {any} manager
 * @param {(element: string) => (() => unknown) | null} lead
 * @param {Say} say
 * @returns {(finding: import("./checks.js").Finding) => Remedy[]}
 */
export const decisionRemedies = (manager, lead, say) => (finding) => {
  const open = WITHOUT_EFFECT.has(finding.code) ? lead(finding.element) : null;
  if (!open) return [];
  return [
    {
      label: say("Remove the rule"),
      run: async () => {
        await open();
        const viewer = manager.getActiveViewer();
        const rule = viewer.get("elementRegistry").get(finding.element);
        if (rule) viewer.get("modeling").removeRow(rule);
      },
    },
  ];
};
