// The page of one report: its map when it comes into sight, its photos large, a word when a colleague changed it.

import { listen } from "./live.js";
import "./viewer.js";

const work = document.getElementById("work");
const place = document.getElementById("map");

document.getElementById("refused")?.focus();

// What can be taken back shows for as long as it can.
const undo = document.getElementById("undo");
if (undo) setTimeout(() => undo.remove(), Math.max(0, Date.parse(undo.dataset.until) - Date.now()));

listen({
  seq: Number(work.dataset.seq),
  told(message) {
    if (message.code === work.dataset.code || message.event === "reload") document.getElementById("moved-on").hidden = false;
  },
  changed() {},
});

new IntersectionObserver(async (entries, observer) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  observer.disconnect();
  const { openMap } = await import(place.dataset.module);
  const { lat, lon, accuracy, script, styles, wards, streets } = place.dataset;
  const onTap = (toLat, toLon) => {
    const form = document.getElementById("act-place");
    if (!form?.open) return;
    form.querySelector("[name=lat]").value = toLat.toFixed(6);
    form.querySelector("[name=lon]").value = toLon.toFixed(6);
  };
  await openMap(place, { onTap, at: { lat: Number(lat), lon: Number(lon) }, accuracy: Number(accuracy), script, styles, wards, streets });
}).observe(place);

// A ready answer fills the words; what somebody wrote by hand stays, before it.
for (const select of document.querySelectorAll("select.ready")) {
  const note = document.getElementById(select.dataset.note);
  let filled = "";
  select.addEventListener("change", () => {
    const words = select.selectedOptions[0].dataset.words ?? "";
    const isOwn = note.value.trim() && note.value !== filled;
    note.value = isOwn && words ? `${note.value.trim()}\n${words}` : isOwn ? note.value : words;
    filled = isOwn ? filled : words;
    note.focus();
  });
}

// A colleague's name goes into the note with a click.
const colleagues = document.getElementById("colleagues");
for (const button of colleagues?.querySelectorAll("button") ?? []) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const note = document.getElementById(colleagues.dataset.into);
    note.value = `${note.value.trimEnd()} ${button.value} `.trimStart();
    note.focus();
  });
}

// The letter as it would leave, below the form; photos do not travel for that.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.preview");
  if (!button) return;
  event.preventDefault();
  const form = button.form;
  const part = form.querySelector(".preview-part");
  const sent = new FormData(form);
  sent.delete("photos");
  try {
    const answer = await fetch(button.formAction, { method: "POST", body: sent, headers: { "HX-Request": "true" } });
    const text = await answer.text();
    part.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  } catch (failure) {
    console.warn(failure); // without a network there is nothing to show
  }
});

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-busy", "true");
  });
}

// Who else has this report open, and who is writing: a beat every few seconds while the page is in sight.
const others = document.getElementById("others");
const WRITES_FOR = 12000; // ms after the last letter
let wroteAt = -Infinity;
let nextBeat = null;

document.addEventListener("input", ({ target }) => {
  if (!target.closest("#work")) return;
  const isFirst = performance.now() - wroteAt > WRITES_FOR;
  wroteAt = performance.now();
  if (isFirst) beat();
});
document.addEventListener("visibilitychange", () => (document.hidden ? bye() : beat()));
addEventListener("pagehide", bye);
beat();

function said(fields) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return body;
}

async function beat() {
  clearTimeout(nextBeat);
  if (document.hidden) return;
  let pause = 5;
  try {
    const writing = performance.now() - wroteAt < WRITES_FOR ? "1" : "";
    const headers = writing ? {} : { "X-Background": "1" }; // who only leaves the page open does not use it
    const answer = await fetch(others.dataset.here, { method: "POST", body: said({ writing }), headers, redirect: "error" });
    if (!answer.ok) return; // given away, or signed out: the page says so itself
    const told = await answer.json();
    pause = told.beat_s;
    const words = told.others.join(" · ");
    if (others.querySelector("span").textContent !== words) others.querySelector("span").textContent = words;
    others.hidden = !words;
  } catch {
    pause = 15; // no network: nobody can be seen
  }
  clearTimeout(nextBeat);
  nextBeat = setTimeout(beat, pause * 1000);
}

function bye() {
  clearTimeout(nextBeat);
  navigator.sendBeacon(others.dataset.here, said({ bye: "1" }));
}
