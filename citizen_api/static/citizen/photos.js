// Photos: shown at once, made smaller before they travel, sent ahead one by one, taken out again with one tap.

import { get } from "./draft_store.js";
import { offer, placeIn } from "./photo_place.js";
import { begin, drop, next, stop } from "./photo_upload.js";
import { tile } from "./photo_tile.js";

const LONGEST_PX = 1600;
const MOST_BYTES = 400_000;
const QUALITIES = [0.82, 0.72, 0.62, 0.5, 0.4];
const STILL_GOOD_MS = 600_000; // a token that ends sooner is no longer relied on
const SURELY_KEPT_MS = 20 * 3600_000; // what the server has just kept is there for 24 hours
const input = document.getElementById("photos-input");
const list = document.getElementById("new-photos");
const said = document.getElementById("photos-said");
const most = Number(input.dataset.most);
// {file, url, tile, place, state, share, token, until, words}; state: waiting, going, up or refused
let held = [];

begin({ address: input.dataset.upload, photos: () => held, told });
input.form.addEventListener("submit", stop);
for (const change of ["online", "offline"]) addEventListener(change, () => held.forEach((photo) => photo.tile.say()));

export async function chosen() {
  const fresh = [...input.files];
  put(); // until they are ready, the form holds what it held
  said.textContent = input.dataset.working;
  const room = Math.max(0, most - keptBefore() - held.filter((one) => one.state !== "refused").length);
  for (const file of fresh.slice(0, room)) {
    const place = await placeIn(file);
    hold(await shrunk(file, place !== null), { place });
    show();
  }
  said.textContent = fresh.length > room ? input.dataset.tooMany : "";
}

// Put back what was kept.
export function restore({ photos, uploaded = [] }) {
  for (const { file, token, until } of uploaded) {
    hold(file, Date.parse(until) - Date.now() > STILL_GOOD_MS ? { state: "up", token, until } : {});
  }
  for (const file of photos) hold(file);
  show();
}

// The server has answered with the form again and has kept the photos: they are those of the draft, and stay in it.
export async function adopt() {
  const kept = await get();
  if (kept?.fields.key?.[0] !== input.form.elements.namedItem("key").value) return;
  const tokens = new Set([...document.querySelectorAll("#kept-photos input")].map((tick) => tick.value));
  for (const { file, token, until } of kept.uploaded ?? []) hold(file, tokens.delete(token) ? { state: "up", token, until } : {});
  const rest = tokens.size === kept.photos.length ? [...tokens] : []; // in the order in which they were sent
  const until = new Date(Date.now() + SURELY_KEPT_MS).toISOString();
  kept.photos.forEach((file, i) => hold(file, rest.length ? { state: "up", token: rest[i], until } : {}));
  document.getElementById("kept-photos")?.remove();
  show({ isError: true });
}

function hold(file, more = {}) {
  const photo = { file, url: URL.createObjectURL(file), place: null, state: "waiting", share: 0, token: "", words: "", ...more };
  photo.tile = tile(photo, { words: input.dataset, remove });
  held.push(photo);
}

function remove(photo) {
  URL.revokeObjectURL(photo.url);
  held = held.filter((one) => one !== photo);
  drop(photo);
  show();
  input.focus();
}

function show({ isError = false } = {}) {
  list.hidden = held.length === 0;
  list.replaceChildren(...held.map((photo) => photo.tile.element));
  held.forEach((photo, i) => photo.tile.number(i + 1));
  if (!isError) document.getElementById("photos-error")?.remove();
  offer(held);
  next();
  changed();
}

function told(photo) {
  photo.tile.say();
  if (photo.state === "refused") document.getElementById("photos-news").textContent = photo.words || input.dataset.refused;
  if (photo.state === "up" || photo.state === "refused") changed();
}

// The form holds the files that are not up; the names of the others stand in their tiles.
function changed() {
  put();
  input.uploaded = held.filter((one) => one.state === "up").map(({ file, token, until }) => ({ file, token, until }));
  const askedWhy = document.getElementById("no-photo");
  if (askedWhy) askedWhy.hidden = input.files.length + input.uploaded.length + keptBefore() > 0;
  input.form.dispatchEvent(new Event("photos"));
}

function put() {
  const transfer = new DataTransfer();
  for (const photo of held) if (photo.state === "waiting" || photo.state === "going") transfer.items.add(photo.file);
  input.files = transfer.files;
}

function keptBefore() {
  return document.querySelectorAll("#kept-photos input:checked").length;
}

// Return the photo with its longer side at most 1600 px, in about 400 kB, and never with a place inside; the file as it
// is where the browser cannot read it (HEIC) or it is small enough.
async function shrunk(file, hasPlace) {
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_PX / Math.max(image.width, image.height));
    if (scale === 1 && file.size <= MOST_BYTES && !hasPlace) return await copied(file);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob = await light(canvas);
    if (!blob || (blob.size >= file.size && !hasPlace)) return await copied(file);
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return await copied(file);
  }
}

// What is kept must not hang on a file that its person may delete or change before it is sent.
async function copied(file) {
  return new File([await file.arrayBuffer()], file.name, { type: file.type });
}

async function light(canvas) {
  let blob = null;
  for (const quality of QUALITIES) {
    blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (!blob || blob.size <= MOST_BYTES) break;
  }
  return blob;
}
