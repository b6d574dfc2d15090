// Boxes are drawn with finger, pen or mouse; they stand in the text field, which is what is sent.

const cover = document.getElementById("cover");
const field = document.getElementById("boxes");
const last = document.getElementById("last");
const none = document.getElementById("none");
const LEAST = 1; // percent: less is a slip
let from = null;
let drawn = null;

last.hidden = none.hidden = false;
show();
field.addEventListener("input", show);
last.addEventListener("click", () => keep(lines().slice(0, -1)));
none.addEventListener("click", () => keep([]));

cover.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  event.preventDefault();
  cover.setPointerCapture(event.pointerId);
  from = at(event);
  drawn = box();
});
cover.addEventListener("pointermove", (event) => {
  if (from) place(drawn, between(from, at(event)));
});
cover.addEventListener("pointerup", (event) => {
  if (!from) return;
  const found = between(from, at(event));
  from = null;
  drawn.remove();
  if (found[2] - found[0] >= LEAST && found[3] - found[1] >= LEAST) keep([...lines(), found.map((one) => one.toFixed(2)).join(" ")]);
});
cover.addEventListener("pointercancel", () => {
  from = null;
  drawn?.remove();
});

function at(event) {
  const frame = cover.getBoundingClientRect();
  const share = (value, start, size) => Math.min(100, Math.max(0, ((value - start) / size) * 100));
  return [share(event.clientX, frame.left, frame.width), share(event.clientY, frame.top, frame.height)];
}

function between([x0, y0], [x1, y1]) {
  return [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
}

function lines() {
  return field.value.split("\n").filter((line) => line.trim());
}

function keep(wanted) {
  field.value = wanted.join("\n");
  show();
}

function show() {
  for (const old of cover.querySelectorAll(".cover-box")) old.remove();
  for (const line of lines()) place(box(), line.trim().split(/[\s,]+/).map(Number));
}

function box() {
  const made = document.createElement("span");
  made.className = "cover-box";
  cover.append(made);
  return made;
}

function place(made, [left, top, right, bottom]) {
  made.style.left = `${left}%`;
  made.style.top = `${top}%`;
  made.style.width = `${right - left}%`;
  made.style.height = `${bottom - top}%`;
}
