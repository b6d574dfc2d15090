// One report on the whole screen: what was said, a photo of the result, one sentence, and the deed under the thumb.

import { ahead, far, fill, marks, texts } from "./field_list.js";
import { isSure } from "./field_outbox_view.js";
import { taken } from "./field_photo.js";

const FAR_M = 100;
const DRAFT = "field-draft-"; // words begun for a report outlive the page, should the camera push it out of memory
const begun = new Map(); // photos taken for a report and not sent on their way yet, by its code
const find = (id) => document.getElementById(id);
const sheet = find("sheet");
const note = find("note");
let shown = null; // {stop, list, act: the one that is looked at again, or null, decide}
let photo = null; // {photo, taken}
let photoAddress = "";

// Show a report; `decide({to, words, photo, taken})` is called for a deed and resolves to whether it is kept.
export function openSheet(stop, { list, acts, act = null, problem = "", decide }) {
  shown = { stop: ahead(stop, act ? acts.filter((one) => one.id < act.id) : acts), list, act, decide };
  note.value = act ? act.words : (sessionStorage.getItem(DRAFT + stop.code) ?? "");
  setPhoto(act ? act.photo && { photo: act.photo, taken: act.taken } : (begun.get(stop.code) ?? null));
  find("sheet-problem").textContent = problem;
  find("sheet-problem").hidden = !problem;
  describe(shown.stop);
  offerTemplates();
  offerDeeds();
  if (!sheet.open) sheet.showModal();
  sheet.querySelector(".sheet-body").scrollTop = 0;
}

// Show how the report stands after a deed that did not end the visit.
export function goOn(stop, acts) {
  shown.stop = ahead(stop, acts);
  shown.act = null;
  note.value = "";
  find("sheet-marks").replaceChildren(...marks(shown.stop));
  offerDeeds();
}

export function closeSheet() {
  if (sheet.open) sheet.close();
}

export function isOpen(code) {
  return sheet.open && shown?.stop.code === code;
}

function describe(stop) {
  find("sheet-kind").textContent = stop.category.name;
  find("sheet-place").textContent = `${stop.place} · ${stop.spoken.replace("-", "\u2011")}`; // a code is never broken
  find("sheet-marks").replaceChildren(...marks(stop));
  find("sheet-due").textContent = fill(texts.sent_due, { s: stop.created_words, d: stop.due_words });
  find("sheet-text").textContent = stop.text;
  find("sheet-text").hidden = !stop.text;
  find("sheet-way").href = `geo:${stop.lat},${stop.lon}?q=${stop.lat},${stop.lon}`;
  find("sheet-whole").href = stop.url;
  find("sheet-photos").replaceChildren(...stop.photos.map(picture));
}

function picture(one, index) {
  const made = document.createElement("li");
  const image = new Image();
  image.src = one.url;
  image.alt = one.is_after ? texts.after : fill(texts.before, { n: index + 1 });
  image.addEventListener("error", () => (image.src = one.thumb_url), { once: true }); // kept without its large one
  made.append(image);
  return made;
}

function offerTemplates() {
  const { list, stop } = shown;
  const fitting = list.templates.filter((one) => [null, stop.category.code].includes(one.category__code));
  const first = new Option(texts.no_template, "");
  find("template").replaceChildren(first, ...fitting.map((one) => new Option(one.name, one.body)));
  find("template").closest(".field").hidden = fitting.length === 0;
}

find("template").addEventListener("change", ({ target }) => {
  if (target.value) note.value = target.value;
  target.selectedIndex = 0;
});

function offerDeeds() {
  const { stop, list } = shown;
  const steps = stop.ours ? (list.steps[stop.status] ?? []) : [];
  const noting = { to: "note", kind: "noted", need: "words" };
  const deeds = stop.status === "resolved" && stop.waits ? [noting] : [noting, ...steps];
  find("deeds").replaceChildren(...deeds.map((step, place) => deedButton(step, place > 0 && place === deeds.length - 1)));
  find("after").hidden = !photo && !steps.length;
}

function deedButton(step, isFirst) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = isFirst ? "button button-primary deed-first" : "button";
  made.textContent = texts[step.kind];
  made.dataset.to = step.to;
  made.addEventListener("click", () => decide(step));
  return made;
}

async function decide(step) {
  const words = note.value.trim();
  const isAnswering = step.need === "result";
  const lacks = (isAnswering && !words && !photo && texts.need_result) || (step.need === "words" && !words && texts.need_note);
  say(lacks || "");
  if (lacks) return note.focus();
  if (shown.act && photo && !isAnswering && !(await isSure(texts.photo_goes))) return;
  for (const button of find("deeds").children) button.disabled = true;
  const along = isAnswering && photo ? photo : { photo: null, taken: {} };
  const { code } = shown.stop;
  const isKept = await shown.decide({ to: step.to, words, ...along });
  for (const button of find("deeds").children) button.disabled = false;
  if (!isKept) return say(texts.no_room);
  sessionStorage.removeItem(DRAFT + code);
  if (isAnswering) begun.delete(code);
}

function say(words) {
  find("note-error").textContent = words;
  find("note-error").hidden = !words;
}

note.addEventListener("input", () => shown.act || sessionStorage.setItem(DRAFT + shown.stop.code, note.value));

// --- the photo of the result ---
for (const id of ["camera", "gallery"]) {
  find(id).addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (!file) return;
    const { stop } = shown;
    const made = await taken(file, stop, { fromGallery: id === "gallery" });
    if (shown.stop.code === stop.code) setPhoto(made, { asks: true });
  });
}
find("far-yes").addEventListener("click", () => (find("far").hidden = true));
find("far-no").addEventListener("click", () => setPhoto(null));

function setPhoto(made, { asks = false } = {}) {
  photo = made;
  if (!shown.act && made) begun.set(shown.stop.code, made);
  if (!shown.act && !made) begun.delete(shown.stop.code);
  URL.revokeObjectURL(photoAddress);
  photoAddress = made ? URL.createObjectURL(made.photo) : "";
  const before = shown.stop.photos.find((one) => !one.is_after);
  find("compare").hidden = !made;
  find("compare-after").src = photoAddress;
  find("compare-before").closest("figure").hidden = !before;
  if (before) find("compare-before").src = before.thumb_url;
  const away = made?.taken.distance_m;
  find("taken").textContent = !made ? "" : away === undefined ? texts.where_unknown : fill(texts.near, { d: far(away) });
  find("far-words").textContent = away > FAR_M ? fill(texts.far, { d: far(away) }) : "";
  find("far").hidden = !(asks && away > FAR_M);
  if (asks) find(find("far").hidden ? "compare" : "far").scrollIntoView({ block: "nearest" });
}

find("sheet-form").addEventListener("submit", (event) => event.preventDefault());
