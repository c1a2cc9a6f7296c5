// The group of a step that the platform does: which job, and what its headers say, with what its contract tells.
import { action, choice, named, text, withNow } from "./entries.js";
import { business, extensionOf, said, write, writeList } from "./extensions.js";

/**
 * @param {any} element
 * @param {import("./groups.js").Context} context
 */
export function jobEntries(element, { injector, translate, vocabulary }) {
  const owner = business(element);
  const type = said(owner, "zeebe:TaskDefinition", "type");
  const job = vocabulary.jobs.find((one) => one.name === type);
  /** @type {any[]} */
  const headers = extensionOf(owner, "zeebe:TaskHeaders")?.get("values") ?? [];
  const chosen = choice({
    id: "job-type",
    label: translate("What the platform does"),
    description: job && explained(job, translate),
    options: withNow(
      vocabulary.jobs.map((one) => ({ value: one.name, label: `${one.name} · ${one.about}` })),
      type,
      translate("Not chosen yet"),
    ),
    get: () => type,
    set: (value) => write(injector, element, "zeebe:TaskDefinition", { type: value }),
  });
  const entries = (job?.headers ?? []).map((header) => {
    const field = {
      id: `job-header-${header.name}`,
      label: header.needed ? translate("{name} (needed)", { name: header.name }) : header.name,
      description: header.about,
      get: () => headers.find((one) => one.get("key") === header.name)?.get("value") ?? "",
      set: (/** @type {string} */ value) => {
        const kept = headers
          .filter((one) => one.get("key") !== header.name)
          .map((one) => ({ key: one.get("key"), value: one.get("value") }));
        const now = value ? [...kept, { key: header.name, value }] : kept;
        writeList(injector, element, "zeebe:TaskHeaders", "zeebe:Header", now);
      },
    };
    const nothing = header.usual ? translate("as usual: {usual}", { usual: header.usual }) : translate("None");
    const words = offeredTo(header, injector, vocabulary);
    if (words.length) return choice({ ...field, options: withNow(words, field.get(), nothing) });
    return text(field);
  });
  const manual = job && action({ id: "job-manual", label: translate("In the manual"), href: job.manual });
  return [chosen, ...entries, ...(manual ? [manual] : [])];
}

/**
 * What a header may say: its words, the steps of the diagram or the forms of the draft.
 * @param {import("./groups.js").JobHeader} header
 * @param {any} injector
 * @param {import("./groups.js").Vocabulary} vocabulary
 * @returns {{ value: string, label: string }[]}
 */
function offeredTo({ names, words }, injector, vocabulary) {
  if (names === "form") return vocabulary.forms.map(({ id }) => named(id));
  if (names !== "element") return words.map(named);
  const steps = injector.get("elementRegistry").filter((/** @type {any} */ one) => one.type === "bpmn:UserTask");
  return steps.map((/** @type {any} */ { id, businessObject }) => ({
    value: id,
    label: businessObject.name ? `${businessObject.name} · ${id}` : id,
  }));
}

/**
 * What a job does, which variables it reads and which are there after it.
 * @param {import("./groups.js").Job} job
 * @param {import("./groups.js").Translate} translate
 */
function explained({ about, reads, gives }, translate) {
  const listed = (/** @type {import("./groups.js").JobVariable[]} */ variables) =>
    variables.map((one) => `${one.name} (${one.about})`).join(translate(", "));
  return [
    about,
    reads.length && translate("Reads: {variables}", { variables: listed(reads) }),
    gives.length && translate("Gives: {variables}", { variables: listed(gives) }),
  ]
    .filter(Boolean)
    .join(" · ");
}
