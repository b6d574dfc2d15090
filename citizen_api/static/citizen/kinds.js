// The kinds: a search without marks over names and everyday words, and the questions of the one that is tapped.

const form = document.getElementById("report-form");
const search = document.getElementById("kind-search");
const said = document.getElementById("kind-said");
const part = document.getElementById("kind-part");
const shelves = [...document.querySelectorAll(".shelf")];
const opened = new Map(shelves.map((shelf) => [shelf, shelf.open]));
let asked = 0;

export function filter() {
  const words = fold(search.value).split(" ").filter(Boolean);
  let hits = 0;
  for (const shelf of shelves) {
    let here = 0;
    for (const card of shelf.querySelectorAll("[data-search]")) {
      const isHit = words.every((word) => matches(card.dataset.search, word));
      card.hidden = !isHit;
      here += isHit;
    }
    shelf.hidden = here === 0;
    shelf.open = words.length ? here > 0 : opened.get(shelf);
    hits += here;
  }
  said.textContent = hits ? "" : said.dataset.none;
  if (!hits) showOther();
}

// Nothing fits: "Việc khác" is always there.
function showOther() {
  const card = form.querySelector("input[name=category][value=other]")?.closest("label");
  if (!card) return;
  card.hidden = false;
  const shelf = card.closest(".shelf");
  shelf.hidden = false;
  shelf.open = true;
}

export async function chosen(isByFinger) {
  const code = form.elements.namedItem("category").value;
  if (!code) return;
  document.getElementById("kind-error")?.remove();
  if (isByFinger) putAway();
  const mine = ++asked;
  try {
    const answer = await fetch(form.dataset.kindUrl.replace("CODE", code));
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    if (mine !== asked) return;
    part.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    const askedWhy = document.getElementById("no-photo");
    if (askedWhy) askedWhy.hidden = hasPhotos();
    if (isByFinger) part.querySelector(".emergency:not([hidden])")?.scrollIntoView({ block: "start" }); // the number first
  } catch (failure) {
    console.warn(failure); // the form asks again after sending what has to be asked
    if (mine === asked) part.replaceChildren();
  }
}

// Close the long lists over the questions; the name of what was chosen stays in the line that opens them again.
function putAway() {
  search.value = "";
  filter();
  for (const shelf of shelves) {
    const name = shelf.querySelector("input:checked")?.closest("label").querySelector(".choice-name").textContent ?? "";
    shelf.querySelector(".shelf-chosen").textContent = name;
    shelf.open = false;
    opened.set(shelf, false);
  }
  document.getElementById("kind").scrollIntoView({ block: "start" });
}

function hasPhotos() {
  return document.getElementById("photos-input").files.length > 0 || form.querySelector("[name=photo_tokens]:is(:checked, [type=hidden])") !== null;
}

// The same folding as on the server: lower case, đ to d, no marks, anything else a blank.
function fold(words) {
  return words
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("đ", "d")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^0-9a-z]+/g, " ")
    .trim();
}

function matches(text, word) {
  return text.startsWith(word) || text.includes(` ${word}`);
}
