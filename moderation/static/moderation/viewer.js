// A report's photos, large: the next and the one before, twice as large, turned. Arrows, + and r do it, too.

const viewer = document.getElementById("viewer");
const image = viewer.querySelector("img");
const frame = viewer.querySelector(".viewer-frame");
let links = [];
let at = 0;
let turn = 0;
let isLarge = false;

document.addEventListener("click", (event) => {
  const link = event.target.closest(".photos a[href]:has(img)");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  links = [...document.querySelectorAll(".photos a[href]:has(img)")];
  show(links.indexOf(link));
  viewer.showModal();
});
viewer.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) deeds[button.value]();
  else if (event.target === viewer) viewer.close();
});
viewer.addEventListener("keydown", (event) => {
  const deed = { ArrowLeft: "before", ArrowRight: "next", "+": "large", r: "turn" }[event.key];
  if (!deed) return;
  event.preventDefault();
  deeds[deed]();
});

const deeds = {
  before: () => show((at + links.length - 1) % links.length),
  next: () => show((at + 1) % links.length),
  large: () => draw((isLarge = !isLarge)),
  turn: () => draw((turn = (turn + 90) % 360)),
  close: () => viewer.close(),
};

function show(place) {
  at = place;
  turn = 0;
  isLarge = false;
  image.src = links[at].href;
  image.alt = links[at].querySelector("img").alt;
  for (const button of viewer.querySelectorAll("[value=before], [value=next]")) button.hidden = links.length < 2;
  draw();
}

function draw() {
  frame.classList.toggle("is-large", isLarge);
  image.style.rotate = `${turn}deg`;
}
