// The place: by GPS, by a tap on the map, by its name. Whatever way, it is said back in words.

const form = document.getElementById("report-form");
const said = document.getElementById("said");
const found = document.getElementById("found");
const field = (name) => form.elements.namedItem(name);
let map = null;
let asked = 0;

export function locate() {
  const button = document.getElementById("locate");
  button.setAttribute("aria-busy", "true");
  const done = () => button.removeAttribute("aria-busy");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      done();
      taken(coords.latitude, coords.longitude, coords.accuracy);
    },
    (failure) => {
      done();
      say(paragraph(failure.code === failure.PERMISSION_DENIED ? button.dataset.denied : button.dataset.failed, "field-error"));
    },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
  );
}

export async function openMap() {
  const button = document.getElementById("open-map");
  const box = document.getElementById("map-box");
  if (map) {
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    return;
  }
  box.hidden = false;
  button.setAttribute("aria-busy", "true");
  try {
    const { openMap: draw } = await import(button.dataset.map);
    map = await draw(document.getElementById("map"), {
      script: button.dataset.script,
      styles: button.dataset.styles,
      wards: form.dataset.wardsUrl,
      streets: form.dataset.streetsUrl,
      at: current(),
      accuracy: Number(field("accuracy_m").value) || 0,
      onTap: (lat, lon) => choose(lat, lon, null),
    });
    button.setAttribute("aria-expanded", "true");
  } catch (failure) {
    console.warn(failure);
    box.hidden = true;
    say(paragraph(button.dataset.failed, "field-error"));
  }
  button.removeAttribute("aria-busy");
}

export async function find() {
  const words = field("query").value.trim();
  if (!words) return field("query").focus();
  found.replaceChildren(paragraph(said.dataset.looking, "hint"));
  let results;
  try {
    const answer = await fetch(`${form.dataset.namedUrl}?q=${encodeURIComponent(words)}`);
    const heard = await answer.json();
    if (!answer.ok) return found.replaceChildren(paragraph(heard.detail, "field-error"));
    results = heard.results;
  } catch {
    found.replaceChildren(paragraph(found.dataset.failed, "field-error"));
    return;
  }
  if (results.length === 0) {
    found.replaceChildren(paragraph(found.dataset.none, "field-error"));
    return;
  }
  found.replaceChildren(paragraph(found.dataset.many, "label"), ...results.map(choice));
}

function choice(result) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "choice";
  const text = document.createElement("span");
  text.append(span(result.name, "choice-name"), span(result.ward, "choice-hint"));
  button.append(text);
  button.addEventListener("click", () => {
    const [lat, lon] = result.value.split(",").map(Number);
    found.replaceChildren();
    taken(lat, lon, null);
  });
  return button;
}

// The place "lat,lon" that was offered and tapped.
export function take(words) {
  const [lat, lon] = words.split(",").map(Number);
  return taken(lat, lon, null);
}

// The pin is in the form already: say it back.
export function restore() {
  const accuracy = field("accuracy_m").value;
  return choose(Number(field("lat").value), Number(field("lon").value), accuracy ? Number(accuracy) : null);
}

// Chosen by a tap outside the map.
async function taken(lat, lon, accuracy) {
  await choose(lat, lon, accuracy);
  document.getElementById("place").scrollIntoView({ block: "start" }); // the words first; the next part looks out below
}

// Put the place into the form, on the map if it is open, and into words.
async function choose(lat, lon, accuracy) {
  for (const tick of form.querySelectorAll("input[name=place]")) tick.checked = false;
  field("lat").value = lat.toFixed(6);
  field("lon").value = lon.toFixed(6);
  field("accuracy_m").value = accuracy === null ? "" : Math.round(accuracy);
  document.getElementById("place-error")?.remove();
  if (map) map.put(lat, lon, accuracy ?? 0);
  say(paragraph(said.dataset.looking, "hint"));
  form.dispatchEvent(new Event("placed"));
  const mine = ++asked;
  try {
    const answer = await fetch(`${form.dataset.placeUrl}?at=${lat.toFixed(6)},${lon.toFixed(6)}`);
    const words = await answer.json();
    if (mine !== asked) return;
    if (answer.ok) tell(words, accuracy);
    else say(paragraph(words.detail, "field-error"));
  } catch {
    if (mine === asked) say(paragraph(said.dataset.offline, "hint"));
  }
}

function tell(words, accuracy) {
  const parts = [paragraph(words.said, "strong")];
  if (accuracy >= 1) parts.push(paragraph(said.dataset.accuracy.replace("%s", Math.round(accuracy)), "hint"));
  if (words.warning) parts.push(paragraph(words.warning, "hint"));
  if (words.neighbours.length) parts.push(neighbours(words));
  say(...parts);
}

function neighbours(words) {
  const box = document.createElement("fieldset");
  box.className = "stack stack-small";
  const legend = document.createElement("legend");
  legend.className = "hint";
  legend.textContent = said.dataset.near;
  const row = document.createElement("div");
  row.className = "row";
  row.append(ward("", words.ward.name, true), ...words.neighbours.map((one) => ward(one.code, one.name, false)));
  box.append(legend, row);
  return box;
}

function ward(code, name, isChosen) {
  const label = document.createElement("label");
  label.className = "choice";
  const radio = document.createElement("input");
  Object.assign(radio, { type: "radio", name: "own_ward", value: code, checked: isChosen });
  label.append(radio, span(name, ""));
  return label;
}

function current() {
  const [lat, lon] = [field("lat").value, field("lon").value];
  return lat && lon ? { lat: Number(lat), lon: Number(lon) } : null;
}

function say(...parts) {
  said.hidden = false;
  said.replaceChildren(...parts);
}

function paragraph(text, className) {
  const line = document.createElement("p");
  line.className = className;
  line.textContent = text;
  return line;
}

function span(text, className) {
  const part = document.createElement("span");
  part.className = className;
  part.textContent = text;
  return part;
}
