// Reports on the map: numbers where they lie close, single ones where there is room. What is drawn comes by the box on
// the screen, under the filters of the page; the list shows the same in words.

const KIND = { open: "dot-open", solved: "dot-solved" };
const ROUGH_M = 60;
const AROUND = 16; // the zoom at which one sees the streets around oneself
const ICONS = {
  open: '<svg viewBox="0 0 32 40"><path d="M16 38S29 26 29 15A13 13 0 0 0 3 15c0 11 13 23 13 23z"/><path class="sign" d="M16 9v7l4 3"/></svg>',
  solved: '<svg viewBox="0 0 32 32"><circle cx="16" cy="16" r="13"/><path class="sign" d="M9.5 16.5l4.5 4.5 8.5-9.5"/></svg>',
};
const SPOT = 0.0002; // degrees from one place of the public grid to the next
const SPOT_ZOOM = 19; // asked so, the answer has each report by itself
const place = document.getElementById("map");
const filters = document.getElementById("filters");
const drawn = new Map(); // by what it is: layers that stay where the next answer has them, too

export async function open({ list, said, search }) {
  const { openMap } = await import(place.dataset.module);
  const { script, styles, wards, streets } = place.dataset;
  const { map } = await openMap(place, { at: null, script, styles, wards, streets });
  const L = globalThis.L;
  map.createPane("numbers").style.zIndex = 660; // over the names of wards
  const frame = L.rectangle([[0, 0], [0, 0]], { className: "list-frame", interactive: false });
  const here = document.getElementById("search-here");
  const given = boundsOf(L, filters.elements.box.value);
  if (given) {
    map.fitBounds(given, { animate: false });
    frame.setBounds(given).addTo(map);
  }
  let asked = "";
  let searched = boxOf(map);

  async function draw() {
    const mine = boxOf(map) + map.getZoom();
    if (asked === mine) return;
    asked = mine;
    const found = await ask(boxOf(map), Math.floor(map.getZoom()));
    if (asked !== mine) return; // moved on meanwhile
    put(L, map, found);
    said.textContent = said.dataset.shown.replace("%n", found.total.toLocaleString(document.documentElement.lang));
    place.dataset.total = found.total;
    here.hidden = searched === boxOf(map);
  }

  const redraw = () =>
    draw().catch((failure) => {
      asked = "";
      console.warn(failure);
      said.textContent = said.dataset.failed;
    });

  async function searchHere() {
    const box = boxOf(map);
    if (!(await search(box))) return;
    searched = box;
    here.hidden = true;
    frame.setBounds(boundsOf(L, box)).addTo(map);
    if (document.activeElement === document.body) place.focus({ preventScroll: true }); // the button has gone
  }

  map.on("moveend", redraw);
  map.on("popupopen popupclose", ({ popup, type }) => mark(popup.options.codes ?? [], type === "popupopen"));
  here.addEventListener("click", searchHere);
  document.getElementById("around").addEventListener("click", ({ currentTarget }) => locate(map, said, currentTarget));
  list.addEventListener("mouseover", ({ target }) => light(target));
  list.addEventListener("focusin", ({ target }) => light(target));
  await redraw();
  return {
    // The map had no size while it was hidden.
    seen() {
      map.invalidateSize({ animate: false });
      return redraw();
    },
    searchIfMoved: () => here.hidden || searchHere(),
  };
}

// What the map draws in `box` (west,south,east,north) at `zoom`, under the filters of the page.
async function ask(box, zoom) {
  const query = new URLSearchParams([...new FormData(filters)].filter(([, value]) => value));
  query.set("box", box);
  query.set("zoom", zoom);
  const answer = await fetch(`${place.dataset.reports}?${query}`);
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.detail);
  return found;
}

function put(L, map, { clusters, points }) {
  const wanted = new Map();
  for (const one of clusters) wanted.set(`${one.lat},${one.lon},${one.count},${one.open}`, () => cluster(L, map, one));
  for (const [where, together] of byPlace(points)) {
    wanted.set(`${where},${together.map((one) => `${one.code}/${one.status}`)}`, () => spot(L, together));
  }
  for (const [what, layer] of drawn) {
    if (wanted.has(what)) continue;
    if (layer.getElement?.()?.contains(document.activeElement)) place.focus({ preventScroll: true });
    layer.remove();
    drawn.delete(what);
  }
  for (const [what, make] of wanted) if (!drawn.has(what)) drawn.set(what, make().addTo(map));
}

function byPlace(points) {
  const places = new Map();
  for (const one of points) {
    const where = `${one.lat},${one.lon}`;
    places.set(where, [...(places.get(where) ?? []), one]);
  }
  return places;
}

