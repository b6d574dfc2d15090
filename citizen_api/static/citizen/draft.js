// What was written is kept in the browser until it is sent: a closed tab, an empty battery, a lost network lose nothing.
// The key goes along, so that what is sent again is the same report.

import { forget, get, put } from "./draft_store.js";

const KEPT_MS = 7 * 24 * 3600 * 1000;
const PAUSE_MS = 300;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "place", "insisted", "act"]);
const SAYS_NOTHING = new Set(["key", "accuracy_m", "own_ward"]); // alone they are no draft
const form = document.getElementById("report-form");
const said = document.getElementById("draft");
let pause = 0;
let isOver = false;

export function keep() {
  clearTimeout(pause);
  pause = setTimeout(() => write().catch((failure) => console.warn(failure)), PAUSE_MS);
}

// Write the draft down now; `isWaiting`: its person has pressed Send.
export async function write({ isWaiting = false } = {}) {
  clearTimeout(pause);
  if (isOver) return;
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value && !NOT_KEPT.has(name)) (fields[name] ??= []).push(value);
  }
  const input = document.getElementById("photos-input");
  const photos = [...input.files].filter((file) => file.size);
  const uploaded = input.uploaded ?? []; // {file, token, until}: they go by their tokens, which stand in the fields
  const isEmpty = !photos.length && Object.keys(fields).every((name) => SAYS_NOTHING.has(name));
  await (isEmpty ? forget() : put({ fields, photos, uploaded, isWaiting, at: Date.now() }));
}

// Fill the form with what was kept; return whether Send had been pressed.
export async function restore({ photos, place, kinds }) {
  const kept = await get();
  if (!kept || Date.now() - kept.at > KEPT_MS) {
    await forget();
    return false;
  }
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
  said.hidden = false;
  document.getElementById("draft-clear").addEventListener("click", async () => {
    isOver = true;
    await forget();
    location.reload();
  });
  return kept.isWaiting;
}

function fill(fields, isMeant) {
  for (const [name, values] of Object.entries(fields).filter(([name]) => isMeant(name))) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0];
    }
  }
}
