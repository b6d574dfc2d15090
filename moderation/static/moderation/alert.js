// The page of one alert or hot spot: its circle on the map with the places of its reports, once it comes into sight.

const place = document.getElementById("alert-map");

document.getElementById("refused")?.focus();

new IntersectionObserver(async (entries, observer) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  observer.disconnect();
  const { openMap } = await import(place.dataset.module);
  const { lat, lon, radius, script, styles, wards, streets } = place.dataset;
  const at = { lat: Number(lat), lon: Number(lon) };
  const { map } = await openMap(place, { at, accuracy: Number(radius), script, styles, wards, streets });
  const spots = [...document.querySelectorAll("[data-lat][data-lon]")].filter((one) => one !== place);
  const points = spots.map((one) => [Number(one.dataset.lat), Number(one.dataset.lon)]);
  for (const point of points) globalThis.L.circleMarker(point, { radius: 7, className: "alert-spot", interactive: false }).addTo(map);
  const circle = globalThis.L.latLng(at.lat, at.lon).toBounds(2 * Number(radius));
  map.fitBounds(points.length ? circle.extend(globalThis.L.latLngBounds(points)) : circle, { animate: false, maxZoom: 18 });
}).observe(place);
