// The map beside the list: what the list shows as rows it shows as pins; each marks the other; a box on it filters.

const KEPT = "inbox-map"; // whether this person wants the map open, on this machine
const side = document.getElementById("map-side");
const place = document.getElementById("map");
const list = document.getElementById("list");
const toggle = document.getElementById("map-toggle");
const draw = document.getElementById("map-draw");
const clear = document.getElementById("map-clear");
const filters = document.getElementById("filters");
const told = document.getElementById("map-said");
let map = null;
let group = null;
let opening = null;
let asked = "";
const pins = new Map();

document.getElementById("map-bar").hidden = false;
toggle.addEventListener("click", () => show(side.hidden));
document.getElementById("map-view").addEventListener("click", () => map && filterBy(map.getBounds()));
clear.addEventListener("click", () => filterBy(null));
draw.addEventListener("click", () => setDrawing(draw.getAttribute("aria-pressed") !== "true"));
if (localStorage.getItem(KEPT) === "1") show(true);

// Rows come and go by themselves: listeners stand on the list, pins follow after each change of it.
for (const [event, lit] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  list.addEventListener(event, ({ target }) => mark(target.closest(".report-row")?.id.slice(2), lit));
}
new MutationObserver(() => side.hidden || refresh()).observe(list, { childList: true, subtree: true });

async function show(wanted) {
  side.hidden = !wanted;
  document.getElementById("list-and-map").classList.toggle("has-map", wanted);
  toggle.setAttribute("aria-expanded", String(wanted));
  localStorage.setItem(KEPT, wanted ? "1" : "");
  if (!wanted) return;
  opening ??= open();
  await opening;
  map.invalidateSize();
  refresh();
}

async function open() {
  const { openMap } = await import(place.dataset.module);
  const { script, styles, wards, streets } = place.dataset;
  ({ map } = await openMap(place, { at: null, script, styles, wards, streets }));
  await new Promise((done, failed) => {
    const element = Object.assign(document.createElement("script"), { src: place.dataset.clusters });
    element.addEventListener("load", done);
    element.addEventListener("error", failed);
    document.head.append(element);
  });
  const L = globalThis.L;
  group = L.markerClusterGroup({ maxClusterRadius: 44, showCoverageOnHover: false, iconCreateFunction: clusterIcon });
  map.addLayer(group);
  const bounds = boxOf(filters.elements.box.value);
  if (bounds) map.fitBounds(bounds);
}

function clusterIcon(cluster) {
  const number = cluster.getChildCount();
  const text = document.createElement("span");
  text.textContent = number;
  const late = cluster.getAllChildMarkers().some((pin) => pin.options.state === "late");
  return globalThis.L.divIcon({ className: `pin-group${late ? " is-late" : ""}`, html: text, iconSize: [44, 44] });
}

async function refresh() {
  const query = new URL(location.href).search.replace(/([?&])cursor=[^&]*/, "$1");
  const codes = [...list.querySelectorAll(".report-row")].map((row) => `${row.id}${row.className}`).join(" ");
  if (!group || asked === query + codes) return;
  asked = query + codes;
  const answer = await fetch(side.dataset.points + query, { headers: { "X-Background": "1" } }).catch(() => null);
  if (!answer?.ok) return void (asked = "");
  const found = await answer.json();
  const L = globalThis.L;
  pins.clear();
  group.clearLayers();
  group.addLayers(found.features.map((one) => pinOf(L, one)));
  told.textContent = found.is_all ? "" : side.dataset.more;
}

function pinOf(L, { geometry, properties }) {
  const [lon, lat] = geometry.coordinates;
  const icon = L.divIcon({ className: `dot dot-${properties.state}`, iconSize: [28, 28] });
  const pin = L.marker([lat, lon], { icon, title: properties.title, alt: properties.title, state: properties.state });
  const row = () => document.getElementById(`r-${properties.code}`);
  pin.on("mouseover", () => row()?.classList.add("row-lit"));
  pin.on("mouseout", () => row()?.classList.remove("row-lit"));
  pin.on("click", () => location.assign(side.dataset.report.replace("CODE", properties.code)));
  pins.set(properties.code, pin);
  return pin;
}

function mark(code, lit) {
  const pin = code && pins.get(code);
  const shown = pin && (pin._icon ? pin : group.getVisibleParent(pin)); // the group it lies in, where it lies in one
  shown?._icon?.classList.toggle("is-lit", lit);
}

function setDrawing(wanted) {
  draw.setAttribute("aria-pressed", String(wanted));
  place.classList.toggle("is-drawing", wanted);
  if (!map) return;
  const L = globalThis.L;
  map.dragging[wanted ? "disable" : "enable"]();
  if (!wanted) return;
  const at = (event) => map.mouseEventToLatLng(event);
  place.addEventListener(
    "pointerdown",
    (down) => {
      if (!place.classList.contains("is-drawing")) return;
      down.preventDefault();
      place.setPointerCapture(down.pointerId);
      const from = at(down);
      const box = L.rectangle([from, from], { className: "filter-box", interactive: false }).addTo(map);
      const move = (event) => box.setBounds([from, at(event)]);
      place.addEventListener("pointermove", move);
      place.addEventListener(
        "pointerup",
        (up) => {
          place.removeEventListener("pointermove", move);
          const bounds = L.latLngBounds(from, at(up));
          box.remove();
          setDrawing(false);
          filterBy(bounds);
        },
        { once: true },
      );
    },
    { once: true, capture: true },
  );
}

// The box goes where the other filters are; the list follows as after any of them.
function filterBy(bounds) {
  const field = filters.elements.box;
  field.value = bounds ? [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((one) => one.toFixed(6)).join(",") : "";
  clear.hidden = !field.value;
  filters.requestSubmit();
}

function boxOf(written) {
  const [west, south, east, north] = written.split(",").map(Number);
  return Number.isFinite(north) ? [[south, west], [north, east]] : null;
}
