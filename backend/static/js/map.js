// The map of both doors: it draws the wards and streets we own. Leaflet is loaded with it, not before.

const MIDDLE = [21.043, 105.898];
const NEAR = 17;
const STREETS_FROM = 15; // zoomed in so far, every street is drawn; before, the main ones
const MAIN_NAMES_FROM = 14.5;
const NAMES_FROM = 16.5;

// Draw the map into `element` and return {put(lat, lon, accuracy)}. Wanted: script and styles (addresses of
// Leaflet and of css/map.css, a blank between them), wards and streets (addresses of GeoJSON), at ({lat, lon} or null), accuracy (metres), onTap(lat, lon) where a pin may be set.
export async function openMap(element, wanted) {
  const styles = wanted.styles.split(" ").map((href) => load("link", { rel: "stylesheet", href }));
  await Promise.all([load("script", { src: wanted.script }), ...styles]);
  const L = globalThis.L;
  const map = L.map(element, { minZoom: 12, maxZoom: 19, zoomSnap: 0.5, renderer: L.svg({ padding: 0.4 }) });
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution("© OpenStreetMap (ODbL)");
  map.setView(wanted.at ? [wanted.at.lat, wanted.at.lon] : MIDDLE, wanted.at ? NEAR : 13);
  const pin = pinOn(L, map);
  if (wanted.at) pin.put(wanted.at.lat, wanted.at.lon, wanted.accuracy ?? 0, { keep: true });
  if (wanted.onTap) {
    map.on("click", ({ latlng }) => {
      pin.put(latlng.lat, latlng.lng, 0, { keep: true });
      wanted.onTap(latlng.lat, latlng.lng);
    });
  }
  const wards = await json(wanted.wards);
  const outline = L.geoJSON(wards, {
    interactive: false,
    style: () => ({ className: "ward-line" }),
    onEachFeature: (ward, layer) =>
      layer.bindTooltip(ward.properties.name, { permanent: true, direction: "center", className: "ward-name" }),
  }).addTo(map);
  if (!wanted.at) map.fitBounds(outline.getBounds(), { animate: false });
  streetsOn(L, map, wanted.streets);
  return pin;
}

function pinOn(L, map) {
  let marker = null;
  let circle = null;
  const icon = L.divIcon({
    className: "pin",
    iconSize: [44, 44],
    iconAnchor: [22, 40],
    html: '<svg viewBox="0 0 24 24"><path d="M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/></svg>',
  });
  return {
    map,
    put(lat, lon, accuracy, { keep = false } = {}) {
      marker ??= L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(map);
      marker.setLatLng([lat, lon]);
      circle?.remove();
      circle = accuracy ? L.circle([lat, lon], { radius: accuracy, className: "accuracy", interactive: false }).addTo(map) : null;
      if (!keep) map.setView([lat, lon], Math.max(map.getZoom(), NEAR));
    },
  };
}

// Streets of what is on the screen; each box is asked for once, names are placed anew after each move.
function streetsOn(L, map, address) {
  const lines = L.layerGroup().addTo(map);
  const names = L.layerGroup().addTo(map);
  let drawn = "";
  let streets = [];
  const draw = async () => {
    const all = map.getZoom() >= STREETS_FROM;
    const box = all ? wide(map.getBounds()) : "main";
    if (drawn !== box) {
      drawn = box;
      const answer = await json(all ? `${address}?box=${box}` : address);
      if (box !== drawn) return;
      streets = answer.features;
      lines.clearLayers();
      L.geoJSON(answer, {
        interactive: false,
        style: (street) => ({ className: street.properties.is_main ? "street-line street-main" : "street-line" }),
      }).addTo(lines);
    }
    nameStreets(L, map, names, streets);
  };
  map.on("moveend", () => draw().catch(console.warn));
  draw().catch(console.warn);
}

// The longest streets first; a name that would lie on another is left out.
function nameStreets(L, map, layer, streets) {
  layer.clearLayers();
  const taken = [];
  const from = (street) => (street.properties.is_main ? MAIN_NAMES_FROM : NAMES_FROM);
  for (const street of streets.filter((one) => map.getZoom() >= from(one))) {
    const at = middle(map, street);
    if (!at) continue;
    const spot = map.latLngToContainerPoint(at);
    const half = { x: street.properties.name.length * 3.6 + 6, y: 10 };
    const box = { left: spot.x - half.x, right: spot.x + half.x, top: spot.y - half.y, bottom: spot.y + half.y };
    if (taken.some((one) => one.left < box.right && box.left < one.right && one.top < box.bottom && box.top < one.bottom)) continue;
    taken.push(box);
    const text = document.createElement("span");
    text.textContent = street.properties.name;
    const icon = L.divIcon({ className: "street-name", html: text, iconSize: [half.x * 2, half.y * 2] });
    L.marker(at, { icon, interactive: false, keyboard: false }).addTo(layer);
  }
}

// The middle of the longest piece of the street that is on the screen, null where none is.
function middle(map, street) {
  const bounds = map.getBounds().pad(-0.08);
  let best = null;
  let longest = 0;
  for (const line of street.geometry.coordinates) {
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [line[i - 1], line[i]];
      const at = [(a[1] + b[1]) / 2, (a[0] + b[0]) / 2];
      const length = Math.hypot(a[0] - b[0], a[1] - b[1]);
      if (length > longest && bounds.contains(at)) [best, longest] = [at, length];
    }
  }
  return best;
}

// The box in steps of about 500 m, so that a small move asks for nothing new.
function wide(bounds) {
  const step = 0.005;
  const down = (degrees) => (Math.floor(degrees / step) * step).toFixed(3);
  const up = (degrees) => (Math.ceil(degrees / step) * step).toFixed(3);
  return [down(bounds.getWest()), down(bounds.getSouth()), up(bounds.getEast()), up(bounds.getNorth())].join(",");
}

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
}

function load(tag, attributes) {
  const address = attributes.src ?? attributes.href;
  if (document.querySelector(`[data-map-part="${CSS.escape(address)}"]`)) return Promise.resolve();
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.dataset.mapPart = address;
    element.addEventListener("load", done);
    element.addEventListener("error", () => {
      element.remove();
      failed(new Error(`could not load ${address}`));
    });
    document.head.append(element);
  });
}
