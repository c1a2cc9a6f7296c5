// What every page runs: htmx, Tabler's dropdowns and collapses, and the small behaviours of this folder.
import htmx from "htmx.org";
import "@tabler/core/dist/js/tabler.min.js";
import { install as installForgery } from "./forgery.js";
import { install as installAlerts } from "./alerts.js";

window.htmx = htmx;
for (const install of [installForgery, installAlerts]) install(document);
