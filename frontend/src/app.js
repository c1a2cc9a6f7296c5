// What every page runs: htmx, Tabler's dropdowns and collapses, and the small behaviours of this folder.
import htmx from "htmx.org";
import "@tabler/core/dist/js/tabler.min.js";
import { install as installAlerts } from "./alerts.js";
import { install as installAsking } from "./asking.js";
import { install as installAutosave } from "./autosave.js";
import { install as installCountdown } from "./countdown.js";
import { install as installForgery } from "./forgery.js";
import { install as installGoOn } from "./go_on.js";
import { install as installGuard } from "./guard.js";
import { install as installInstallable } from "./installable.js";
import { install as installKeys } from "./keys.js";
import { install as installLists } from "./lists.js";
import { install as installOptions } from "./options.js";
import { install as installMoments } from "./moments.js";
import { install as installPhrases } from "./phrases.js";
import { install as installPicker } from "./picker.js";
import { install as installPrint } from "./print.js";
import { install as installPush } from "./push.js";
import { install as installReading } from "./reading.js";
import { install as installSections } from "./sections.js";
import { install as installSelection } from "./selection.js";
import { install as installSplit } from "./split.js";
import { install as installUploads } from "./uploads.js";
import { install as installViewer } from "./viewer.js";

window.htmx = htmx;
const parts = [
  installKeys,
  installForgery,
  installCountdown,
  installAlerts,
  installAsking,
  installGoOn,
  installGuard,
  installAutosave,
  installLists,
  installUploads,
  installOptions,
  installMoments,
  installPhrases,
  installPicker,
  installReading,
  installSections,
  installPrint,
  installPush,
  installViewer,
  installSelection,
  installSplit,
  installInstallable,
];
for (const install of parts) install(document);
