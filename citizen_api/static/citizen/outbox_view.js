// The outbox, for everybody to see: what waits, what has to be looked at again, what was sent from here and where it is.

import "./outbox_store.js";
import "./outbox_send.js";
import * as draft from "./draft_store.js";

const AGAIN = 30000; // ms: a network that is there by name only tells nobody when it works again
const { outboxStore: store, outboxSend: sender } = self;
const find = (id) => document.getElementById(id);
const box = find("outbox");
const said = find("outbox-said");
let isAwake = false;

// Show the box, and send what can go; `isJustKept`: the last one was laid there a moment ago.
export async function show({ isJustKept = false } = {}) {
  say(isJustKept ? "kept" : "waits");
  await draw();
  if (isJustKept && !box.hidden) box.focus();
  if (!isAwake) wake();
  await sendNow();
}

function wake() {
  isAwake = true;
  find("outbox-now").addEventListener("click", async () => {
    say("sending");
    say((await sendNow()) ? "waits" : "failed");
    await draw();
  });
  addEventListener("online", sendNow);
  document.addEventListener("visibilitychange", () => document.hidden || sendNow());
  setInterval(sendNow, AGAIN);
  if (self.BroadcastChannel) new BroadcastChannel("report-outbox").addEventListener("message", draw);
}

async function sendNow() {
  const waiting = await store.waiting();
  if (waiting.every((item) => item.problem)) return true;
  const isAllGone = await sender.sendAll();
  await draw();
  return isAllGone;
}

async function draw() {
  const [waiting, sent] = await Promise.all([store.waiting(), store.sent()]);
  if (!waiting.length && !sent.length) localStorage.removeItem("outbox");
  const fresh = sent.filter((one) => one.isNew);
  const old = sent.filter((one) => !one.isNew).reverse();
  box.hidden = !waiting.length && !sent.length;
  find("outbox-waiting").hidden = !waiting.length;
  find("outbox-title").textContent = title(waiting);
  find("outbox-items").replaceChildren(...waiting.map(waits));
  const isStuck = waiting.every((item) => item.problem);
  find("outbox-now").hidden = isStuck;
  if (isStuck) said.textContent = ""; // nothing here goes by itself
  find("outbox-new").hidden = !fresh.length;
  find("outbox-new").querySelector("ul").replaceChildren(...fresh.map(done));
  find("outbox-sent").hidden = !old.length;
  find("outbox-count").textContent = old.length;
  find("outbox-sent").querySelector("ul").replaceChildren(...old.map(done));
}

function title(waiting) {
  const { one, many, stuckOne, stuckMany } = find("outbox-title").dataset;
  const stuck = waiting.filter((item) => item.problem).length;
  const counted = (n, single, several) => (n === 0 ? "" : n === 1 ? single : several.replace("%n", n));
  return [counted(stuck, stuckOne, stuckMany), counted(waiting.length - stuck, one, many)].filter(Boolean).join(", ");
}

function say(what) {
  said.textContent = said.dataset[what];
}

// Return a copy of a template and a way to its parts.
function made(name) {
  const item = find(name).content.cloneNode(true).firstElementChild;
  return [item, (part) => item.querySelector(`[data-part=${part}]`)];
}

function moment(at) {
  const { lang } = document.documentElement;
  const shown = { day: "numeric", month: "numeric", hour: "2-digit", minute: "2-digit" };
  return new Date(at).toLocaleString(lang === "en" ? "en-GB" : lang, shown); // the day first, in both
}

function waits(one) {
  const [item, part] = made("outbox-item");
  item.dataset.key = one.key;
  part("kind").textContent = one.kind || part("kind").dataset.none;
  part("at").textContent = moment(one.at);
  part("words").textContent = one.words;
  part("drop").addEventListener("click", () => letGo(part("drop").dataset.sure, () => store.drop(one.key)));
  if (one.problem) {
    part("problem").textContent = one.problem.words || part("problem").dataset.default;
    part("problem").hidden = part("review").hidden = false;
    part("review").addEventListener("click", () => review(one));
  }
  return item;
}

function done(one) {
  const [item, part] = made("outbox-done");
  part("code").textContent = one.spoken;
  part("code").href = one.url;
  part("kind").textContent = one.kind;
  part("at").textContent = moment(one.at);
  part("new").hidden = part("seen").hidden = !one.isNew;
  part("forget").hidden = one.isNew;
  part("seen").addEventListener("click", () => store.seen(one.key).then(draw));
  part("forget").addEventListener("click", () => letGo(part("forget").dataset.sure, () => store.forget(one.key)));
  return item;
}

async function letGo(words, deed) {
  if (!confirm(words)) return;
  await deed();
  await draw();
  box.focus();
}

// Put it back into the form. The form has room for one: what is being written there is not pushed out.
async function review(one) {
  if (await draft.get(draft.OPEN_FORM)) return say("notFree");
  const fields = {};
  for (const [name, value] of one.entries) {
    if (typeof value === "string" && value && !["act", "insisted", "photo_tokens", "place"].includes(name)) (fields[name] ??= []).push(value);
  }
  fields.key = [one.key]; // one report was filed under it already: the form says which, and asks before it files another
  const sentAhead = one.spare.map(({ file }) => file);
  const photos = [...sentAhead, ...one.entries.map(([, value]) => value).filter((value) => typeof value !== "string")];
  await draft.put({ fields, photos, at: Date.now(), problem: one.problem.words }, draft.OPEN_FORM);
  await store.drop(one.key);
  location.replace(document.getElementById("report-form").action);
  return undefined;
}
