// A photo taken in the street: smaller before it waits, with when and how far from the report's place it was taken.

const LONGEST_PX = 1600;
const QUALITY = 0.82;
const FRESH = 10 * 60 * 1000; // an older file was not taken just now
const FARTHEST_M = 50000;
const EARTH_M = 6371000;
const ASK = { enableHighAccuracy: true, timeout: 8000, maximumAge: 30000 };

// Return {lat, lon} of the telephone, null where it does not say.
export function position() {
  return new Promise((done) => {
    if (!navigator.geolocation) return done(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ lat: coords.latitude, lon: coords.longitude }),
      () => done(null),
      ASK,
    );
  });
}

// Return metres between two places, on a round earth.
export function metres(a, b) {
  const rad = Math.PI / 180;
  const half = (x) => Math.sin((x * rad) / 2) ** 2;
  const chord = half(b.lat - a.lat) + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * half(b.lon - a.lon);
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(chord)));
}

// Return the photo as it will be sent: {photo, taken: {taken_at, distance_m?, from_gallery}}.
export async function taken(file, pin, { fromGallery }) {
  const at = file.lastModified || Date.now();
  const isOld = fromGallery || Date.now() - at > FRESH;
  const [photo, here] = await Promise.all([shrunk(file), isOld ? null : position()]);
  const away = here && { distance_m: Math.min(Math.round(metres(here, pin)), FARTHEST_M) };
  return { photo, taken: { taken_at: new Date(at).toISOString(), from_gallery: isOld, ...away } };
}

// Return the photo with its longer side at most 1600 px; the file as it is where the browser cannot read it (HEIC).
async function shrunk(file) {
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_PX / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file;
  }
}