function cluster(L, map, one) {
  const [west, south, east, north] = one.box;
  const isSpot = west === east && south === north; // zooming in would not part them
  const said = isSpot ? place.dataset.here : place.dataset.cluster;
  const words = said.replace("%n", one.count).replace("%o", one.open);
  const marker = labelled(L, [one.lat, one.lon], numberIcon(L, one.count, one.open), words, { pane: "numbers" });
  if (isSpot) {
    const hold = SPOT / 2;
    const box = [west - hold, south - hold, east + hold, north + hold].map((edge) => edge.toFixed(5)).join(",");
    return onPress(marker, async () => {
      const { points } = await ask(box, SPOT_ZOOM).catch(() => ({ points: [] }));
      if (points.length) bindPopup(marker, points).openPopup();
    });
  }
  return onPress(marker, () => {
    const zoom = Math.max(map.getBoundsZoom([[south, west], [north, east]], false, [80, 80]), map.getZoom() + 1);
    place.focus({ preventScroll: true });
    map.setView([(south + north) / 2, (west + east) / 2], Math.min(zoom, map.getMaxZoom()), { animate: isCalm() });
  });
}

// What is at one public place: a report, or several that cannot be told apart by zooming in.
function spot(L, together) {
  const [one] = together;
  const at = [one.lat, one.lon];
  const many = together.length > 1;
  const openOnes = together.filter((each) => each.state === "open").length;
  const icon = many ? numberIcon(L, together.length, openOnes) : dotIcon(L, one);
  const words = many ? place.dataset.here.replace("%n", together.length) : `${one.kind}, ${one.status}, ${one.place}`;
  const marker = labelled(L, at, icon, words, many ? { pane: "numbers" } : {});
  bindPopup(marker, together);
  if (!one.rough) return marker;
  const circle = L.circle(at, { radius: ROUGH_M, className: "rough", interactive: false });
  return Object.assign(L.featureGroup([circle, marker]), { getElement: () => marker.getElement() });
}

// By finger or by the Enter key, which Leaflet leaves to us.
function onPress(marker, deed) {
  return marker.on("click", deed).on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && deed());
}

function bindPopup(marker, together) {
  const codes = together.map((one) => one.code);
  return marker.unbindPopup().bindPopup(() => popup(together), { codes, maxHeight: 260, minWidth: 220, maxWidth: 290 });
}

function labelled(L, at, icon, words, options) {
  const marker = L.marker(at, { icon, riseOnHover: true, ...options });
  marker.on("add", () => marker.getElement().setAttribute("aria-label", words));
  return marker;
}

function dotIcon(L, one) {
  const className = `dot ${KIND[one.state]}${one.rough ? " dot-rough" : ""}`;
  return L.divIcon({ className, html: ICONS[one.state], iconSize: [48, 48], iconAnchor: one.state === "open" ? [24, 44] : [24, 24], popupAnchor: [0, one.state === "open" ? -38 : -14] });
}

// A ring whose dark part is the share that is open; the number says how many there are.
function numberIcon(L, count, openOnes) {
  const share = Math.round((openOnes / count) * 100);
  const html = `<svg viewBox="0 0 44 44"><circle class="disc" cx="22" cy="22" r="20"/><circle class="ring" cx="22" cy="22" r="18"/><circle class="ring-open" cx="22" cy="22" r="18" pathLength="100" stroke-dasharray="${share} 100" transform="rotate(-90 22 22)"/></svg><span>${short(count)}</span>`;
  return L.divIcon({ className: "number", html, iconSize: [48, 48], popupAnchor: [0, -20] });
}

function short(count) {
  return count < 1000 ? count : `${Math.floor(count / 1000)}k+`;
}

function popup(together) {
  const box = element("div", "spot");
  for (const one of together) {
    const part = element("div", "spot-one");
    part.append(element("p", "strong", one.kind), element("p", "", one.place));
    const state = element("p", `spot-state state-${one.state}`, `${one.status} · ${one.on}`);
    part.append(state);
    if (one.rough) part.append(element("p", "hint", place.dataset.rough));
    const link = element("a", "button", place.dataset.look);
    link.href = one.url;
    part.append(link);
    box.append(part);
  }
  return box;
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function mark(codes, isLit) {
  for (const code of codes) document.getElementById(`f-${code}`)?.classList.toggle("found-lit", isLit);
}

// The row under the pointer or the focus stands out on the map, where it is drawn by itself.
function light(target) {
  const code = target.closest(".found")?.id.slice(2);
  for (const [what, layer] of drawn) layer.getElement?.()?.classList.toggle("is-lit", Boolean(code) && what.includes(`,${code}/`));
}

function locate(map, said, button) {
  button.setAttribute("aria-busy", "true");
  const done = () => button.removeAttribute("aria-busy");
  const failed = () => {
    done();
    said.textContent = button.dataset.failed;
  };
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      done();
      map.setView([coords.latitude, coords.longitude], AROUND, { animate: isCalm() });
    },
    failed,
    { timeout: 15000, maximumAge: 60000 },
  );
}

// The edges in steps of about ten metres, outwards.
function boxOf(map) {
  const bounds = map.getBounds();
  const down = (degrees) => (Math.floor(degrees * 1e4) / 1e4).toFixed(4);
  const up = (degrees) => (Math.ceil(degrees * 1e4) / 1e4).toFixed(4);
  return [down(bounds.getWest()), down(bounds.getSouth()), up(bounds.getEast()), up(bounds.getNorth())].join(",");
}

function boundsOf(L, written) {
  const [west, south, east, north] = written.split(",").map(Number);
  return Number.isFinite(north) ? L.latLngBounds([south, west], [north, east]) : null;
}

function isCalm() {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
