// What a telephone keeps of a person goes when they sign out, or when somebody else signs in on it.

const KEY = "field-person";
const LEFT = "field-left"; // who has signed out: what was still being kept at that moment goes on the next page
const ONCE_MORE = 3000; // ms: a page that was just closing may have kept something after all
const meta = document.querySelector("meta[name=field-person]");
const former = localStorage.getItem(KEY);

const left = localStorage.getItem(LEFT);

if (left) {
  await forget(left);
  localStorage.removeItem(LEFT);
} else if (former && meta.content && former !== meta.content) await tidyUp();
for (const form of document.querySelectorAll("form.sign-out, form[action='/staff/logout']")) form.addEventListener("submit", leaving);

async function leaving(event) {
  const whose = localStorage.getItem(KEY);
  if (!whose) return;
  event.preventDefault();
  const form = event.target;
  const unsent = await count(whose);
  if (unsent && !confirm(meta.dataset.unsent.replace("%n", unsent))) return;
  localStorage.setItem(LEFT, whose);
  await forget(whose);
  form.submit();
}

async function tidyUp() {
  const unsent = await count(former);
  const notice = document.createElement("p");
  notice.className = "notice notice-warn";
  notice.setAttribute("role", "status");
  notice.textContent = (unsent ? meta.dataset.clearedUnsent : meta.dataset.cleared).replace("%n", unsent);
  document.querySelector("main > .wrap")?.prepend(notice);
  await forget(former);
  setTimeout(forget, ONCE_MORE, former);
}

async function count(person) {
  const { acts } = await import("./field_store.js");
  return (await acts(Number(person)).catch(() => [])).length;
}

async function forget(person) {
  const [{ forgetActs }, { forgetKept }] = await Promise.all([import("./field_store.js"), import("./field_kept.js")]);
  await Promise.all([forgetActs(Number(person)), globalThis.caches && forgetKept(person)]);
  for (const name of Object.keys(sessionStorage)) if (name.startsWith("field-draft-")) sessionStorage.removeItem(name);
  if (localStorage.getItem(KEY) === person) localStorage.removeItem(KEY);
}
