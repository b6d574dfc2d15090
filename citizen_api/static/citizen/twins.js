// What others have sent from the same spot: asked once kind and place are known, again as words and photos come,
// and one tap says "me, too".

const form = document.getElementById("report-form");
const part = document.getElementById("twins");
const PAUSE_MS = 1200; // after the last letter
const supported = new Set();
let asked = 0;
let shown = part.innerHTML;
let waiting = 0;

// Words travel in the body: an address would be written into the server's log.
function written() {
  const body = new FormData();
  const all = new FormData(form);
  for (const name of ["category", "lat", "lon", "accuracy_m", "text", "photo_tokens"]) {
    for (const value of all.getAll(name)) body.append(name, value);
  }
  return body;
}

export function lookSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE_MS);
}

export async function look() {
  clearTimeout(waiting);
  const body = written();
  const mine = ++asked;
  if (!body.get("category") || !body.get("lat") || !body.get("lon")) return show("");
  try {
    const answer = await fetch(form.dataset.twinsUrl, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    if (mine === asked) show(text.trim());
  } catch (failure) {
    console.warn(failure); // nothing stands in the way of sending
    if (mine === asked) show("");
  }
}

// What stands there already is left alone: it would be read aloud again, and move under the finger.
function show(text) {
  if (text === shown) return;
  shown = text;
  part.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  wake();
}

export function wake() {
  for (const button of part.querySelectorAll("[data-support]")) {
    button.hidden = false;
    button.addEventListener("click", () => support(button));
    if (supported.has(button.dataset.support)) say(button, true);
  }
}

async function support(button) {
  button.disabled = true;
  let isDone = false;
  let words = button.dataset.failed;
  try {
    const answer = await fetch(button.dataset.support, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    isDone = answer.ok;
    if (!isDone) words = (await answer.json()).detail; // refused for good, perhaps: the server says why
  } catch (failure) {
    console.warn(failure);
  }
  if (isDone) supported.add(button.dataset.support);
  say(button, isDone, words);
}

function say(button, isDone, words) {
  const said = button.closest("div").querySelector("[role=status]");
  said.textContent = isDone ? button.dataset.done : words;
  said.hidden = false;
  button.disabled = isDone;
}
