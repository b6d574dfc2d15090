// A box one types into, with a list below it that the arrow keys walk (the combobox of the ARIA practices).

let number = 0;

// Wanted: find(typed) returns options ({value, label, hint}), at once or later; choose(option); none (what to say where
// nothing is found); wait (ms after a key); opensEmpty (whether the list opens before a key); left() after the box.
export function combobox(input, wanted) {
  const list = document.createElement("ul");
  Object.assign(list, { className: "entry-list", id: `entry-list-${++number}`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  const holder = document.createElement("div");
  holder.className = "entry-box";
  input.before(holder);
  holder.append(input, list);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  let options = [];
  let active = -1;
  let asked = 0;
  let timer = 0;

  async function show() {
    const mine = ++asked;
    let found;
    try {
      found = await wanted.find(input.value);
    } catch (failure) {
      console.warn(failure);
      return close();
    }
    if (mine !== asked || document.activeElement !== input) return;
    options = found;
    active = options.length ? 0 : -1;
    draw();
  }

  function draw() {
    const isEmpty = options.length === 0;
    if (isEmpty && input.value.trim().length < 2) return close();
    list.replaceChildren(...(isEmpty ? [line(wanted.none)] : options.map(row)));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
  }

  function line(text) {
    const item = document.createElement("li");
    item.className = "entry-none";
    item.setAttribute("role", "presentation");
    item.textContent = text;
    return item;
  }

  function row(option, place) {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.setAttribute("role", "option");
    const [label, hint] = [document.createElement("span"), document.createElement("span")];
    label.textContent = option.label;
    hint.textContent = option.hint ?? "";
    hint.className = "entry-hint";
    item.append(label, hint);
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the box keeps the focus
      pick(place);
    });
    return item;
  }

  function mark() {
    for (const [place, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(place === active));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    const item = list.children[active];
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function close() {
    asked++;
    clearTimeout(timer);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function pick(place) {
    const option = options[place];
    close();
    wanted.choose(option);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, wanted.wait ?? 0);
  });
  input.addEventListener("focus", () => {
    input.select();
    if (wanted.opensEmpty && !input.value) show();
  });
  input.addEventListener("blur", () => {
    close();
    wanted.left?.();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const isOpen = !list.hidden;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        event.preventDefault();
        if (!isOpen) return show();
        const step = event.key === "ArrowDown" ? 1 : -1;
        if (options.length) active = (active + step + options.length) % options.length;
        return mark();
      }
      case "Enter":
        if (isOpen && active >= 0) {
          event.preventDefault();
          pick(active);
        }
        return;
      case "Tab": // whoever typed and goes on means the first of the list
        if (isOpen && active >= 0 && input.value.trim()) pick(active);
        return;
      case "Escape":
        if (isOpen) {
          event.preventDefault();
          close();
        }
    }
  });
}
