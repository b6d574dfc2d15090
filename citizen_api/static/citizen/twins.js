// What others have sent from the same spot: asked once kind and place are known, and one tap says "me, too".

const form = document.getElementById("report-form");
const part = document.getElementById("twins");
let asked = 0;

export async function look() {
  const value = (name) => form.elements.namedItem(name)?.value ?? "";
  const [category, lat, lon] = [value("category"), value("lat"), value("lon")];
  const mine = ++asked;
  if (!category || !lat || !lon) return part.replaceChildren();
  try {
    const answer = await fetch(`${form.dataset.twinsUrl}?${new URLSearchParams({ category, at: `${lat},${lon}` })}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    if (mine !== asked) return;
    part.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    wake();
  } catch (failure) {
    console.warn(failure); // nothing stands in the way of sending
    if (mine === asked) part.replaceChildren();
  }
}

export function wake() {
  for (const button of part.querySelectorAll("[data-support]")) {
    button.hidden = false;
    button.addEventListener("click", () => support(button));
  }
}

async function support(button) {
  const said = button.closest("div").querySelector("[role=status]");
  button.disabled = true;
  let isDone = false;
  try {
    const answer = await fetch(button.dataset.support, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    isDone = answer.ok;
  } catch (failure) {
    console.warn(failure);
  }
  said.textContent = isDone ? button.dataset.done : button.dataset.failed;
  said.hidden = false;
  button.disabled = isDone;
}
