// Answers the reader from what it keeps when the network does not: files of a release never change, everything else is asked first.
"use strict";

const KEPT = "evisa-reader";
const ANSWER_MS_MAX = 5_000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const kept = await (await caches.open(KEPT)).match(request, { ignoreSearch: true, ignoreVary: true });
  if (kept && new URL(request.url).pathname.startsWith("/assets/")) return kept;
  try {
    return await fetch(request, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  } catch (fault) {
    if (kept) return kept;
    throw fault;
  }
}
