// The form, made pleasant: this file wakes what is there at once and loads the rest when it is touched.
// Everything works without it.

const form = document.getElementById("report-form");
const byId = (id) => document.getElementById(id);
const SUGGEST_AFTER_MS = 500; // of a pause in writing

function wake() {
  for (const part of document.querySelectorAll("[data-js]")) part.hidden = false;
  const first = byId("held") ?? byId("faults");
  if (first) first.focus();
  countWords();
  byId("photos-label").className = "button button-primary";
  byId("photos-input").className = "visually-hidden";
}

function countWords() {
  const text = byId("text");
  const count = byId("text-count");
  const say = () => {
    count.hidden = text.value.length === 0;
    count.textContent = count.dataset.words.replace("%s", text.value.length).replace("%s", text.dataset.most);
  };
  text.addEventListener("input", say);
  say();
}

// A part that is loaded when somebody first touches what it serves; the touch itself is not lost.
function lazily(load) {
  let loaded = null;
  return (use) => {
    loaded ??= load();
    return loaded.then(use).catch((failure) => {
      loaded = null; // the network was away: the next touch tries again
      console.warn(failure);
    });
  };
}

const photos = lazily(() => import("./photos.js"));
const place = lazily(() => import("./place.js"));
const kinds = lazily(() => import("./kinds.js"));
const twins = lazily(() => import("./twins.js"));
const draft = lazily(() => import("./draft.js"));
const outbox = lazily(() => import("./outbox.js"));
const steps = lazily(() => import("./steps.js"));
const suggest = lazily(() => import("./suggest.js"));
let isSending = false;
const keep = () => {
  if (isSending) return;
  draft((part) => part.keep());
  outbox(() => {}); // in hand before the network goes
};

// After the first touch all of it is fetched: should the network go, no part is missing.
const fetchAll = async () => {
  for (const part of [photos, place, kinds, draft, steps, suggest, twins, outbox]) await part(() => undefined);
};
for (const touch of ["pointerdown", "keydown", "change"]) document.addEventListener(touch, fetchAll, { once: true });

byId("photos-input").addEventListener("change", async () => {
  await photos((part) => part.chosen());
  steps((part) => part.onward("place"));
});
byId("photo-place-use").addEventListener("click", () => place((part) => part.take(byId("photo-place-use").dataset.at)));
byId("locate").addEventListener("click", () => place((part) => part.locate()));
byId("open-map").addEventListener("click", () => place((part) => part.openMap()));
byId("find").addEventListener("click", (event) => {
  event.preventDefault();
  place((part) => part.find());
});
byId("kind-search").addEventListener("input", () => kinds((part) => part.filter()));
// By finger the lists are put away after a choice; with the arrow keys one walks along them.
let touchedAt = -Infinity;
byId("kinds").addEventListener("pointerup", () => {
  touchedAt = performance.now();
});
byId("kinds").addEventListener("change", () => {
  const isByFinger = performance.now() - touchedAt < 1000;
  kinds((part) => part.chosen(isByFinger));
  twins((part) => part.look());
  suggest((part) => part.look());
});
let pauseInWriting = 0;
byId("text").addEventListener("input", () => {
  clearTimeout(pauseInWriting);
  pauseInWriting = setTimeout(() => suggest((part) => part.look()), SUGGEST_AFTER_MS);
});
if (byId("text").value) suggest((part) => part.look()); // a form that came back
byId("suggested-list").addEventListener("click", (event) => {
  const code = event.target.closest("[data-kind]")?.dataset.kind;
  if (!code) return;
  touchedAt = performance.now();
  form.querySelector(`input[name=category][value="${CSS.escape(code)}"]`).click();
  byId("kind").focus({ preventScroll: true });
});
form.addEventListener("placed", () => twins((part) => part.look()));
byId("text").addEventListener("input", () => twins((part) => part.lookSoon()));
form.addEventListener("photos", () => twins((part) => part.lookSoon()));
if (byId("twins").children.length) twins((part) => part.wake());
byId("kind-part").addEventListener("input", (event) => {
  const ill = byId("ill");
  if (ill && event.target.matches("[data-ill]")) ill.hidden = !(parseInt(event.target.value, 10) > 0);
});

// Enter in a box looks something up or does nothing; only the button sends.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox], [type=radio], [type=file])")) return;
  event.preventDefault();
  if (event.target.id === "query") place((part) => part.find());
});

for (const change of ["input", "change", "placed", "photos"]) {
  form.addEventListener(change, keep);
  form.addEventListener(change, () => steps((part) => part.mark()));
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden && !isSending) draft((part) => part.write()); // it may never be seen again
});

let isAsItIs = false;
form.addEventListener("submit", async (event) => {
  if (isAsItIs) return; // the form itself goes, as without this program
  event.preventDefault();
  if (isSending) return; // a second tap; the key in the form would make it one report all the same
  isSending = true;
  const send = byId("send");
  const words = send.querySelector("span");
  send.setAttribute("aria-busy", "true");
  words.textContent = send.dataset.busy;
  const how = await outbox((part) => part.send(event.submitter));
  if (how === "gone") return;
  if (!navigator.onLine) {
    words.textContent = send.dataset.offline;
    await new Promise((back) => addEventListener("online", back, { once: true }));
    words.textContent = send.dataset.busy;
  }
  await new Promise((done) => setTimeout(done)); // within the event of its own sending a form does not go
  isAsItIs = true;
  sessionStorage.setItem("form-went", form.dataset.draft); // where it arrives, its draft is over
  form.requestSubmit(event.submitter);
});
// Back from the next page by the browser's button: the page is as it was, and may send again.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// What waits to be sent is shown; what was kept comes back into an empty form. What the server has just answered is newer.
async function restore() {
  sessionStorage.removeItem("form-went");
  const isFilled = byId("text").value || (form.elements.namedItem("lat").value && !form.elements.namedItem("poster"));
  const isAnswered = byId("held") || byId("faults") || isFilled;
  const hasDraft = Boolean(localStorage.getItem(`draft-${form.dataset.draft}`));
  const hasOutbox = Boolean(localStorage.getItem("outbox"));
  if (hasOutbox) outbox((part) => part.show());
  if (isAnswered || form.elements.namedItem("lat").value) steps((part) => part.mark());
  if (isAnswered) {
    if (hasDraft) await photos((part) => part.adopt());
    return keep();
  }
  if (crypto.randomUUID) form.elements.namedItem("key").value = crypto.randomUUID(); // a kept page is opened many times
  if (!hasDraft) return;
  const isOnItsWay = async (key) => hasOutbox && outbox((part) => part.isOnItsWay(key));
  await draft((part) => part.restore({ photos, place, kinds, isOnItsWay }));
}

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  const install = byId("install");
  install.hidden = false;
  install.onclick = () => {
    install.hidden = true;
    event.prompt();
  };
});
addEventListener("load", async () => {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(form.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ language: document.documentElement.lang });
});

wake();
restore().catch((failure) => console.warn(failure)); // nothing may be kept here
