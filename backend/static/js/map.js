// The map of both doors: it draws the wards and streets we own. Leaflet is loaded with it, not before.

const MIDDLE = [21.043, 105.898];
const NEAR = 17;
const STREETS_FROM = 15; // zoomed in so far, every street is drawn; before, the main ones
const NAMES_FROM = 16;

// Draw the map into `element` and return {put(lat, lon, accuracy)}. Wanted: script and styles (addresses of Leaflet),
// wards and streets (addresses of GeoJSON), at ({lat, lon} or null), accuracy (metres), onTap(lat, lon) where a pin may be set.
export async function openMap(element, wanted) {
  await Promise.all([load("script", { src: wanted.script }), load("link", { rel: "stylesheet", href: wanted.styles })]);
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
  if (!wanted.at) map.fitBounds(outline.getBounds());
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

// Streets of what is on the screen; each box once.
function streetsOn(L, map, address) {
  const layer = L.layerGroup().addTo(map);
  let drawn = "";
  const draw = async () => {
    const all = map.getZoom() >= STREETS_FROM;
    const box = all ? wide(map.getBounds()) : "";
    if (drawn === `${all}${box}`) return;
    drawn = `${all}${box}`;
    const mine = drawn;
    const streets = await json(all ? `${address}?box=${box}` : address);
    if (mine !== drawn) return;
    layer.clearLayers();
    L.geoJSON(streets, {
      interactive: false,
      style: (street) => ({ className: street.properties.is_main ? "street-line street-main" : "street-line" }),
      onEachFeature: (street, line) => named(map, street, line),
    }).addTo(layer);
  };
  map.on("moveend", () => draw().catch(console.warn));
  draw().catch(console.warn);
}

function named(map, street, line) {
  if (map.getZoom() < NAMES_FROM) return;
  const points = street.geometry.coordinates.flat();
  const bounds = map.getBounds();
  const seen = points.filter(([lon, lat]) => bounds.contains([lat, lon]));
  if (!seen.length) return;
  const [lon, lat] = seen[Math.floor(seen.length / 2)];
  line.bindTooltip(street.properties.name, { permanent: true, direction: "center", className: "street-name" });
  line.on("add", () => line.openTooltip([lat, lon]));
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
  const known = document.querySelector(`${tag}[data-map-part]`);
  if (known) return Promise.resolve();
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.dataset.mapPart = "";
    element.addEventListener("load", done);
    element.addEventListener("error", () => {
      element.remove();
      failed(new Error(`could not load ${attributes.src ?? attributes.href}`));
    });
    document.head.append(element);
  });
}
