// The list of an outing: one stop after the other, as far as it is, and what waits to be sent of it.

import { metres } from "./field_photo.js";

export const texts = JSON.parse(document.getElementById("texts").textContent);
const template = document.getElementById("stop-template").content;
const stops = document.getElementById("stops");
const about = document.getElementById("about");
const ROUGHLY = 1.3; // streets are no straight lines

export function fill(text, { n = "", d = "", s = "" }) {
  return text.replace("%n", n).replace("%d", d).replace("%s", s);
}

export function far(length_m) {
  if (length_m < 1000) return fill(texts.metres, { n: Math.round(length_m / 10) * 10 || Math.round(length_m) });
  const shown = (length_m / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  return fill(texts.kilometres, { n: shown });
}

// Show the list with what `acts` will have made of it; `at` is where the telephone is, or null.
export function show(list, acts, at) {
  stops.replaceChildren(...list.stops.map((stop) => row(ahead(stop, acts), acts, at)));
  about.textContent = said(list);
}

// Return the stop as it will stand once what waits is sent.
export function ahead(stop, acts) {
  const mine = acts.filter((act) => act.code === stop.code);
  const last = mine.filter((act) => act.to !== "note" && !act.problem).at(-1);
  const status = last?.to ?? stop.status;
  return {
    ...stop,
    status,
    status_words: texts[`status_${status}`] ?? stop.status_words,
    waits: mine.length > 0,
    isStuck: mine.some((act) => act.problem),
  };
}

export function badge(kind, words) {
  const made = document.createElement("span");
  made.className = `badge badge-${kind}`;
  made.textContent = words;
  return made;
}

export function marks(stop) {
  const made = [];
  if (stop.isStuck) made.push(badge("late", texts.stuck));
  else if (stop.waits) made.push(badge("waiting", texts.waits));
  if (stop.status !== "received") made.push(badge(stop.status, stop.status_words));
  if (stop.left && stop.status !== "resolved") made.push(left(stop));
  return made;
}

// What is left was said when the list was made: what has run out since then says so.
function left(stop) {
  const isLate = stop.left.state !== "waiting" && new Date(stop.resolve_by) < new Date();
  return isLate && stop.left.state !== "late" ? badge("late", texts.late) : badge(stop.left.state, stop.left.words);
}

function row(stop, acts, at) {
  const made = template.cloneNode(true).firstElementChild;
  made.id = `s-${stop.code}`;
  made.classList.toggle("is-done", stop.status === "resolved");
  if (stop.photos.length) {
    const image = new Image();
    image.src = stop.photos[0].thumb_url;
    image.alt = "";
    made.querySelector(".stop-photo").replaceChildren(image);
  }
  const link = made.querySelector(".stop-link");
  link.textContent = stop.category.name;
  link.href = `#${stop.code}`;
  made.querySelector(".stop-place").textContent = stop.place;
  const away = at ? metres(at, stop) : stop.distance_m;
  const way = [fill(texts.leg, { d: far(stop.leg_m) }), away === null ? "" : fill(texts.away, { d: far(away) })];
  made.querySelector(".stop-way").textContent = way.filter(Boolean).join(" · ");
  made.querySelector(".stop-marks").replaceChildren(...marks(stop));
  return made;
}

function said(list) {
  if (!list.stops.length) return texts.nothing;
  const walked = fill(texts.walk, { n: list.stops.length, d: far(list.walk_m * ROUGHLY) });
  return [
    texts[list.whose],
    list.start && fill(texts.from, { s: list.start.words }),
    walked,
    list.total > list.stops.length && fill(texts.capped, { n: list.stops.length, s: list.total }),
    fill(texts.as_of, { s: list.as_of_words }),
  ]
    .filter(Boolean)
    .join(" ");
}
