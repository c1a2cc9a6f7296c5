// Unpacks the Chromium that npm carries, for browser tests where the system has none, with the libraries and fonts
// that a bare machine lacks; prints {path, environment} as JSON.
import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const folder = join(import.meta.dirname, "node_modules", ".chromium");
mkdirSync(folder, { recursive: true });
process.env.TMPDIR = folder; // it unpacks into the folder for temporary files, and finds itself there again
process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs20.x"; // only there does it bring its libraries along
const { default: chromium } = await import("@sparticuz/chromium");
const path = await chromium.executablePath();
const { LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
// What it brings along looks for fonts in fixed places of another machine: without any, every text is empty.
const places = [FONTCONFIG_PATH, "/usr/share/fonts", "/usr/local/share/fonts", join(homedir(), ".fonts")];
const declared = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">';
const dirs = places.map((place) => `<dir>${place}</dir>`).join("");
const cache = `<cachedir>${join(folder, "fonts-cache")}</cachedir>`;
writeFileSync(join(FONTCONFIG_PATH, "fonts.conf"), `${declared}<fontconfig>${dirs}${cache}</fontconfig>`);
console.log(JSON.stringify({ path, environment: { LD_LIBRARY_PATH, FONTCONFIG_PATH } }));
