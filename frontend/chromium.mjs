// Unpacks the Chromium that npm carries, for browser tests where the system has none, with the libraries and fonts
// that a bare machine lacks; prints {path, environment} as JSON.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "node_modules", ".chromium");
mkdirSync(folder, { recursive: true });
process.env.TMPDIR = folder; // it unpacks into the folder for temporary files, and finds itself there again
process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs20.x"; // only there does it bring its libraries along
const { default: chromium } = await import("@sparticuz/chromium");
const path = await chromium.executablePath();
const { LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
console.log(JSON.stringify({ path, environment: { LD_LIBRARY_PATH, FONTCONFIG_PATH } }));
