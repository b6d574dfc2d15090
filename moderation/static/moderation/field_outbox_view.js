// What has not been sent yet, for everybody to see: what it is, why it waits, and what to do about it.

import { fill, texts } from "./field_list.js";

const button = document.getElementById("outbox-button");
const panel = document.getElementById("outbox");
const list = document.getElementById("acts");
const template = document.getElementById("act-template").content;
const sure = document.getElementById("sure");
let shownPhotos = [];

// Show `acts`; `review(act)` opens one again, `drop(act)` lets one go after it was asked for twice.
export function showActs(acts, { review, drop }) {
  const stuck = acts.filter((act) => act.problem).length;
  button.hidden = acts.length === 0;
  button.classList.toggle("is-stuck", stuck > 0);
  button.textContent = counted(stuck ? "stuck" : "wait", stuck || acts.length);
  if (!acts.length) toggle(false);
  shownPhotos.forEach((address) => URL.revokeObjectURL(address));
  shownPhotos = [];
  const behind = new Set();
  list.replaceChildren(
    ...acts.map((act) => {
      const made = item(act, { isBehind: behind.has(act.code), review, drop });
      if (act.problem) behind.add(act.code);
      return made;
    }),
  );
}

export function toggle(open = panel.hidden) {
  panel.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
}

button.addEventListener("click", () => toggle());

// Ask before what was typed is gone; resolve to true where it may go.
export function isSure(words) {
  document.getElementById("sure-words").textContent = words;
  sure.returnValue = "no";
  sure.showModal();
  return new Promise((done) => sure.addEventListener("close", () => done(sure.returnValue === "yes"), { once: true }));
}

export function titleOf(act) {
  return { accepted: texts.accepted, in_progress: texts.started, resolved: texts.resolved, note: texts.noted }[act.to];
}

function counted(kind, n) {
  if (kind === "stuck") return n === 1 ? texts.one_stuck : fill(texts.some_stuck, { n });
  return n === 1 ? texts.one_waits : fill(texts.some_wait, { n });
}

function item(act, { isBehind, review, drop }) {
  const made = template.cloneNode(true).firstElementChild;
  const part = (name) => made.querySelector(`.act-${name}`);
  made.dataset.code = act.code;
  made.classList.toggle("is-stuck", Boolean(act.problem));
  part("title").textContent = titleOf(act);
  part("place").textContent = [act.stop.category.name, act.stop.place, act.stop.spoken.replace("-", "\u2011")].join(" · ");
  part("words").textContent = act.words;
  part("state").textContent = act.problem ? why(act.problem) : isBehind ? texts.behind : texts.waiting;
  part("changes").replaceChildren(...(act.problem?.changed ?? []).map(change));
  if (act.photo) {
    const address = URL.createObjectURL(act.photo);
    shownPhotos.push(address);
    part("photo").src = address;
    part("photo").hidden = false;
  }
  part("choices").hidden = !act.problem;
  part("review").addEventListener("click", () => review(act));
  part("drop").addEventListener("click", async () => (await isSure(texts.drop_sure)) && drop(act));
  return made;
}

function why(problem) {
  if (problem.status === 404 || problem.code === "not_yours") return texts.not_ours_any_more;
  return problem.changed.length ? texts.overtaken : problem.words;
}

function change(one) {
  const made = document.createElement("li");
  const at = new Date(one.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  made.textContent = [at, one.title, one.who].filter(Boolean).join(" · ");
  return made;
}
