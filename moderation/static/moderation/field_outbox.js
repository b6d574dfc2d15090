// Acts wait here until the network is back, then go once and in order; what meets resistance stays, with its words.

import { acts, drop, put } from "./field_store.js";

export const SENT = "sent";
export const AWAY = "away"; // no network, or the server is busy: everything waits
export const SIGNED_OUT = "signed_out";
export const STRANGER = "stranger"; // somebody else is signed in here
const WHO = "/api/v1/staff/field/who";
const REPORTS = "/api/v1/staff/reports/";
const PHOTOS = "/api/v1/photos";
const MOST_UPLOADS = 3;
const LATER = [408, 425, 429];

// An act: code, to (a status, or "note"), words, photo (a Blob or null), taken, version, and what the report looked like.
export function newAct(fields) {
  return { ...fields, key: crypto.randomUUID(), token: "", uploads: 0, problem: null };
}

export async function add(person, act) {
  const id = await put(person, act);
  const registration = await navigator.serviceWorker?.getRegistration("/staff/field");
  await registration?.sync?.register("field-outbox").catch(() => {});
  return id;
}

// Send what waits; call `told(act, answer)` after each act that was done and `told(act)` after each that met resistance.
export async function send(person, told = () => {}) {
  const deed = () => sendAll(person, told);
  return navigator.locks ? navigator.locks.request(`field-${person}`, deed) : deed();
}

// For the service worker, which knows nobody: what waits of the person whose session this is.
export async function sendOfWhoeverIsHere() {
  const who = await whoIsHere();
  if (who.person) await send(who.person);
  if (who.trouble === AWAY) throw new Error(AWAY); // the browser calls again
}

async function sendAll(person, told) {
  if (!(await nextOf(person))) return SENT;
  const who = await whoIsHere();
  if (who.trouble) return who.trouble;
  if (who.person !== person) return STRANGER;
  for (let act = await nextOf(person); act; act = await nextOf(person)) {
    const trouble = await sendOne(person, act, who.csrf, told);
    if (trouble) return trouble;
  }
  return SENT;
}

// Return the first act that nothing stands before: a later act on a report waits behind one that has to be looked at.
async function nextOf(person) {
  const stuck = new Set();
  for (const act of await acts(person)) {
    if (act.problem) stuck.add(act.code);
    else if (!stuck.has(act.code)) return act;
  }
  return null;
}

async function sendOne(person, act, csrf, told) {
  try {
    if (act.photo && !act.token) {
      const answer = await upload(act.photo);
      if (!answer.ok) return await notDone(person, act, answer, told);
      act.token = (await answer.json()).token;
      act.uploads += 1;
      await put(person, act); // the same body again, should its answer be lost
    }
    const answer = await post(act, csrf);
    if (!answer.ok) return await notDone(person, act, answer, told);
    return await done(person, act, await answer.json(), told);
  } catch (fault) {
    if (fault instanceof TypeError) return AWAY; // what fetch says of a network that is away
    throw fault;
  }
}

async function done(person, act, answer, told) {
  await drop(person, act.id);
  if (act.to !== "note") {
    // Those behind it were made on top of it: they have seen what it made of the report.
    for (const later of await acts(person)) {
      if (later.code === act.code && !later.problem) await put(person, { ...later, version: answer.version });
    }
  }
  await told(act, answer);
  return "";
}

async function notDone(person, act, answer, told) {
  const said = await answer.json().catch(() => ({}));
  const code = said.errors?.[0]?.code ?? "";
  if (answer.status === 401) return SIGNED_OUT;
  if (answer.status === 403 && code !== "not_yours") return SIGNED_OUT; // a second factor, or an old page's token
  if (answer.status >= 500 || LATER.includes(answer.status) || code === "still_in_flight") return AWAY;
  if (code === "unknown_token" && act.uploads < MOST_UPLOADS) {
    await put(person, { ...act, token: "", key: crypto.randomUUID() }); // the photo's time was over: it goes again
    return "";
  }
  const problem = { status: answer.status, code, words: said.detail ?? "", changed: said.changed ?? [] };
  await put(person, { ...act, problem });
  await told(act);
  return "";
}

async function whoIsHere() {
  try {
    const answer = await fetch(WHO, { cache: "no-store" });
    if (answer.ok) return await answer.json();
    return { trouble: answer.status === 401 || answer.status === 403 ? SIGNED_OUT : AWAY };
  } catch {
    return { trouble: AWAY };
  }
}

function upload(photo) {
  const body = new FormData();
  body.append("photo", photo, "sau-xu-ly.jpg");
  return fetch(PHOTOS, { method: "POST", body });
}

function post(act, csrf) {
  const isNote = act.to === "note";
  const step = { to: act.to, note: act.words, version: act.version, ...(act.token && { photos: [act.token], ...act.taken }) };
  return fetch(`${REPORTS}${act.code}/${isNote ? "note" : "advance"}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, "Idempotency-Key": act.key },
    body: JSON.stringify(isNote ? { text: act.words } : step),
  });
}
