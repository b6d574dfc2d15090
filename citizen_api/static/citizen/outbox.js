// Send was pressed: what stands in the form is laid into the outbox first, and goes from there, now or later.

import "./outbox_store.js";
import "./outbox_send.js";
import { end, write } from "./draft.js";

const SIGN = "outbox"; // in localStorage: there is something to show
const JUST_KEPT = "outbox-kept"; // in sessionStorage: it was laid there by this very tab
const HERS = new Set(["csrfmiddlewaretoken", "query"]); // of the page, not of the report
const form = document.getElementById("report-form");
const { outboxStore: store, outboxSend: sender } = self;

// Return "gone" where another page is on its way, "refused" where the form itself has to say what is wrong, null where
// nothing can be kept here.
export async function send(submitter) {
  const item = written(submitter);
  try {
    localStorage.setItem(SIGN, "1");
    await store.put(item);
  } catch (failure) {
    console.warn(failure); // no room, or a private window
    return null;
  }
  await end();
  const going = sender.sendOne(item.key);
  askTheWorker(); // in line behind this page, should it be closed meanwhile
  const { how, said } = await going;
  if (how === sender.SENT) return arrived(item.key, said);
  if (how === sender.REFUSED && said.csrf) return backIntoTheForm(item.key, said.csrf);
  startAnew();
  return "gone";
}

// Whether the report of this key has left the form already: a telephone that went out in between may hold it twice.
export async function isOnItsWay(key) {
  return Boolean((await store.waitingOne(key)) ?? (await store.sentOne(key)));
}

function written(submitter) {
  const entries = [...new FormData(form)].filter(([name, value]) => !HERS.has(name) && (typeof value === "string" || value.size));
  if (submitter?.name) entries.push([submitter.name, submitter.value]);
  const kind = form.querySelector("input[name=category]:checked")?.closest("label").querySelector(".choice-name").textContent ?? "";
  const spare = (document.getElementById("photos-input").uploaded ?? []).map(({ file, token }) => ({ file, token }));
  const words = form.elements.namedItem("text").value.slice(0, 200);
  return { key: form.elements.namedItem("key").value, at: Date.now(), entries, spare, kind, words, problem: null };
}

async function askTheWorker() {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register("report-outbox").catch(() => {}); // where it may not, the next opening sends
}

async function arrived(key, said) {
  if (!said) startAnew(); // let go in another tab
  else {
    await store.seen(key);
    location.assign(said.url);
  }
  return "gone";
}

async function backIntoTheForm(key, csrf) {
  await write({ isAgain: true });
  await store.drop(key);
  form.elements.namedItem("csrfmiddlewaretoken").value = csrf;
  return "refused";
}

// Show what lies in the outbox; try to send it.
export async function show() {
  const view = await import("./outbox_view.js");
  await view.show({ isJustKept: Boolean(sessionStorage.getItem(JUST_KEPT)) });
  sessionStorage.removeItem(JUST_KEPT);
}

// A new form for the next report, with the outbox above it; where no worker serves it, it comes with the network.
function startAnew() {
  sessionStorage.setItem(JUST_KEPT, "1");
  if (navigator.serviceWorker?.controller) return location.replace(form.action);
  form.hidden = true;
  show();
  return addEventListener("online", () => sender.sendAll().then(() => location.replace(form.action)), { once: true });
}
