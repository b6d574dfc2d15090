// One photo on the form: the picture, how far it has got, and the button that takes it out.

// Return {element, say(), number(n)}; say() tells the state of `photo` anew. `words` are the texts of the page.
export function tile(photo, { words, remove }) {
  const element = document.createElement("li");
  element.className = "photo";
  const image = new Image();
  image.src = photo.url;
  const bar = document.createElement("progress");
  bar.max = 1;
  const line = document.createElement("p");
  line.className = "photo-state";
  const token = Object.assign(document.createElement("input"), { type: "hidden", name: "photo_tokens" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words.remove });
  button.addEventListener("click", () => remove(photo));

  function say() {
    const isGoing = photo.state === "going";
    bar.hidden = !isGoing;
    bar.value = photo.share;
    line.textContent = said(photo, words);
    element.dataset.state = photo.state;
    token.value = photo.token;
    if (photo.state === "up") element.append(token);
    else token.remove();
  }

  function number(n) {
    image.alt = `${words.photo} ${n}`;
    bar.setAttribute("aria-label", `${words.photo} ${n}`);
    button.setAttribute("aria-label", `${words.remove} ${n}`);
  }

  element.append(image, bar, line, button);
  say();
  return { element, say, number };
}

function said({ state, share, words: refusal }, words) {
  if (state === "going") return words.going.replace("%s", `${Math.round(share * 100)}\u00a0%`);
  if (state === "up") return words.up;
  if (state === "refused") return refusal || words.refused;
  return navigator.onLine ? words.waiting : words.offline;
}
