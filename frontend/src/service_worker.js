// Shows the offline page where the network does not answer. It keeps that page and its style and nothing else: what
// people see here belongs to who is signed in, and must not be found in the browser's cache afterwards.
// A form that cannot be sent is left to the browser, which offers to send it again. `self.OFFLINE` comes from the script that loads this one: {page, files}.
const { page, files } = self.OFFLINE;
const KEPT = `offline ${files.join(" ")}`;

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlder());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET")
    event.respondWith(fetch(request).catch(() => kept(page)));
  else if (files.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => kept(request.url)));
  }
});

async function keep() {
  const cache = await caches.open(KEPT);
  await cache.addAll([page, ...files].map((address) => new Request(address, { credentials: "omit", cache: "reload" })));
}

async function forgetOlder() {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
}

/** @param {string} address */
async function kept(address) {
  return (await caches.match(address, { cacheName: KEPT, ignoreVary: true })) ?? Response.error();
}
