// Leaves out of Tabler's style sheet what no element of a page can match, which is most of it: a phone reads a third
// of what it read before, at every page. Our own sheets stay whole.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { PurgeCSS } from "purgecss";

const SHEET = /[\\/]@tabler[\\/]core[\\/]dist[\\/]css[\\/]tabler\.min\.css$/;
/** Code whose words may come to be classes: pages, what fills them in, and what runs in them. */
const FOLDERS = ["web", "forms", "frontend/src"];
const SUFFIXES = [".html", ".py", ".js"];
const SCRIPT = "frontend/node_modules/@tabler/core/dist/js/tabler.min.js";
/** A name of which code writes the beginning: `alert-{{ tone }}`, `is-${severity}`, f"col-{name}". */
const BEGUN = /\b((?:[a-z][a-z0-9]*-)+)(?=\{|\$\{|["'] ?[~+])/g;
/** Elements of texts that people write as Markdown, which no page of ours names. */
const OF_TEXTS = [
  "blockquote",
  "pre",
  "code",
  "kbd",
  "hr",
  "del",
  "s",
  "sub",
  "sup",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
];

/** @param {string} text */
const words = (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [];

/**
 * Everything that pages are made of, as texts.
 * @param {string} root folder of the project
 */
async function sources(root) {
  const texts = [await readFile(join(root, SCRIPT), "utf8")];
  for (const folder of FOLDERS) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      const isBuilt = path.includes("/static/dist");
      if (entry.isFile() && !isBuilt && SUFFIXES.some((suffix) => path.endsWith(suffix))) {
        texts.push(await readFile(path, "utf8"));
      }
    }
  }
  return texts;
}

/**
 * The rules of `css` that an element made of the words of `texts` may match.
 * @param {string} css
 * @param {string[]} texts
 */
export async function used(css, texts) {
  const begun = new Set(texts.flatMap((text) => [...text.matchAll(BEGUN)].map(([, prefix]) => prefix)));
  const [{ css: kept }] = await new PurgeCSS().purge({
    content: texts.map((raw) => ({ raw, extension: "txt" })),
    css: [{ raw: css }],
    defaultExtractor: words,
    safelist: [...OF_TEXTS, ...[...begun].map((prefix) => new RegExp(`^${prefix}`))],
  });
  return kept;
}

/**
 * The plugin of esbuild that reads Tabler's sheet without what nothing in the project can use.
 * @param {string} root folder of the project
 * @returns {import("esbuild").Plugin}
 */
export const usedStyles = (root) => ({
  name: "used-styles",
  setup({ onLoad }) {
    onLoad({ filter: SHEET }, async ({ path }) => ({
      contents: await used(await readFile(path, "utf8"), await sources(root)),
      loader: "css",
    }));
  },
});
