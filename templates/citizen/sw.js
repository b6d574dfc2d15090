// Serves the residents' pages in the browser: what staff see is none of its business.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

{% include "citizen/_sw_push.js" %}
