// Entry for others, made fast: lists one types into, questions and doubles that come by themselves, Ctrl + Enter files.
// Everything works without it.

import { combobox } from "./entry_list.js";
import { fold, matches } from "./entry_words.js";

const form = document.getElementById("entry");
const select = document.getElementById("category");
const where = document.getElementById("where");
const field = (name) => form.elements.namedItem(name);
let asked = 0;
let map = null;

for (const part of document.querySelectorAll("[data-js]")) part.hidden = false;
(document.getElementById("held") ?? document.getElementById("faults"))?.focus();

// --- the kind: the list becomes a box one types into ---
const kinds = [...select.querySelectorAll("option[data-words]")].map((option) => ({
  value: option.value,
  label: option.textContent,
  hint: option.parentElement.label,
  words: option.dataset.words,
}));
const kind = document.createElement("input");
Object.assign(kind, { className: "input", type: "text", autocomplete: "off", placeholder: select.dataset.hint });
kind.value = select.value ? select.selectedOptions[0].textContent : "";
for (const name of ["aria-invalid", "aria-describedby"]) if (select.hasAttribute(name)) kind.setAttribute(name, select.getAttribute(name));
select.removeAttribute("id");
kind.id = "category";
select.hidden = true;
select.after(kind);
combobox(kind, {
  none: select.dataset.none,
  opensEmpty: true,
  find(typed) {
    const words = fold(typed).split(" ").filter(Boolean);
    return kinds.filter((one) => words.every((word) => matches(one.words, word)));
  },
  choose(one) {
    kind.value = one.label;
    select.value = one.value;
    fill("kind-part", form.dataset.kind, { category: one.value });
    look();
  },
  left() {
    // What is no kind is none: the box says what will be filed.
    const chosen = kinds.find((one) => one.value === select.value);
    if (!kind.value.trim()) select.value = "";
    else kind.value = chosen ? chosen.label : kind.value;
  },
});

// --- the place ---
combobox(where, {
  none: where.dataset.none,
  wait: 150,
  async find(typed) {
    if (typed.trim().length < 2) return [];
    const answer = await fetch(`${form.dataset.places}?${new URLSearchParams({ q: typed })}`);
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).results.map((one) => ({ value: one.value, label: one.name, hint: one.ward }));
  },
  choose(one) {
    const [at, name] = one.value.split("|");
    // The caller's words stay where they say more than the name.
    if (fold(name).includes(fold(where.value)) || !fold(where.value)) where.value = name;
    put(...at.split(",").map(Number), name);
    map?.put(Number(field("lat").value), Number(field("lon").value), 0);
  },
});

// Other words mean another place.
where.addEventListener("input", () => {
  if (fold(where.value).includes(fold(field("settled").value))) return;
  for (const name of ["lat", "lon", "picked", "settled"]) field(name).value = "";
  document.getElementById("place-part").replaceChildren();
});

function put(lat, lon, name) {
  field("lat").value = lat.toFixed(6);
  field("lon").value = lon.toFixed(6);
  field("picked").value = name;
  field("settled").value = name ? where.value : ""; // a tap on the map means what it hits, whatever the words
  document.getElementById("found")?.remove();
  document.getElementById("where-error")?.remove();
  look();
}

// What is at the place, and what is open there already.
function look() {
  const [lat, lon] = [field("lat").value, field("lon").value];
  if (lat && lon) fill("place-part", form.dataset.place, { category: select.value, lat, lon });
}

async function fill(id, address, query) {
  const part = document.getElementById(id);
  const mine = `${++asked}`;
  part.dataset.asked = mine;
  try {
    const answer = await fetch(`${address}?${new URLSearchParams(query)}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    if (part.dataset.asked !== mine) return;
    part.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  } catch (failure) {
    console.warn(failure); // what has to be known is asked for again when the form is sent
  }
}

document.getElementById("open-map").addEventListener("click", async ({ currentTarget: button }) => {
  const box = document.getElementById("map-box");
  box.hidden = !box.hidden;
  button.setAttribute("aria-expanded", String(!box.hidden));
  if (map || box.hidden) return;
  const { map: module, script, styles } = button.dataset;
  const { openMap } = await import(module);
  const [lat, lon] = [field("lat").value, field("lon").value];
  map = await openMap(document.getElementById("map"), {
    script,
    styles,
    wards: form.dataset.wards,
    streets: form.dataset.streets,
    at: lat && lon ? { lat: Number(lat), lon: Number(lon) } : null,
    onTap: (north, east) => put(north, east, ""),
  });
});

// --- the keys: Enter in a box files nothing, Ctrl + Enter does from everywhere ---
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit(document.getElementById("send"));
  } else if (event.target.matches("input:not([type=checkbox], [type=radio], [type=file])")) {
    event.preventDefault();
  }
});

let isSending = false;
form.addEventListener("submit", (event) => {
  if (isSending) {
    event.preventDefault(); // a second click; the key in the form would make it one report all the same
    return;
  }
  isSending = true;
  const send = document.getElementById("send");
  send.setAttribute("aria-busy", "true");
  send.querySelector("span").textContent = send.dataset.busy;
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
