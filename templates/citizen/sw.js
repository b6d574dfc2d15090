{% load i18n static %}{% get_current_language as LANGUAGE_CODE %}// Serves the residents' form without a network, and sends what waits: what staff see is none of its business.

importScripts("{% static 'citizen/outbox_store.js' %}", "{% static 'citizen/outbox_send.js' %}");

const NAMED = [{% for file in named %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}]; // by their content: never change
const PLAIN = [{% for file in plain %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}]; // as the modules name each other
const ON_USE = [{% for file in map %}"{{ file|escapejs }}", {% endfor %}"{% url 'map-wards' %}", "{% url 'map-streets' %}"]; // kept once the map was opened
const PAGE = "{% url 'form' %}";
const OFFLINE = "{% url 'offline' %}";
const KINDS = "{% url 'kinds' %}";
const KIND = "{% url 'kind' 'CODE' %}";
const NOT_OURS = /^\/(staff|admin|programme|api|static|photos|uploads)(\/|$)/;
const CACHE = "resident";
const PATIENCE = 4000; // ms until what is kept is shown instead of what is on its way
const A_DAY = 24 * 3600 * 1000;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepAll("{{ LANGUAGE_CODE|escapejs }}"));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([dropOldFiles(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === PAGE) event.respondWith(form(event));
    else if (!NOT_OURS.test(pathname)) event.respondWith(fetch(request).catch(() => keptOr(OFFLINE)));
  } else if (NAMED.includes(pathname)) event.respondWith(kept(pathname).then((found) => found ?? fetch(request)));
  else if (PLAIN.includes(pathname) || pathname.startsWith(KIND.replace("CODE", ""))) event.respondWith(freshOrKept(request, pathname));
  else if (ON_USE.includes(pathname) && !search) event.respondWith(freshOrKept(request, pathname, { keeps: event }));
});

self.addEventListener("message", (event) => event.waitUntil(keepUpToDate(event.data.language)));

self.addEventListener("sync", (event) => {
  if (event.tag === "report-outbox") event.waitUntil(sendWaiting());
});

async function sendWaiting() {
  if (!(await self.outboxSend.sendAll())) throw new Error("something still waits"); // the browser calls again
}

async function kept(address) {
  const cache = await caches.open(CACHE);
  return cache.match(address, { ignoreVary: true });
}

async function keptOr(address) {
  return (await kept(address)) ?? Response.error();
}

// Answer from the network; from what is kept where that fails, takes long, or the server is unwell.
async function freshOrKept(request, address, { keeps = null } = {}) {
  const answer = fetch(request);
  const first = await Promise.race([answer.catch(() => null), new Promise((done) => setTimeout(done, PATIENCE, null))]);
  if (!first || first.status >= 500) return (await kept(address)) ?? answer;
  if (keeps && first.ok) keeps.waitUntil(put(address, first.clone()));
  return first;
}

async function form(event) {
  const shown = await freshOrKept(event.request, PAGE);
  if (shown.status === 200) event.waitUntil(keepUpToDate(shown.headers.get("Content-Language")));
  return shown;
}

// Keep the form in the language in which it was just read, and as the kinds are today.
let lastRead;
async function keepUpToDate(language) {
  lastRead = language;
  const before = await kept(PAGE);
  const isOld = Date.now() - Date.parse(before?.headers.get("Date")) > A_DAY;
  if (!before || (!isOld && before.headers.get("Content-Language") === language)) return;
  await keepPages(language).catch(() => {}); // the network went: what is kept stays
}

async function keepAll(language) {
  const cache = await caches.open(CACHE);
  const fresh = NAMED.map(async (file) => (await kept(file)) ?? cache.add(file));
  await Promise.all([...fresh, ...PLAIN.map((file) => cache.add(new Request(file, { cache: "no-cache" })))]);
  await keepPages(language);
}

// Keep the pages as nobody in particular sees them: no cookie goes along.
async function keepPages(language) {
  const plainly = (address) => fetch(`${address}?lang=${language}`, { credentials: "omit", cache: "no-store" });
  const [page, offline, kinds] = await Promise.all([PAGE, OFFLINE, KINDS].map(plainly));
  if (!page.ok || !offline.ok || !kinds.ok) throw new Error("not kept");
  if (lastRead && lastRead !== language && (await kept(PAGE))) return; // it came late: another language is read by now
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  const parts = Object.entries(await kinds.json());
  await Promise.all(parts.map(([code, part]) => put(KIND.replace("CODE", code), new Response(part, { headers }))));
  await put(OFFLINE, offline);
  await put(PAGE, page);
}

async function put(address, answer) {
  const cache = await caches.open(CACHE);
  await cache.put(address, answer);
}

async function dropOldFiles() {
  const cache = await caches.open(CACHE);
  const files = new Set([...NAMED, ...PLAIN, ...ON_USE]);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("{% get_static_prefix %}") && !files.has(pathname)) await cache.delete(request);
  }
}

{% include "citizen/_sw_push.js" %}
