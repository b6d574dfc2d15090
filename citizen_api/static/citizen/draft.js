// What was written is kept in the browser until it is sent: a closed tab, an empty battery, a lost network lose nothing.
// The key goes along, so that what is sent again is the same report.

import { forget, get, put } from "./draft_store.js";

const KEPT_MS = 7 * 24 * 3600 * 1000;
const PAUSE_MS = 300;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "photo_tokens", "place", "insisted", "act", "subject"]);
const form = document.getElementById("report-form");
const BY_POSTER = form.elements.namedItem("poster") ? ["poster", "lat", "lon", "address", "category"] : [];
const SAYS_NOTHING = new Set(["key", "opened", "accuracy_m", "own_ward", ...BY_POSTER]); // alone they are no draft
const said = document.getElementById("draft");
let pause = 0;
let isOver = false;

export function keep() {
  clearTimeout(pause);
  pause = setTimeout(write, PAUSE_MS);
}

// Write the draft down now; `isAgain`: it had left the form, and came back.
export async function write({ isAgain = false } = {}) {
  clearTimeout(pause);
  if (isAgain) isOver = false;
  if (isOver) return;
  try {
    await writeDown();
  } catch (failure) {
    console.warn(failure); // no room, or a private window
    document.getElementById("unkept").hidden = false;
  }
}

// It leaves the form: from now on nothing is written down.
export async function end() {
  clearTimeout(pause);
  isOver = true;
  await forget();
}

async function writeDown() {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value && !NOT_KEPT.has(name)) (fields[name] ??= []).push(value);
  }
  const input = document.getElementById("photos-input");
  const photos = [...input.files].filter((file) => file.size);
  const uploaded = input.uploaded ?? []; // {file, token, until}: they go by their tokens
  const isEmpty = !photos.length && !uploaded.length && Object.keys(fields).every((name) => SAYS_NOTHING.has(name));
  await (isEmpty ? forget() : put({ fields, photos, uploaded, at: Date.now() }));
}

// Fill the form with what was kept, unless `isOnItsWay` says that it has left already.
export async function restore({ photos, place, kinds, isOnItsWay }) {
  const kept = await get();
  if (!kept || Date.now() - kept.at > KEPT_MS || (await isOnItsWay(kept.fields.key?.[0]))) return forget();
  const { fields } = kept;
  fill(fields, (name) => !name.startsWith("answers."));
  form.elements.namedItem("text").dispatchEvent(new Event("input"));
  if (kept.photos.length || kept.uploaded?.length) await photos((part) => part.restore(kept));
  if (fields.lat) await place((part) => part.restore());
  if (fields.own_ward) fill(fields, (name) => name === "own_ward");
  if (fields.category) {
    await kinds((part) => part.chosen(true));
    fill(fields, (name) => name.startsWith("answers.") || name === "no_photo_reason");
  }
  if (fields.contact_name || fields.contact_phone || fields.contact_email) document.getElementById("contact").open = true;
  const problem = document.getElementById("draft-problem");
  problem.textContent = kept.problem ?? "";
  problem.hidden = !kept.problem;
  said.hidden = false;
  document.getElementById("draft-clear").addEventListener("click", async () => {
    await end();
    location.reload();
  });
}

function fill(fields, isMeant) {
  for (const [name, values] of Object.entries(fields).filter(([name]) => isMeant(name))) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0];
    }
  }
}
