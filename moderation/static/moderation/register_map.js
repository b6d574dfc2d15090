// The map of one entry of the registers, drawn when it comes into sight; without a script its degrees are beside it.

const place = document.getElementById("map");

document.getElementById("refused")?.focus();

new IntersectionObserver(async (entries, observer) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  observer.disconnect();
  const { openMap } = await import(place.dataset.module);
  const { lat, lon, script, styles, wards, streets } = place.dataset;
  await openMap(place, { at: { lat: Number(lat), lon: Number(lon) }, script, styles, wards, streets });
}).observe(place);
