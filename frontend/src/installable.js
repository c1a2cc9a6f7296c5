// Registers the script that shows a page of its own where there is no network (service_worker.js).

/** @param {Document} document */
export function install(document) {
  const workers = document.defaultView?.navigator.serviceWorker;
  if (!workers) return; // without https, and in some private windows, there is none
  workers.register("/service-worker.js", { updateViaCache: "none" }).catch(() => {
    // a page must work without it
  });
}
