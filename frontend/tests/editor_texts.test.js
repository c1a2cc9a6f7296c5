// What the editors of decisions and forms say: every text that they ask a translation for has one, and every text that they say
// without asking is where the build expects it.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { HARD_CODED, replaced } from "../hard_coded.mjs";
import { DECISION_TEXTS } from "../src/studio/texts_decisions_zh.js";
import { FORM_TEXTS } from "../src/studio/texts_forms_zh.js";
import { translator, untranslated } from "../src/studio/translate.js";

const MODULES = join(dirname(fileURLToPath(import.meta.url)), "../node_modules");
const STUDIO = join(dirname(fileURLToPath(import.meta.url)), "../src/studio");
const ASKED = /translate\(\s*(?:[\w.]+ \? )?'((?:[^'\\]|\\.)+)'/g;
/** Texts that are looked up by a name: labels of lists, which the editors ask for one by one. */
const LABEL = /\b(?:label|explanation|title): '([A-Z](?:[^'\\]|\\.)+)'/g;
const NAMES_OF_LANGUAGES = new Set(["FEEL", "JUEL", "Java", "PMML", "JavaScript", "Groovy", "Python", "JRuby"]);

const sources = readdirSync(MODULES)
  .filter((name) => name.startsWith("dmn-js-"))
  .flatMap((name) =>
    readdirSync(join(MODULES, name, "lib"), { recursive: true }).map((path) => join(name, "lib", path)),
  )
  .filter((path) => path.endsWith(".js"))
  .map((path) => readFileSync(join(MODULES, path), "utf8"));

test("every text that the editors of decisions ask for is there in Chinese", () => {
  const asked = new Set(
    sources.flatMap((source) => [...source.matchAll(ASKED), ...source.matchAll(LABEL)]).map((one) => one[1]),
  );
  assert.ok(asked.size > 150, `found only ${asked.size}`);
  const say = translator("zh-CN", DECISION_TEXTS);
  untranslated.clear();
  for (const text of asked) if (!NAMES_OF_LANGUAGES.has(text)) say(text);
  assert.deepEqual([...untranslated], []);
  assert.match(say("Add rule"), /^\p{Script=Han}+$/u);
});

/** What has no words: keys, the name of the notation, a line of a comment. */
const NOT_SAID = new Set(["BPMN", " + shift + ", "HELLO {you}"]);
const OF_DIAGRAMS = [
  "bpmn-js/lib",
  "bpmn-js-create-append-anything/dist",
  "camunda-bpmn-js-behaviors/lib",
  "diagram-js/lib",
  "diagram-js-minimap/dist",
  "@bpmn-io/diagram-js-ui/lib",
];

/** The panel without what it says of Camunda 7, which stands behind what we use. */
function panelOfDiagrams() {
  const panel = readFileSync(join(MODULES, "bpmn-js-properties-panel/dist/index.esm.js"), "utf8");
  const end = panel.indexOf("ZeebePropertiesProvider.$inject");
  assert.ok(end > 0 && end < panel.indexOf("class CamundaPlatformPropertiesProvider"));
  return [panel.slice(0, end), readFileSync(join(MODULES, "@bpmn-io/properties-panel/dist/index.esm.js"), "utf8")];
}

test("every text that the editor of diagrams asks for is there in Chinese", () => {
  const scripts = OF_DIAGRAMS.flatMap((folder) =>
    readdirSync(join(MODULES, folder), { recursive: true }).map((path) => join(MODULES, folder, String(path))),
  ).filter((path) => path.endsWith(".js") && !path.endsWith(".min.js"));
  const ours = readdirSync(STUDIO).filter((name) => name.endsWith(".js"));
  const files = [...scripts, ...ours.map((name) => join(STUDIO, name))];
  const every = [...panelOfDiagrams(), ...files.map((path) => readFileSync(path, "utf8"))].join("\n");
  const asked = new Set(
    [...every.matchAll(/\btranslate\(\s*(?:[\w.!?() =>"'-]+? \? )?(['"])((?:\\.|(?!\1).)+)\1/g)].map((one) => one[2]),
  );
  const menus = scripts.filter((path) => /ReplaceOptions\.js$|append-anything.*index\.es\.js$/.test(path));
  assert.equal(menus.length, 2);
  for (const path of menus) {
    for (const one of readFileSync(path, "utf8").matchAll(/\blabel: '([A-Z](?:[^'\\]|\\.)+)'/g)) asked.add(one[1]);
  }
  assert.ok(asked.size > 170, `found only ${asked.size}`);
  const say = translator("zh-CN");
  untranslated.clear();
  for (const text of asked) if (!NOT_SAID.has(text)) say(text.replaceAll("\\'", "'"));
  assert.deepEqual([...untranslated], []);
});

test("every text that is replaced at build time is there as often as stated, and is said in Chinese", () => {
  for (const [file, replacements] of Object.entries(HARD_CODED)) {
    const say = translator("zh-CN", file.includes("form-js") ? FORM_TEXTS : DECISION_TEXTS);
    const source = readFileSync(join(MODULES, file), "utf8");
    assert.notEqual(replaced(source, replacements, file), source);
    for (const [, said] of replacements) {
      const literals = [...said.matchAll(/\bsay\((?:[^"']*\? )?(['"])((?:\\.|(?!\1).)+)\1/g)].map((one) => one[2]);
      assert.ok(literals.length, said);
      for (const one of literals) assert.match(say(one.replaceAll("\\", "")), /\p{Script=Han}/u, `${file}: ${one}`);
    }
  }
});

test("a text that is not there any more stops the build", () => {
  assert.throws(() => replaced("a b", [["c", "d", 1]], "file.js"), /file\.js: expected "c" 1 times, but found it 0/);
  assert.throws(() => replaced("a a", [["a", "b", 1]], "file.js"), /found it 2/);
  assert.equal(replaced("a a", [["a", "b", 2]], "file.js"), "b b");
});
