// The page of the map: the list is there at once; the map is loaded when there is time (at a desk) or when it is asked
// for (on a telephone). Everything works without it.

const page = document.getElementById("map-page");
const list = document.getElementById("list");
const filters = document.getElementById("filters");
const said = document.getElementById("map-said");
const showList = document.getElementById("show-list");
const showMap = document.getElementById("show-map");
const isWide = matchMedia("(min-width: 64rem)");
let map = null;

for (const part of document.querySelectorAll("[data-js]")) part.hidden = false;
showMap.addEventListener("click", () => show(true));
showList.addEventListener("click", () => show(false));
isWide.addEventListener("change", wake);
wake();

function wake() {
  if (!isWide.matches) return;
  const idle = globalThis.requestIdleCallback ?? ((deed) => setTimeout(deed, 300));
  if (document.readyState === "complete") idle(open);
  else addEventListener("load", () => idle(open), { once: true });
}

async function show(isMap) {
  page.classList.toggle("shows-map", isMap);
  showMap.setAttribute("aria-pressed", String(isMap));
  showList.setAttribute("aria-pressed", String(!isMap));
  if (isMap) (await open())?.seen();
  else (await map)?.searchIfMoved();
}

function open() {
  map ??= import("./map_reports.js")
    .then((part) => part.open({ list, said, search }))
    .catch((failure) => {
      map = null; // the network was away: the next wish tries again
      console.warn(failure);
      said.textContent = said.dataset.failed;
    });
  return map;
}

// Show the reports of `box` (west,south,east,north) in the list; the address follows, so that it can be handed on.
async function search(box) {
  const query = new URLSearchParams([...new FormData(filters)].filter(([name, value]) => value && name !== "box"));
  query.set("box", box);
  if (!(await fill(query))) return false;
  filters.elements.box.value = box;
  history.pushState(null, "", `?${query}`);
  return true;
}

async function fill(query) {
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${list.dataset.url}?${query}`);
    const text = await answer.text();
    list.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    return answer.ok;
  } catch (failure) {
    console.warn(failure); // the list stays as it was
    return false;
  } finally {
    list.removeAttribute("aria-busy");
  }
}

addEventListener("popstate", () => location.reload());
