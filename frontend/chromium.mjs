// Prints the path of a Chromium for browser tests where the system has none: unpacks the one that npm carries.
import chromium from "@sparticuz/chromium";

console.log(await chromium.executablePath());
