// Work without a mouse: single keys on the inbox and on a report. Never in a field, never while a word is composed
// (Vietnamese typing methods), never with Ctrl, Alt or the system's key; whoever does not want them switches them off.

const KEPT = "staff-keys";
const GO_WITHIN = 1500; // ms between g and the letter of a tab
const help = document.getElementById("keys-help");
const off = document.getElementById("keys-off");
const TABS = { n: "new", m: "mine", o: "open", q: "overdue", w: "waiting", r: "returned", u: "unverified", s: "spam", d: "done" };
// On a report: the form that opens, by what its summary's details are called.
const FORMS = {
  a: ["act-assign"],
  t: ["act-transfer", "act-transfer-accept"],
  n: ["note-text"],
  r: ["step-asked", "act-cooperate-answer"],
  p: ["step-publish"],
  m: ["step-merged"],
};
let went = -Infinity; // when g was pressed

off.checked = localStorage.getItem(KEPT) === "off";
off.addEventListener("change", () => localStorage.setItem(KEPT, off.checked ? "off" : "on"));
document.getElementById("keys-open")?.addEventListener("click", () => help.showModal());
help.querySelector("button").addEventListener("click", () => help.close());

document.addEventListener("keydown", (event) => {
  if (off.checked || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]")) return;
  if (event.key.length > 1) return;
  const key = event.key.toLowerCase();
  const done = performance.now() - went < GO_WITHIN && TABS[key] ? goTo(TABS[key]) : press(key, event.key);
  went = key === "g" ? performance.now() : -Infinity;
  if (done) event.preventDefault();
});

function goTo(tab) {
  const link = document.getElementById(`tab-${tab}`);
  if (link) link.click();
  else location.assign(`/staff/?tab=${tab}`);
  return true;
}

function press(key, typed) {
  if (typed === "?") return show(help);
  if (key === "/") return focus(document.getElementById("q")) || Boolean(location.assign("/staff/#q"));
  if (key === "z") return submit(document.getElementById("undo"));
  if (document.getElementById("rows")) return onList(key);
  if (document.getElementById("work")) return onReport(key);
  return false;
}

function onList(key) {
  const rows = [...document.querySelectorAll(".report-row")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (key === "j" || key === "k") {
    const next = rows[Math.min(Math.max(at + (key === "j" ? 1 : -1), 0), rows.length - 1)];
    next?.scrollIntoView({ block: "nearest" });
    return focus(next?.querySelector(".row-link"));
  }
  const row = rows[at];
  if (key === "x" && row) {
    row.querySelector("[name=code]").click();
    return true;
  }
  if (!(key in FORMS) && key !== "s") return false;
  const bulk = document.getElementById("bulk");
  if (bulk && document.querySelector(".report-row [name=code]:checked")) return submit(bulk);
  if (row) location.assign(`${row.querySelector(".row-link").href}#${key === "s" ? "steps" : FORMS[key][0]}`);
  return Boolean(row);
}

function onReport(key) {
  if (key === "s") return openForm("steps");
  const name = (FORMS[key] ?? []).find((id) => document.getElementById(id));
  if (name) return openForm(name);
  const step = { j: "report-next", k: "report-previous" }[key];
  const link = step && document.getElementById(step);
  if (link) link.click();
  return Boolean(link);
}

// Open the form of this name (all forms of steps for "steps") and put the cursor into its first field.
export function openForm(name) {
  const found = document.getElementById(name);
  if (!found) return false;
  const details = found.matches("details") ? found : found.querySelector("details.step");
  if (!details) return focus(found);
  details.open = true;
  details.scrollIntoView({ block: "nearest" });
  return focus(details.querySelector("select, textarea, input:not([type=hidden]), button")) || focus(details.querySelector("summary"));
}

function show(dialog) {
  if (!dialog.open) dialog.showModal();
  return true;
}

function focus(element) {
  element?.focus();
  return Boolean(element);
}

function submit(form) {
  form?.requestSubmit();
  return Boolean(form);
}

if (location.hash && document.getElementById("work")) openForm(location.hash.slice(1));
if (location.hash === "#q") focus(document.getElementById("q"));
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens]");
  if (link && openForm(link.dataset.opens)) event.preventDefault();
});
