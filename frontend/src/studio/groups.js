// The groups of the property panel in the platform's words, in place of those of Camunda that say the same.
import { Group } from "@bpmn-io/properties-panel";
import { action, area, choice, exampleOf, feel, named, text, ticks, withNow } from "./entries.js";
import { errorDefinition, errorEntries } from "./error_codes.js";
import { business, extensionOf, said, write, writeList } from "./extensions.js";
import { jobEntries } from "./jobs.js";
import { messageEntries, messageHolder } from "./messages.js";
import { whoEntries } from "./people.js";

/**
 * @typedef {object} Vocabulary what a diagram can say, as the server offers it
 * @property {{ id: string, name: string, about: string, count: number, names: string[] }[]} roles
 * @property {{ count: number, unstaffed: string[] }} windows
 * @property {{ id: string, address: string, fields: { path: string, label: string }[] }[]} forms
 * @property {{ id: string, name: string, address: string }[]} decisions
 * @property {{ id: string, name: string }[]} processes
 * @property {Job[]} jobs
 * @property {{ name: string, about: string, key: string }[]} messages
 * @property {{ code: string, about: string }[]} errors that jobs report
 * @property {Record<string, { about: string, attributes: Record<string, Attribute> }>} elements
 * @property {any} descriptor
 */
/** @typedef {{ name: string, about: string }} JobVariable */
/**
 * @typedef {object} Job
 * @property {string} name
 * @property {string} about
 * @property {JobHeader[]} headers
 * @property {JobVariable[]} reads
 * @property {JobVariable[]} gives
 * @property {string} manual where its manual is
 */
/** @typedef {{ name: string, about: string, needed: boolean, usual: string | null, words: string[], names: string | null }} JobHeader */
/** @typedef {{ about: string, kind: string, words: { word: string, label: string }[], many: boolean }} Attribute */
/** @typedef {(text: string, gaps?: Record<string, string>) => string} Translate */
/** @typedef {import("./new_file.js").NewFile} NewFile */
/** @typedef {{ injector: any, translate: Translate, vocabulary: Vocabulary, newFile: NewFile }} Context */

const REPLACED = new Set([
  "assignmentDefinition",
  "businessId",
  "businessRuleImplementation",
  "calledDecision",
  "calledElement",
  "form",
  "headers",
  "jobPriorityDefinition",
  "message",
  "taskDefinition",
  "userTaskImplementation",
  "Zeebe__ExecutionListeners",
  "Zeebe__TaskListeners",
]);
const DAYS = /^=\s*add working days\(now\(\), (\d{1,3})\)$/;
const JOBS = new Set(["bpmn:ServiceTask", "bpmn:SendTask"]);

/**
 * @param {string} id
 * @param {string} label
 * @param {any[]} entries
 */
const group = (id, label, entries) => ({
  id,
  label,
  entries,
  component: Group,
  shouldOpen: id === "who" || id === "job",
});

/**
 * @param {any} element
 * @param {Context} context
 */
function formEntries(element, context) {
  const { injector, translate, vocabulary, newFile } = context;
  const owner = business(element);
  const formId = said(owner, "zeebe:FormDefinition", "formId");
  const form = vocabulary.forms.find((one) => one.id === formId);
  const entries = [
    choice({
      id: "form-id",
      label: translate("Form"),
      options: withNow(
        vocabulary.forms.map((one) => named(one.id)),
        formId,
        translate("None"),
      ),
      get: () => formId,
      set: (value) => write(injector, element, "zeebe:FormDefinition", { formId: value }),
    }),
    ...(form ? [action({ id: "open-form", label: translate("Open the form"), href: form.address })] : []),
    action({
      id: "new-form",
      label: translate("New form…"),
      run: () =>
        newFile("form", ({ id, address }) => {
          vocabulary.forms.push({ id, address, fields: [] });
          write(injector, element, "zeebe:FormDefinition", { formId: id });
        }),
    }),
    ...attributeEntries(element, "tongban:form", context),
  ];
  if (owner.$type !== "bpmn:UserTask" || !form) return entries;
  return [...entries, ...rightsEntries(element, form.fields, context)];
}

/**
 * @param {any} element
 * @param {{ path: string, label: string }[]} fields
 * @param {Context} context
 */
