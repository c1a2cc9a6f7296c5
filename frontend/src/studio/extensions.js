// Reads and writes extension elements of a diagram; every change goes through the command stack, so it can be undone.

/** @typedef {any} Element an element of the diagram, as bpmn-js has it: without types */
/** @typedef {any} Injector */
/** @typedef {Record<string, any>} Properties */

/** @param {Element} element */
export const business = (element) => element.businessObject;

/**
 * @param {any} owner a business object
 * @param {string} type such as `zeebe:FormDefinition`
 */
export function extensionOf(owner, type) {
  return owner
    .get("extensionElements")
    ?.get("values")
    .find((/** @type {any} */ one) => one.$type === type);
}

/**
 * What an attribute of an extension element says, "" if it says nothing.
 * @param {any} owner
 * @param {string} type
 * @param {string} name
 * @returns {string}
 */
export const said = (owner, type, name) => String(extensionOf(owner, type)?.get(name) ?? "");

/**
 * Write attributes of an extension element, which is made where it is not there. An empty text takes one away, and
 * an element that says nothing any more goes.
 * @param {Injector} injector
 * @param {Element} element
 * @param {string} type
 * @param {Properties} properties
 * @param {any} [owner] whose extension element it is, if not the element's own
 */
export function write(injector, element, type, properties, owner = business(element)) {
  const factory = injector.get("bpmnFactory");
  const given = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value || undefined]));
  const commands = [];
  let holder = owner.get("extensionElements");
  if (!holder) {
    holder = factory.create("bpmn:ExtensionElements", { values: [] });
    holder.$parent = owner;
    commands.push(command(element, owner, { extensionElements: holder }));
  }
  const known = extensionOf(owner, type);
  if (known) {
    adopt(known, given);
    commands.push(command(element, known, given));
  } else {
    const made = factory.create(type, given);
    made.$parent = holder;
    adopt(made, given);
    commands.push(command(element, holder, { values: [...holder.get("values"), made] }));
  }
  injector.get("commandStack").execute("properties-panel.multi-command-executor", commands);
}

/**
 * Tell the elements in lists whose they are.
 * @param {any} parent
 * @param {Properties} properties
 */
function adopt(parent, properties) {
  for (const one of Object.values(properties).flat()) if (one?.$type) one.$parent = parent;
}

/**
 * Put elements inside an extension element, in place of those that were there.
 * @param {Injector} injector
 * @param {Element} element
 * @param {string} type
 * @param {string} childType
 * @param {Properties[]} children
 */
export function writeList(injector, element, type, childType, children) {
  const factory = injector.get("bpmnFactory");
  const values = children.map((properties) => factory.create(childType, properties));
  write(injector, element, type, { values });
}

/**
 * @param {Element} element
 * @param {any} moddleElement
 * @param {Properties} properties
 */
const command = (element, moddleElement, properties) => ({
  cmd: "element.updateModdleProperties",
  context: { element, moddleElement, properties },
});
