// Texts that libraries say in English without asking anybody for a translation: at build time each of them is put
// through `say` (`say` of src/studio/say_decisions.js or say_forms.js). A text that is not there as often as stated fails the build: the library has
// changed, and the table with it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { OF_THE_EDITOR, OF_THE_FIELDS } from "./form_editor_texts.mjs";

/**
 * What stands in a file, what is said instead, and how often it stands there.
 * @typedef {[found: string, said: string, times: number]} Replacement
 */

/**
 * @param {[quoted: string, times: number][]} texts
 * @returns {Replacement[]}
 */
const each = (texts) => texts.map(([quoted, times]) => [quoted, `say(${quoted})`, times]);

/** @type {Record<string, Replacement[]>} */
export const HARD_CODED = {
  "@bpmn-io/form-js-editor/dist/index.es.js": [
    ...each(OF_THE_EDITOR),
    ["`Create ${getIndefiniteArticle(type)} ${label} element`", 'say("Create: {what}", { what: label })', 1],
    ["const PALETTE_GROUPS = [{", 'const PALETTE_GROUPS = [{ label: say("Of the platform"), id: "platform" }, {', 1],
    ["`Remove ${entry.label}`", 'say("Remove: {what}", { what: entry.label })', 1],
  ],
  "@bpmn-io/form-js-viewer/dist/index.es.js": [
    ...each(OF_THE_FIELDS),
    ["`${files.length} files selected`", 'say("{count} files selected", { count: String(files.length) })', 1],
  ],
  "dmn-js-shared/lib/components/List.js": [['"title": "Remove item"', '"title": say("Remove item")', 1]],
  "dmn-js-decision-table/lib/features/context-menu/ContextMenu.js": [
    ['"Decision table context menu"', 'say("Decision table context menu")', 1],
  ],
  "dmn-js-decision-table/lib/features/drag-and-drop/DragAndDrop.js": [
    ["`Move ${isInput(col) ? 'Input' : 'Output'}`", "say(isInput(col) ? 'Move input' : 'Move output')", 1],
  ],
  "dmn-js-decision-table/lib/features/simple-duration-edit/components/InputDurationEdit.js": [
    ['createTextVNode("Value")', 'createTextVNode(say("Value"))', 1],
  ],
  "dmn-js-boxed-expression/lib/features/element-variable/components/ElementVariableComponent.js": [
    ['createTextVNode("Result")', 'createTextVNode(say("Result"))', 1],
  ],
  "dmn-js-boxed-expression/lib/features/element-variable/components/ElementVariableEditorComponent.js": [
    ['createTextVNode("Result")', 'createTextVNode(say("Result"))', 1],
  ],
  // a heading without a word, which is none for a screen reader
  "dmn-js-decision-table/lib/features/decision-table-head/components/DecisionTableHead.js": [
    ['"index-column")', '"index-column", say("No."), 0)', 1],
  ],
  "dmn-js-shared/lib/util/IdsUtil.js": [
    ["'Element must have ID.'", "say('Element must have ID.')", 1],
    ["'Element must have unique ID.'", "say('Element must have unique ID.')", 1],
    ["'Id must not contain spaces.'", "say('Id must not contain spaces.')", 1],
    ["'Id must not contain prefix.'", "say('Id must not contain prefix.')", 1],
    ["'Id must be a valid QName.'", "say('Id must be a valid QName.')", 1],
  ],
};

/**
 * @param {string} source
 * @param {Replacement[]} replacements
 * @param {string} file for the message
 */
export function replaced(source, replacements, file) {
  let text = source;
  for (const [found, said, times] of replacements) {
    const parts = text.split(found);
    if (parts.length - 1 !== times) {
      throw new Error(`${file}: expected ${JSON.stringify(found)} ${times} times, but found it ${parts.length - 1}`);
    }
    text = parts.join(said);
  }
  return text;
}

/**
 * The plugin of esbuild that has these texts said in the reader's language.
 * @param {string} here the folder of this file
 * @returns {import("esbuild").Plugin}
 */
export const sayHardCoded = (here) => ({
  name: "say-hard-coded",
  setup(build) {
    const left = new Set(Object.keys(HARD_CODED));
    for (const [file, replacements] of Object.entries(HARD_CODED)) {
      const filter = new RegExp(`node_modules/${file.replace(/[.]/g, "\\.")}$`);
      build.onLoad({ filter }, async ({ path }) => {
        left.delete(file);
        const say = JSON.stringify(join(here, `src/studio/say_${file.includes("form-js") ? "forms" : "decisions"}.js`));
        const text = replaced(await readFile(path, "utf8"), replacements, file);
        return { contents: `import { say } from ${say};\n${text}`, loader: "js" };
      });
    }
    build.onEnd(() => {
      if (left.size) throw new Error(`Not in any bundle, but their texts are to be replaced: ${[...left].join(", ")}`);
    });
  },
});