function rightsEntries(element, fields, { injector, translate }) {
  const owner = business(element);
  const rights = extensionOf(owner, "tongban:Rights");
  /** @type {any[]} */
  const lines = rights?.get("values") ?? [];
  const words = [
    { value: "read", label: translate("read only") },
    { value: "write", label: translate("to be filled in") },
    { value: "hidden", label: translate("not shown") },
  ];
  const others = choice({
    id: "rights-default",
    label: translate("Fields of the form"),
    options: withNow(words, "", translate("as usual")),
    get: () => said(owner, "tongban:Rights", "default"),
    set: (value) => write(injector, element, "tongban:Rights", { default: value }),
  });
  const each = fields.map(({ path, label }) =>
    choice({
      id: `rights-${path}`,
      label,
      options: withNow(words, "", translate("like the others")),
      get: () => lines.find((one) => one.get("path") === path)?.get("access") ?? "",
      set: (value) => {
        const kept = lines
          .filter((one) => one.get("path") !== path)
          .map((one) => ({ path: one.get("path"), access: one.get("access") }));
        const now = value ? [...kept, { path, access: value }] : kept;
        writeList(injector, element, "tongban:Rights", "tongban:Field", now);
      },
    }),
  );
  return [others, ...each];
}

/**
 * @param {any} element
 * @param {Context} context
 */
function deadlineEntries(element, { injector, translate }) {
  const due = said(business(element), "zeebe:TaskSchedule", "dueDate");
  const days = DAYS.exec(due)?.[1];
  const put = (/** @type {string} */ value) => write(injector, element, "zeebe:TaskSchedule", { dueDate: value });
  const after = (/** @type {string} */ many) => `=add working days(now(), ${many})`;
  const way = choice({
    id: "due-way",
    label: translate("Due"),
    options: [
      { value: "", label: translate("No deadline") },
      { value: "days", label: translate("After working days") },
      { value: "feel", label: translate("As data says") },
    ],
    get: () => (days ? "days" : due ? "feel" : ""),
    set: (value) => put(value === "days" ? after("5") : value === "feel" ? "=now()" : ""),
  });
  if (days) {
    const set = (/** @type {string} */ value) => /^\d{1,3}$/.test(value ?? "") && put(after(value));
    return [way, text({ id: "due-days", label: translate("Working days"), get: () => days, set })];
  }
  return due
    ? [way, feel({ id: "due-feel", label: translate("Date and time, in FEEL"), get: () => due, set: put })]
    : [way];
}

/**
 * Entries for every attribute that an extension element of the platform may have.
 * @param {any} element
 * @param {string} name such as `tongban:approval`
 * @param {Context} context
 * @returns {any[]}
 */
function attributeEntries(element, name, { injector, translate, vocabulary }) {
  const type = name.replace(/:(.)/, (_, first) => `:${first.toUpperCase()}`);
  const owner = business(element);
  const declared = vocabulary.elements[name]?.attributes ?? {};
  return Object.entries(declared).flatMap(([attribute, { about, kind, words, many }]) => {
    const field = {
      id: `${name.replace(":", "-")}-${attribute}`,
      label: about.replaceAll("`", ""),
      get: () => said(owner, type, attribute),
      set: (/** @type {string} */ value) => write(injector, element, type, { [attribute]: value }),
    };
    if (words.length && many)
      return ticks(
        field,
        words.map((one) => ({ ...one, label: `${attribute}: ${one.label}` })),
      );
    const options = words.map(({ word, label }) => ({ value: word, label }));
    if (words.length) return choice({ ...field, options: withNow(options, field.get(), translate("as usual")) });
    return kind === "formula" ? feel(field) : text(field);
  });
}

/**
 * @param {any} element
 * @param {string} type
 * @param {string} attribute
 * @param {string} label
 * @param {{ id: string, name: string }[]} offered
 * @param {Context} context
 */
function offeredEntry(element, type, attribute, label, offered, { injector, translate }) {
  const now = said(business(element), type, attribute);
  const options = offered.map(({ id, name }) => ({ value: id, label: name === id ? id : `${name} · ${id}` }));
  return choice({
    id: `offered-${attribute}`,
    label,
    options: withNow(options, now, translate("Not chosen yet")),
    get: () => now,
    set: (value) => write(injector, element, type, { [attribute]: value }),
  });
}

/**
 * @param {any} element
 * @param {Context} context
 */
