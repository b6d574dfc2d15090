// Photos: shown at once, made smaller before they travel, taken out again with one tap.

const LONGEST_PX = 1600;
const QUALITY = 0.82;
const input = document.getElementById("photos-input");
const list = document.getElementById("new-photos");
const said = document.getElementById("photos-said");
const most = Number(input.dataset.most);
let held = []; // {file, url}

export async function chosen() {
  const fresh = [...input.files];
  input.files = asList(); // until they are ready, the form holds what it held
  said.textContent = input.dataset.working;
  const room = Math.max(0, most - keptBefore() - held.length);
  for (const file of fresh.slice(0, room)) {
    const small = await shrunk(file);
    held.push({ file: small, url: URL.createObjectURL(small) });
  }
  said.textContent = fresh.length > room ? input.dataset.tooMany : "";
  show();
}

export function restore(files) {
  held = files.map((file) => ({ file, url: URL.createObjectURL(file) }));
  show();
}

function show() {
  input.files = asList();
  input.form.dispatchEvent(new Event("photos"));
  list.hidden = held.length === 0;
  list.replaceChildren(...held.map(tile));
  document.getElementById("photos-error")?.remove();
  const askedWhy = document.getElementById("no-photo");
  if (askedWhy) askedWhy.hidden = held.length + keptBefore() > 0;
}

function tile(photo, index) {
  const item = document.createElement("li");
  item.className = "photo";
  const image = new Image();
  image.src = photo.url;
  image.alt = `${input.dataset.photo} ${index + 1}`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = input.dataset.remove;
  button.setAttribute("aria-label", `${input.dataset.remove} ${index + 1}`);
  button.addEventListener("click", () => {
    URL.revokeObjectURL(photo.url);
    held = held.filter((one) => one !== photo);
    show();
    input.focus();
  });
  item.append(image, button);
  return item;
}

function asList() {
  const transfer = new DataTransfer();
  for (const photo of held) transfer.items.add(photo.file);
  return transfer.files;
}

function keptBefore() {
  return document.querySelectorAll("input[name=photo_tokens]:checked").length;
}

// Return the photo with its longer side at most 1600 px; the file as it is where the browser cannot read it (HEIC).
async function shrunk(file) {
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = LONGEST_PX / Math.max(image.width, image.height);
    if (scale >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}
