// Shows at a decision table what the server's proof of it found: inputs that no rule covers as rows below the rules,
// which can be made rules, and rules that are in each other's way with a mark at their number.
import AddRuleFoot from "dmn-js-decision-table/lib/features/add-rule/components/AddRuleFootComponent";
import { createVNode } from "inferno";
import { say } from "./say_decisions.js";

/** @typedef {import("./checks.js").Finding} Finding */

const ELEMENT = 1; // how Inferno calls a node of HTML
const UNKNOWN_CHILDREN = 0;
const LIST = 4;
const COVER = "rule.cover";

/**
 * @param {string} tag
 * @param {string} className
 * @param {any} children
 * @param {object} [properties]
 */
const node = (tag, className, children, properties = {}) =>
  createVNode(ELEMENT, tag, className, children, UNKNOWN_CHILDREN, properties);

export function tableProof() {
  /** @type {Finding[]} */
  let findings = [];

  class Proof {
    /**
     * @param {any} components
     * @param {any} commandStack
     */
    constructor(components, commandStack) {
      commandStack.registerHandler(COVER, Covering);
      const Foot = footWith(() => findings, commandStack);
      components.onGetComponent("table.foot", 2000, () => Foot);
      components.onGetComponent("cell-inner", (/** @type {any} */ { cellType, row }) => {
        const some = cellType === "rule-index" ? findings.filter(({ element }) => element === row.id) : [];
        return some.length ? () => ruleMark(some) : undefined;
      });
    }
  }
  /** @type {any} */ (Proof).$inject = ["components", "commandStack"];

  /** @param {any} manager */
  const show = (manager) => {
    if (manager.getActiveView()?.type !== "decisionTable") return;
    const viewer = manager.getActiveViewer();
    viewer.get("changeSupport").elementsChanged([viewer.get("sheet").getRoot()]);
  };
  return {
    module: { __init__: ["proof"], proof: ["type", Proof] },
    show,
    /**
     * @param {Finding[]} found
     * @param {any} manager
     */
    mark(found, manager) {
      findings = found.filter(({ code }) => code.startsWith("dmn."));
      show(manager);
    },
  };
}

/** Adds a rule with what stands in its input cells, as one step that can be undone. */
class Covering {
  /** @param {any} modeling */
  constructor(modeling) {
    this.modeling = modeling;
  }

  /** @param {{ entries: string[] }} context */
  preExecute({ entries }) {
    const row = this.modeling.addRow({ type: "dmn:DecisionRule" });
    entries.forEach((entry, index) => this.modeling.editCell(row.cells[index].businessObject, entry));
  }
}
/** @type {any} */ (Covering).$inject = ["modeling"];

/**
 * The foot of a table with a row for each input that nothing covers.
 * @param {() => Finding[]} findings
 * @param {any} commandStack
 */
function footWith(findings, commandStack) {
  class Foot extends AddRuleFoot {
    render() {
      const foot = super.render();
      const root = this.sheet.getRoot();
      const gaps = findings().filter((one) => one.rule.length && isOf(root.businessObject, one.element));
      foot.children = [foot.children, ...gaps.map((gap) => uncovered(gap, root, commandStack))];
      foot.childFlags = LIST;
      return foot;
    }
  }
  return Foot;
}

/**
 * Tell whether an id is that of a table or of its decision.
 * @param {any} table
 * @param {string} id
 */
const isOf = (table, id) => table.id === id || table.$parent?.id === id;

/**
 * @param {Finding} gap
 * @param {any} root
 * @param {any} commandStack
 */
function uncovered(gap, root, commandStack) {
  const cells = gap.rule.map((entry) => node("td", "input-cell", entry));
  const add = () => commandStack.execute(COVER, { entries: gap.rule });
  const button = node("button", "btn btn-sm", say("Make it a rule"), { type: "button", onClick: add });
  const said = [node("span", "uncovered-word", say("Not covered")), button];
  const rest = node("td", "uncovered-said", said, { colSpan: root.cols.length - gap.rule.length + 1 });
  const properties = { onClick: (/** @type {Event} */ event) => event.stopPropagation(), title: gap.message };
  return node("tr", "uncovered", [node("td", "rule-index", "—"), ...cells, rest], properties);
}

/** @param {Finding[]} findings of one rule */
function ruleMark(findings) {
  const isError = findings.some(({ severity }) => severity === "error");
  const title = findings.map(({ message }) => message).join("\n");
  return node("span", `finding-mark is-${isError ? "error" : "warning"}`, "!", { title });
}
