// Which kind of matter the written sentence is about: the everyday words of the kinds, looked for in it. What fits best is
// offered, three at most; nothing is ever chosen for anybody.

const MOST = 3;
const LEAST_SHARE = 0.4; // of the best one's points
// Without marks these syllables are other, very frequent words (có, cho, tôi, ở, bỏ, dân, họ, tầng).
const COMMON = new Set(["bo", "cat", "cho", "co", "dan", "ho", "khac", "on", "phan", "son", "tang", "toi", "ung"]);
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const form = document.getElementById("report-form");
const box = document.getElementById("suggested");
const list = document.getElementById("suggested-list");
const said = document.getElementById("suggested-said");
let shown = "";

export function look() {
  const chosen = form.elements.namedItem("category").value;
  const codes = fitting(form.elements.namedItem("text").value);
  const offered = codes[0] === chosen ? [] : codes.filter((code) => code !== chosen).slice(0, MOST);
  if (offered.join() === shown) return;
  shown = offered.join();
  list.replaceChildren(...offered.map(button));
  box.hidden = offered.length === 0;
  said.textContent = offered.length ? said.dataset.words : "";
}

// Return the codes of the kinds that fit `sentence`, the best first.
export function fitting(sentence) {
  const hasMarks = /[^\x00-\x7f]/.test(sentence);
  const key = hasMarks ? marked : bare;
  const text = ` ${key(sentence)} `;
  const points = cards()
    .map(({ code, name, cues }) => ({ code, points: score(text, cues.map(key), pairs(key(name)), hasMarks) }))
    .filter((one) => one.points > 0)
    .sort((a, b) => b.points - a.points);
  return points.filter((one) => one.points >= points[0].points * LEAST_SHARE).map((one) => one.code);
}

// A cue counts by the square of its syllables, so that "vỉa hè vỡ" is more than "vỉa hè"; two words of the name that
// stand together count a little.
function score(text, cues, names, hasMarks) {
  let points = 0;
  for (const cue of cues) {
    const isClear = hasMarks || cue.includes(" ") || !COMMON.has(cue);
    if (isClear && text.includes(` ${cue} `)) points += cue.split(" ").length ** 2;
  }
  if (points) points += names.filter((pair) => text.includes(` ${pair} `)).length / 2;
  return points;
}

function pairs(name) {
  const words = name.split(" ");
  return words.slice(1).map((word, i) => `${words[i]} ${word}`);
}

function cards() {
  return [...form.querySelectorAll("[data-cues]")].map((card) => ({
    code: card.querySelector("input").value,
    name: card.querySelector(".choice-name").textContent,
    cues: card.dataset.cues.split("|").filter(Boolean),
  }));
}

// Lower case with marks; the tone at the end of its syllable, wherever it was put (hoà, hòa).
function marked(words) {
  return words
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim()
    .split(" ")
    .map((word) => word.replace(TONES, "") + (word.match(TONES) ?? []).join(""))
    .join(" ");
}

function bare(words) {
  return marked(words).replace(/\p{M}/gu, "").replaceAll("đ", "d");
}

function button(code) {
  const card = form.querySelector(`input[name=category][value="${CSS.escape(code)}"]`).closest("label");
  const offer = document.createElement("button");
  offer.type = "button";
  offer.className = "choice";
  offer.dataset.kind = code;
  offer.append(card.querySelector("svg").cloneNode(true), card.querySelector(".choice-name").cloneNode(true));
  return offer;
}
