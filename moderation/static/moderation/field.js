// The page of work outside: the list as a walk, one report at a time, and everything done kept until it is sent.

import { forgetOld, keep, keepPhotos, keptAt } from "./field_kept.js";
import { show, texts } from "./field_list.js";
import { add, newAct, send, SIGNED_OUT, STRANGER } from "./field_outbox.js";
import { showActs, toggle } from "./field_outbox_view.js";
import { position } from "./field_photo.js";
import { closeSheet, goOn, isOpen, openSheet } from "./field_sheet.js";
import { acts as actsOf, drop, put } from "./field_store.js";

const page = document.getElementById("field");
const said = document.getElementById("said");
const person = Number(page.dataset.person);
const SHELL = `${page.dataset.page}?shell=1`;
const AGAIN = 30000; // a network that is there by name only tells nobody when it works again
const FULL = 2; // large photos kept of each report
let list = null;
let acts = [];
let at = null;
let stuck = 0;
let wanted = new URLSearchParams(location.search);

start();

async function start() {
  localStorage.setItem("field-person", String(person));
  navigator.serviceWorker?.register(page.dataset.worker, { scope: page.dataset.page, type: "module" }).catch(() => {});
  await forgetOld();
  acts = await actsOf(person);
  await load();
  openFromAddress();
  await sendNow();
  if (navigator.geolocation) document.getElementById("from-here").hidden = false;
}

// --- the list ---
async function load() {
  const query = wanted.size ? `?${wanted}` : "";
  try {
    const answer = await fetch(page.dataset.list + query, { headers: { Accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403) askToSignIn();
    if (answer.status === 422) return say((await answer.json()).detail);
    if (!answer.ok) return draw();
    const isOld = keptAt(answer) > 0;
    document.getElementById("offline").hidden = !isOld;
    const copy = answer.clone();
    const told = await answer.json();
    if (told.person !== person) return askToSignIn(); // kept of somebody else, or a session that changed hands
    list = told;
    if (!isOld) await keep(person, page.dataset.list, copy);
    say("");
    draw();
    if (!isOld) keepAll();
  } catch {
    document.getElementById("offline").hidden = false;
    if (!list) say(texts.not_kept);
    draw();
  }
}

async function keepAll() {
  const shell = await fetch(SHELL).catch(() => null);
  if (shell?.ok && !shell.redirected) await keep(person, SHELL, shell);
  const thumbs = list.stops.flatMap((stop) => stop.photos.map((photo) => photo.thumb_url));
  const large = list.stops.flatMap((stop) => stop.photos.slice(0, FULL).map((photo) => photo.url));
  await keepPhotos(person, [...thumbs, ...large], [SHELL, page.dataset.list]);
  page.dataset.kept = "yes";
}

function draw() {
  if (list) show(list, acts, at);
  showActs(acts, { review, drop: letGo });
}

function say(words) {
  said.textContent = words;
  said.hidden = !words;
}

document.getElementById("from-here").addEventListener("click", async () => {
  say(texts.locating);
  at = await position();
  if (!at) return say(texts.no_position);
  wanted.delete("place");
  wanted.set("lat", at.lat.toFixed(5));
  wanted.set("lon", at.lon.toFixed(5));
  await load();
});

document.getElementById("from-place").addEventListener("submit", (event) => {
  event.preventDefault();
  wanted = new URLSearchParams([...new FormData(event.target)].filter(([, value]) => value));
  load();
});

// --- one report: its address is the list's with the code behind it, so that the way back is the telephone's own ---
addEventListener("hashchange", openFromAddress);
document.getElementById("sheet-close").addEventListener("click", () => leave());
document.getElementById("sheet").addEventListener("cancel", (event) => {
  event.preventDefault();
  leave();
});

function openFromAddress() {
  const code = location.hash.slice(1);
  const stop = list?.stops.find((one) => one.code === code);
  if (!stop) return closeSheet();
  if (!isOpen(code)) openSheet(stop, { list, acts, decide: (deed) => decided(stop, deed) });
}

function leave() {
  closeSheet();
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
}

async function decided(stop, deed) {
  try {
    await add(person, newAct({ ...deed, code: stop.code, version: stop.version, stop: { ...stop, text: "" } }));
  } catch {
    return false; // the telephone is full: what was typed stays where it is
  }
  await changed();
  if (deed.to === "resolved" || deed.to === "note") leave();
  else goOn(stop, acts);
  say(texts.kept);
  sendNow();
  return true;
}

// --- what waits ---
async function changed() {
  acts = await actsOf(person);
  draw();
}

async function sendNow() {
  if (!acts.length) return;
  const how = await send(person, async (act, answer) => {
    if (answer) takeOver(answer);
    await changed();
  });
  if (how === SIGNED_OUT || how === STRANGER) askToSignIn();
  const had = acts.length;
  await changed();
  const before = stuck;
  stuck = acts.filter((act) => act.problem).length;
  if (stuck > before) toggle(true); // what is new of it is shown; what was put away stays away
  if (!acts.length || acts.length < had) say(texts.sent);
}

// The list in hand follows what was done, should the network be away again before a new one comes.
function takeOver(answer) {
  const stop = list?.stops.find((one) => one.code === answer.code);
  if (stop) Object.assign(stop, { status: answer.status, version: answer.version });
  if (stop && answer.status === "resolved") stop.status_words = texts.status_resolved;
  if (list) keep(person, page.dataset.list, new Response(JSON.stringify(list), { headers: { "Content-Type": "application/json" } }));
}

async function review(act) {
  await load(); // how it stands now, where there is a network
  const stop = list?.stops.find((one) => one.code === act.code) ?? (await gone(act));
  openSheet(stop, { list, acts, act, problem: act.problem?.words ?? "", decide: (deed) => decidedAgain(act, stop, deed) });
}

// Return the report of an act that no list shows any more: as the server tells it, or as it was when the act was made.
async function gone(act) {
  const answer = await fetch(`/api/v1/staff/reports/${act.code}`).catch(() => null);
  if (!answer?.ok) return act.stop;
  const now = await answer.json();
  return { ...act.stop, status: now.status, version: now.version, ours: now.part === "charge", status_words: texts[`status_${now.status}`] ?? "" };
}

async function decidedAgain(act, stop, deed) {
  try {
    await put(person, { ...newAct({ ...deed, code: act.code, version: stop.version, stop: act.stop }), id: act.id });
  } catch {
    return false;
  }
  leave();
  await changed();
  sendNow();
  return true;
}

async function letGo(act) {
  await drop(person, act.id);
  await changed();
  sendNow();
}

function askToSignIn() {
  const link = document.createElement("a");
  link.href = `${page.dataset.login}?next=${encodeURIComponent(page.dataset.page)}`;
  link.textContent = texts.sign_in;
  const notice = document.getElementById("signed-out");
  notice.replaceChildren(texts.signed_out, " ", link);
  notice.hidden = false;
}

document.getElementById("send-now").addEventListener("click", sendNow);
addEventListener("online", async () => {
  await sendNow();
  await load();
});
addEventListener("offline", () => (document.getElementById("offline").hidden = false));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendNow());
setInterval(() => acts.some((act) => !act.problem) && sendNow(), AGAIN);
