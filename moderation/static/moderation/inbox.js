// The inbox stays as it is while its rows change: what is new comes in, what is gone goes, nothing else moves.

import { listen } from "./live.js";

const GATHER = 120; // ms: what is said in one breath is asked for once
const POLL = 30000;
const RETRY = 2000;
const BY_ITSELF = { "X-Background": "1" }; // nobody did anything: the session does not count it as use
const inbox = document.getElementById("inbox");
const list = document.getElementById("list");
const button = document.getElementById("news");
const filters = document.getElementById("filters");
let fresh = 0;
let waiting = null;
let asking = false;
let again = false;
let isOpen = false;
let wasOpen = false;

listen({
  seq: Number(inbox.dataset.seq),
  told(message) {
    if (message.event === "alert.raised") document.getElementById("alert-news").hidden = false;
    if (message.alert) return; // no row of this list
    if (message.event === "report.created") announce(1);
    refreshSoon();
  },
  changed(open) {
    if (open && wasOpen) refreshSoon();
    wasOpen ||= open;
    isOpen = open;
    inbox.classList.toggle("is-away", !open);
    inbox.classList.toggle("is-live", open);
  },
});
setInterval(() => isOpen || refreshSoon(), POLL);

button.addEventListener("click", () => {
  announce(-fresh);
  scrollTo({ top: 0 });
  const first = document.querySelector(".row-new .row-link") ?? document.querySelector(".row-link");
  first?.focus({ preventScroll: false });
});

// Filters and tabs change the list in place; without this program they are a plain form and plain links.
filters.addEventListener("change", () => show(address()));
filters.addEventListener("submit", (event) => {
  event.preventDefault();
  show(address());
});
list.addEventListener("click", (event) => {
  const link = event.target.closest(".tab, .pager a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  filters.elements.tab.value = new URL(link.href).searchParams.get("tab") ?? "open";
  show(link.href, link.id);
});
list.addEventListener("change", () => {
  const number = list.querySelectorAll(".report-row [name=code]:checked").length;
  const picked = document.getElementById("picked");
  picked.hidden = number === 0;
  picked.textContent = number;
});
addEventListener("popstate", () => location.reload());

document.getElementById("save-view").addEventListener("submit", (event) => {
  event.target.elements.query.value = location.search.slice(1); // the view may have changed without the page
});

function address() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(filters)) if (value) query.set(name, value);
  return `${filters.action}?${query}`;
}

async function show(url, focus) {
  history.pushState(null, "", url);
  await globalThis.htmx.ajax("GET", part(url), { target: "#list", swap: "innerHTML" }).catch(() => location.assign(url));
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
}

function part(url) {
  const wanted = new URL(url, location.href);
  wanted.searchParams.set("part", "list");
  return wanted.pathname + wanted.search;
}

function refreshSoon() {
  waiting ??= setTimeout(() => {
    waiting = null;
    refresh();
  }, GATHER);
}

async function refresh() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    // A holder that is on no page: htmx fetches into it, and what changed is carried over row by row.
    const holder = document.createElement("div");
    holder.hidden = true;
    document.body.append(holder);
    await globalThis.htmx.ajax("GET", part(location.href), { source: holder, target: holder, swap: "innerHTML", headers: BY_ITSELF }).catch(() => {});
    if (holder.firstElementChild) merge(holder);
    else setTimeout(refreshSoon, RETRY); // the network was away: what was announced must still come in
    holder.remove();
  } finally {
    asking = false;
    if (again) {
      again = false;
      refreshSoon();
    }
  }
}

function merge(from) {
  mergeTabs(from);
  const old = list.querySelector("ol.rows");
  const next = from.querySelector("ol.rows");
  if (!old || !next) {
    list.replaceChildren(...from.childNodes);
    return;
  }
  const wanted = [...next.children];
  const ids = new Set(wanted.map((row) => row.id));
  for (const row of [...old.children]) if (!ids.has(row.id)) row.remove();
  wanted.forEach((row, place) => {
    const at = old.children[place] ?? null;
    const kept = old.querySelector(`#${CSS.escape(row.id)}`);
    if (!kept) {
      row.classList.add("row-new");
      old.insertBefore(row, at);
      return;
    }
    if (kept !== at) old.insertBefore(kept, at);
    if (kept.innerHTML !== row.innerHTML) update(kept, row);
  });
  const pager = (root) => [...root.querySelectorAll(".pager")];
  if (pager(list).length !== pager(from).length) list.replaceChildren(...[...from.children].map((one) => (one.matches("ol.rows") ? old : one)));
}

function update(kept, row) {
  const hadFocus = kept.contains(document.activeElement);
  const wasPicked = kept.querySelector("[name=code]").checked;
  kept.className = `${row.className}${kept.classList.contains("row-new") ? " row-new" : ""}`;
  kept.innerHTML = row.innerHTML;
  kept.querySelector("[name=code]").checked = wasPicked;
  if (hadFocus) kept.querySelector(".row-link").focus({ preventScroll: true });
}

function mergeTabs(from) {
  for (const tab of from.querySelectorAll(".tab")) {
    const kept = list.querySelector(`#${CSS.escape(tab.id)}`);
    if (kept && kept.innerHTML !== tab.innerHTML) kept.innerHTML = tab.innerHTML;
    if (kept) kept.className = tab.className;
  }
}

function announce(number) {
  fresh += number;
  const words = fresh === 1 ? inbox.dataset.one : inbox.dataset.more.replace("%n", fresh);
  button.hidden = fresh === 0;
  button.querySelector("span").textContent = fresh ? words : "";
  document.title = fresh ? `(${fresh}) ${inbox.dataset.title}` : inbox.dataset.title;
}
