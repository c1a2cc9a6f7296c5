// The message that an element waits for or sends, chosen from what the platform says.
import { choice, feel, withNow } from "./entries.js";
import { said, write } from "./extensions.js";

/** @typedef {import("./groups.js").Context} Context */
/** @typedef {import("./groups.js").Vocabulary} Vocabulary */

/**
 * Whoever waits for or sends a message: an event's definition, or the task itself.
 * @param {any} owner
 */
export const messageHolder = (owner) =>
  owner.$type === "bpmn:ReceiveTask"
    ? owner
    : (owner.get("eventDefinitions") ?? []).find(
        (/** @type {any} */ one) => one.$type === "bpmn:MessageEventDefinition",
      );

/**
 * @param {any} element
 * @param {any} holder
 * @param {Context} context
 */
export function messageEntries(element, holder, { injector, translate, vocabulary }) {
  const message = holder.get("messageRef");
  const name = message?.get("name") ?? "";
  const options = vocabulary.messages.map((one) => ({ value: one.name, label: `${one.name} · ${one.about}` }));
  const waited = choice({
    id: "message-name",
    label: translate("Message"),
    options: withNow(options, name, translate("Not chosen yet")),
    get: () => name,
    set: (/** @type {string} */ value) => chooseMessage(injector, element, holder, value, vocabulary),
  });
  if (!message) return [waited];
  const key = {
    id: "message-key",
    label: translate("Key by which it finds its case, in FEEL"),
    get: () => said(message, "zeebe:Subscription", "correlationKey"),
    set: (/** @type {string} */ value) =>
      write(injector, element, "zeebe:Subscription", { correlationKey: value }, message),
  };
  return [waited, feel(key)];
}

/**
 * Let an element wait for a message of this name: one that the diagram has, or a new one.
 * @param {any} injector
 * @param {any} element
 * @param {any} holder
 * @param {string} name
 * @param {Vocabulary} vocabulary
 */
function chooseMessage(injector, element, holder, name, vocabulary) {
  const factory = injector.get("bpmnFactory");
  const definitions = injector.get("bpmnjs").getDefinitions();
  const roots = definitions.get("rootElements");
  /** @param {any} moddleElement @param {Record<string, any>} properties */
  const change = (moddleElement, properties) => ({
    cmd: "element.updateModdleProperties",
    context: { element, moddleElement, properties },
  });
  const commands = [];
  let message = roots.find((/** @type {any} */ one) => one.$type === "bpmn:Message" && one.get("name") === name);
  if (!message && name) {
    const correlationKey = vocabulary.messages.find((one) => one.name === name)?.key;
    const subscription = factory.create("zeebe:Subscription", { correlationKey });
    const extensionElements = factory.create("bpmn:ExtensionElements", { values: [subscription] });
    message = factory.create("bpmn:Message", { name, extensionElements });
    subscription.$parent = extensionElements;
    extensionElements.$parent = message;
    message.$parent = definitions;
    commands.push(change(definitions, { rootElements: [...roots, message] }));
  }
  commands.push(change(holder, { messageRef: message }));
  injector.get("commandStack").execute("properties-panel.multi-command-executor", commands);
}
