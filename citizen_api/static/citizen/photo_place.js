// The place that a telephone has written into its photo (GPS in the EXIF part of a JPEG): read here, in the browser,
// and offered as a button. It is sent nowhere unless that button is tapped.

const HEAD_BYTES = 256 * 1024; // EXIF stands in the first segments, none of them longer than 64 kB
const GPS_PART = 0x8825;
const RATIONAL = 5;
const box = document.getElementById("photo-place");
const button = document.getElementById("photo-place-use");

// Return {lat, lon} in WGS 84 degrees, null where the file has none or is none of ours to read.
export async function placeIn(file) {
  try {
    return inJpeg(new DataView(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  } catch {
    return null; // cut off or broken: no place
  }
}

// Offer the place of the first photo that has one; none takes the offer away.
export function offer(photos) {
  const at = photos.find((photo) => photo.place)?.place;
  box.hidden = !at || button.dataset.used === words(at);
  if (at) button.dataset.at = words(at);
}

// It is used: the offer is put away.
button.addEventListener("click", () => {
  button.dataset.used = button.dataset.at;
  box.hidden = true;
});

function words({ lat, lon }) {
  return `${lat.toFixed(6)},${lon.toFixed(6)}`;
}

function inJpeg(bytes) {
  if (bytes.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (bytes.getUint8(at) === 0xff && bytes.getUint8(at + 1) !== 0xda) {
    const isExif = bytes.getUint8(at + 1) === 0xe1 && bytes.getUint32(at + 4) === 0x45786966; // "Exif"
    if (isExif) return inTiff(new DataView(bytes.buffer, at + 10));
    at += 2 + bytes.getUint16(at + 2);
  }
  return null;
}

function inTiff(bytes) {
  const isLittle = bytes.getUint16(0) === 0x4949;
  const pointer = entries(bytes, bytes.getUint32(4, isLittle), isLittle).get(GPS_PART);
  if (!pointer) return null;
  const gps = entries(bytes, bytes.getUint32(pointer.value, isLittle), isLittle);
  const lat = degrees(bytes, gps.get(1), gps.get(2), "S", isLittle);
  const lon = degrees(bytes, gps.get(3), gps.get(4), "W", isLittle);
  const isPlace = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0); // NaN is none either
  return isPlace ? { lat, lon } : null;
}

// Return the tags of a directory: where the value of each stands, or where it says that the value stands.
function entries(bytes, start, isLittle) {
  const found = new Map();
  const count = bytes.getUint16(start, isLittle);
  for (let i = 0; i < count; i++) {
    const at = start + 2 + i * 12;
    found.set(bytes.getUint16(at, isLittle), { type: bytes.getUint16(at + 2, isLittle), value: at + 8 });
  }
  return found;
}

function degrees(bytes, side, parts, negative, isLittle) {
  if (!side || parts?.type !== RATIONAL) return NaN;
  const start = bytes.getUint32(parts.value, isLittle);
  const part = (i) => {
    const [over, under] = [bytes.getUint32(start + i * 8, isLittle), bytes.getUint32(start + i * 8 + 4, isLittle)];
    return over === 0 ? 0 : over / under;
  };
  const size = part(0) + part(1) / 60 + part(2) / 3600;
  return String.fromCharCode(bytes.getUint8(side.value)) === negative ? -size : size;
}
