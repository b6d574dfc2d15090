{% load static %}// Serves the page of work outside without a network, and sends what waits when the network is back.

import { dropOldFiles, forgetOld, freshOrKept, kept, keepShell } from "{% static 'moderation/field_kept.js' %}";
import { sendOfWhoeverIsHere } from "{% static 'moderation/field_outbox.js' %}";

const SHELL = [{% for file in shell %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PAGE = "{% url 'staff-field' %}";
const LIST = "{% url 'api-staff-field' %}";
const PHOTOS = "{% url 'staff-inbox' %}photos/";

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepShell(SHELL));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([dropOldFiles(SHELL), forgetOld(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(freshOrKept(request, `${PAGE}?shell=1`));
  else if (pathname === LIST) event.respondWith(freshOrKept(request, LIST));
  else if (pathname.startsWith(PHOTOS)) event.respondWith(photo(request, pathname));
  else if (SHELL.includes(pathname)) event.respondWith(freshOrKept(request, pathname));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "field-outbox") event.waitUntil(sendOfWhoeverIsHere());
});

async function photo(request, address) {
  return (await kept(address)) ?? fetch(request);
}
