// Builds the browser bundles into web/static/dist: hashed files and a manifest that maps `app.js` to `app-XXXX.js`.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { sayHardCoded } from "./hard_coded.mjs";
import { usedStyles } from "./used_styles.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const web = join(here, "..", "web");
const dist = join(web, "static", "dist");
const staging = `${dist}.${process.pid}`;
const ENTRIES = [
  ...[
    "app.js",
    "diagram.js",
    "reader.js",
    "reader.worker.js",
    "service_worker.js",
    "studio/modeler.js",
    "studio/decisions.js",
    "studio/form_editor.js",
  ],
  ...["app.css", "diagram.css", "studio/modeler.css", "studio/decisions.css", "studio/form_editor.css"],
];
const ICON_NAME = /\bicon\(\s*["']([a-z0-9-]+)["']/g;

async function files(folder, suffixes) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && suffixes.some((suffix) => entry.name.endsWith(suffix)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.includes("/static/"));
}

/** Every icon that templates and code name, in a call `icon("inbox")` or as a quoted word of a table of icons. */
async function iconsInUse(known) {
  const used = new Set();
  for (const path of await files(web, [".html", ".py"])) {
    const text = await readFile(path, "utf8");
    for (const [, name] of text.matchAll(ICON_NAME)) {
      if (!known.has(name)) throw new Error(`${relative(web, path)}: there is no Tabler icon "${name}"`);
    }
    for (const [, name] of text.matchAll(/["']([a-z][a-z0-9-]*)["']/g)) if (known.has(name)) used.add(name);
  }
  return [...used].sort();
}

async function sprite() {
  const folder = join(here, "node_modules/@tabler/icons/icons/outline");
  const known = new Set((await readdir(folder)).map((name) => basename(name, ".svg")));
  const symbols = [];
  for (const name of await iconsInUse(known)) {
    const svg = await readFile(join(folder, `${name}.svg`), "utf8");
    const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s+/g, " ");
    symbols.push(
      `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
        `stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`,
    );
  }
  const brand = await readFile(join(here, "src/brand.svg"), "utf8");
  symbols.push(
    brand
      .trim()
      .replace('<svg xmlns="http://www.w3.org/2000/svg"', '<symbol id="brand"')
      .replace("</svg>", "</symbol>"),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

async function writeHashed(name, content, manifest) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const [stem, suffix] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
  manifest[name] = `${stem}-${hash}${suffix}`;
  await writeFile(join(staging, manifest[name]), content);
}

/** What the PDF reader fetches for documents that do not bring their fonts: Chinese ones often do not. */
async function copyReaderData(manifest) {
  const folder = join(here, "node_modules/pdfjs-dist");
  const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  for (const name of ["cmaps", "standard_fonts"]) {
    manifest[`reader/${name}`] = `reader-${version}/${name}`;
    await cp(join(folder, name), join(staging, `reader-${version}`, name), { recursive: true });
  }
}

/**
 * The nonce of a page is given to one copy of style-mod (src/studio/style_nonce.js): the styles of another would be
 * refused by the policy.
 */
function holdOneCopy(inputs, name) {
  const copies = new Set(
    inputs.filter((one) => one.includes(`node_modules/${name}/`)).map((one) => one.split(`/${name}/`)[0]),
  );
  if (copies.size !== 1) throw new Error(`Expected one copy of ${name} in the bundles, but found ${copies.size}`);
}

async function build() {
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  const manifest = {};
  const result = await esbuild.build({
    entryPoints: ENTRIES.map((name) => join(here, "src", name)),
    outdir: staging,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2021", "chrome100", "firefox100", "safari15"],
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".svg": "dataurl", ".woff": "file", ".woff2": "file", ".ttf": "file", ".eot": "empty" },
    metafile: true,
    logLevel: "warning",
    absWorkingDir: here,
    plugins: [sayHardCoded(here), usedStyles(join(here, ".."))],
  });
  for (const [output, { entryPoint }] of Object.entries(result.metafile.outputs)) {
    if (entryPoint) manifest[basename(entryPoint)] = relative(staging, join(here, output));
  }
  holdOneCopy(Object.keys(result.metafile.inputs), "style-mod");
  await copyReaderData(manifest);
  await writeHashed("icons.svg", await sprite(), manifest);
  await writeHashed("icon.svg", await readFile(join(here, "src/brand.svg")), manifest);
  for (const name of await readdir(join(here, "src/icons"))) {
    await writeHashed(name, await readFile(join(here, "src/icons", name)), manifest);
  }
  for (const name of await readdir(staging)) {
    if (/\.(js|css|svg)$/.test(name)) {
      await writeFile(join(staging, `${name}.gz`), gzipSync(await readFile(join(staging, name)), { level: 9 }));
    }
  }
  await writeFile(join(staging, "manifest.json"), JSON.stringify(manifest, null, 2));
  await rm(dist, { recursive: true, force: true });
  await rename(staging, dist);
  for (const [output, { bytes, entryPoint }] of Object.entries(result.metafile.outputs)) {
    if (entryPoint) console.log(`${basename(output)}  ${(bytes / 1024).toFixed(0)} KiB`);
  }
}

await build().finally(() => rm(staging, { recursive: true, force: true }));
