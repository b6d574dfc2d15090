// The parts of the form as steps: what is done bears a check, and after a deed by finger the next part comes into view.

const form = document.getElementById("report-form");
const field = (name) => form.elements.namedItem(name);
const DONE = {
  photos: () => document.getElementById("photos-input").files.length > 0 || form.querySelector("[name=photo_tokens]:is(:checked, [type=hidden])"),
  place: () => field("lat").value || form.querySelector("input[name=place]:checked"),
  kind: () => field("category").value,
  words: () => field("text").value.trim(),
};

export function mark() {
  for (const [part, isDone] of Object.entries(DONE)) {
    const step = title(part);
    step.classList.toggle("step-done", Boolean(isDone()));
    const number = step.querySelector(".step-number");
    number.dataset.number ??= number.textContent;
    number.textContent = isDone() ? "✓" : number.dataset.number;
    step.querySelector(".step-said").textContent = isDone() ? form.dataset.stepDone : "";
  }
}

// Show that there is more below, and leave what was just done in sight.
export function onward(part) {
  if (!DONE[part]()) title(part).scrollIntoView({ block: "nearest" });
}

function title(part) {
  return document.getElementById(`${part}-title`);
}