function decisionEntries(element, context) {
  const { injector, translate, vocabulary, newFile } = context;
  const type = "zeebe:CalledDecision";
  const get = (/** @type {string} */ name) => said(business(element), type, name);
  const decision = vocabulary.decisions.find(({ id }) => id === get("decisionId"));
  return [
    offeredEntry(element, type, "decisionId", translate("Decision"), vocabulary.decisions, context),
    ...(decision
      ? [action({ id: "open-decision", label: translate("Open the decision"), href: decision.address })]
      : []),
    action({
      id: "new-decision",
      label: translate("New decision table…"),
      run: () =>
        newFile("decision", ({ id, name, address }) => {
          vocabulary.decisions.push({ id, name, address });
          write(injector, element, type, { decisionId: id, resultVariable: get("resultVariable") || id });
        }),
    }),
    text({
      id: "decision-result",
      label: translate("Variable that takes the result"),
      description: translate("Expressions after this step read the result by this name"),
      get: () => get("resultVariable"),
      set: (/** @type {string} */ value) => write(injector, element, type, { resultVariable: value }),
    }),
  ];
}

/**
 * @param {any} element
 * @param {Context} context
 */
function englishEntries(element, { injector, translate }) {
  const owner = business(element);
  /** @param {string} name @param {string} label */
  const field = (name, label) => ({
    id: `english-${name}`,
    label,
    get: () => said(owner, "tongban:Text", name),
    set: (/** @type {string} */ value) => write(injector, element, "tongban:Text", { locale: "en", [name]: value }),
  });
  return [
    text(field("name", translate("Name in English"))),
    area(field("documentation", translate("What to do, in English"))),
  ];
}

/**
 * @param {any} element
 * @param {Context} context
 */
export function ownGroups(element, context) {
  const { translate, vocabulary } = context;
  const owner = business(element);
  const groups = [];
  if (owner.$type === "bpmn:UserTask") {
    groups.push(
      group("who", translate("Who"), whoEntries(element, context)),
      group("form-and-rights", translate("Form and rights"), formEntries(element, context)),
      group("deadline", translate("Deadline"), deadlineEntries(element, context)),
      group("actions", translate("Actions"), attributeEntries(element, "tongban:approval", context)),
    );
  }
  if (owner.$type === "bpmn:StartEvent" && !owner.get("eventDefinitions")?.length) {
    groups.push(
      group("form-and-rights", translate("Form"), formEntries(element, context)),
      group("start", translate("How it is begun"), attributeEntries(element, "tongban:start", context)),
    );
  }
  if (JOBS.has(owner.$type)) groups.push(group("job", translate("Job"), jobEntries(element, context)));
  if (owner.$type === "bpmn:BusinessRuleTask") {
    groups.push(group("decision", translate("Decision"), decisionEntries(element, context)));
  }
  if (owner.$type === "bpmn:CallActivity") {
    const label = translate("Called process");
    const called = offeredEntry(element, "zeebe:CalledElement", "processId", label, vocabulary.processes, context);
    groups.push(group("called", label, [called]));
  }
  const holder = messageHolder(owner);
  if (holder)
    groups.push(group("message-of-the-platform", translate("Message"), messageEntries(element, holder, context)));
  const caught = errorDefinition(owner);
  if (caught) groups.push(group("error-of-the-platform", translate("Error"), errorEntries(element, caught, context)));
  if (!["bpmn:Collaboration", "bpmn:TextAnnotation", "bpmn:Group", "label"].includes(owner.$type)) {
    groups.push(group("english", translate("English"), englishEntries(element, context)));
  }
  return groups;
}

/**
 * The group of a flow's condition, with what that comes to in the example.
 * @param {any} one
 * @param {any} element
 */
function withExample(one, element) {
  if (one.id !== "condition") return one;
  const condition = () => business(element).get("conditionExpression")?.get("body") ?? "";
  return { ...one, entries: [...one.entries, exampleOf("condition-example", condition)] };
}

/**
 * The provider that puts our groups in place of others, after all providers that come with the editor.
 * @param {Vocabulary} vocabulary
 * @param {NewFile} newFile
 */
export function platformGroups(vocabulary, newFile) {
  /** @param {any} propertiesPanel @param {any} injector @param {Translate} translate */
  function Provider(propertiesPanel, injector, translate) {
    propertiesPanel.registerProvider(200, {
      getGroups: (/** @type {any} */ element) => (/** @type {any[]} */ groups) => {
        const kept = groups.filter((one) => !REPLACED.has(one.id)).map((one) => withExample(one, element));
        const [general, ...others] = kept;
        const own = ownGroups(element, { injector, translate, vocabulary, newFile });
        return [...(general ? [{ ...general, shouldOpen: true }] : []), ...own, ...others];
      },
    });
  }
  Provider.$inject = ["propertiesPanel", "injector", "translate"];
  return { __init__: ["platformGroups"], platformGroups: ["type", Provider] };
}
