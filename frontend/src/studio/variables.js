// The variables that expressions of this draft may read, as their editors complete them, and what an expression comes
// to in the example of the draft. The server knows both; they are asked for again while somebody draws.
import { post } from "../forgery.js";

const OLD_MS = 10_000;

/**
 * @typedef {object} Variable as the editor of expressions takes it
 * @property {string} name
 * @property {string} detail of which kind it is
 * @property {string} info what it is called, with its value in the example
 * @property {Variable[]} entries
 */
/** @typedef {Variable & { example: string }} Told */
/** @typedef {(text: string, gaps?: Record<string, string>) => string} Translate */
/** @typedef {{ variables: Record<string, Told>, at: Record<string, string[]>, at_decision: Record<string, string[]> }} Scope */

export class Variables {
  /**
   * @param {HTMLElement} host
   * @param {Translate} translate
   */
  constructor(host, translate) {
    this.address = host.dataset.variables ?? "";
    this.exampleAddress = host.dataset.example ?? "";
    this.translate = translate;
    /** @type {Scope} */
    this.scope = { variables: {}, at: {}, at_decision: {} };
    this.askedAt = -OLD_MS;
    /** @type {Promise<void>} */
    this.answered = Promise.resolve();
  }

  /** Have what is known brought up to date, where it is not fresh; without an answer the last one stays. */
  refresh() {
    if (performance.now() - this.askedAt >= OLD_MS) {
      this.askedAt = performance.now();
      this.answered = this.#ask();
    }
    return this.answered;
  }

  async #ask() {
    const answer = await fetch(this.address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) this.scope = await answer.json();
  }

  /**
   * What is there at an element or flow; one that was drawn just now is offered everything.
   * @param {string} id
   */
  at(id) {
    return this.#entries(this.scope.at[id]);
  }

  /**
   * What is there where a decision is asked for.
   * @param {string} id
   */
  atDecision(id) {
    return this.#entries(this.scope.at_decision[id]);
  }

  /**
   * What an expression comes to in the example, "" where nothing can be said.
   * @param {string} expression without the equals sign before it
   */
  async example(expression) {
    const body = new FormData();
    body.set("expression", expression);
    const answer = await post(this.exampleAddress, body).catch(() => null);
    return answer?.ok ? (await answer.json()).value : "";
  }

  /** @param {string[]} [names] */
  #entries(names = Object.keys(this.scope.variables)) {
    return names.flatMap((name) => this.scope.variables[name] ?? []).map((one) => this.#entry(one));
  }

  /**
   * @param {Told} told
   * @returns {Variable}
   */
  #entry({ name, detail, info, example, entries }) {
    const inExample = example && this.translate("In the example: {value}", { value: example });
    const inside = /** @type {Told[]} */ (entries).map((one) => this.#entry(one));
    return { name, detail, info: [info, inExample].filter(Boolean).join("\n"), entries: inside };
  }
}

/**
 * The service by which the panel of diagrams learns what to complete.
 * @param {Variables} variables
 */
export const variableResolver = (variables) => ({
  variableResolver: [
    "value",
    {
      known: variables,
      /** @param {{ id: string }} element */
      async getVariablesForElement({ id }) {
        await variables.refresh();
        return variables.at(id);
      },
    },
  ],
});

/**
 * Offers in a decision what the process has there, beside what its graph leads to it.
 * @param {Variables} variables
 */
export function processVariables(variables) {
  /** @param {any} resolver */
  function Provider(resolver) {
    resolver.registerProvider({
      getVariables(/** @type {Variable[]} */ others, /** @type {any} */ element) {
        variables.refresh();
        let owner = element?.businessObject ?? element;
        while (owner && owner.$type !== "dmn:Decision") owner = owner.$parent;
        const own = variables.atDecision(owner?.id ?? "");
        return [...others, ...own.filter(({ name }) => !others.some((one) => one.name === name))];
      },
    });
  }
  Provider.$inject = ["variableResolver"];
  return { __init__: ["processVariables"], processVariables: ["type", Provider] };
}
