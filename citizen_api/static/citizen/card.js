// The confirmation as a picture: what the page says, the code to scan, the address. To be kept with other photos.

const WIDTH = 1080;
const EDGE = 64;
const QR_WIDTH = 560;
const INK = "#17222d";
const MUTED = "#3d4a57";
const BRAND = "#0a4a63";
const FACE = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif";

const button = document.getElementById("save");
const said = document.getElementById("saved");
const qr = document.querySelector("#qr svg");

function words(selector) {
  return document.querySelector(selector)?.textContent.trim().replace(/\s+/g, " ") ?? "";
}

function blocks() {
  const facts = [...document.querySelectorAll("#facts dt")].flatMap((name) => [
    { text: name.textContent.trim(), font: `30px ${FACE}`, colour: MUTED, height: 42, before: 18 },
    { text: name.nextElementSibling.textContent.trim(), font: `600 38px ${FACE}`, colour: INK, height: 50, before: 0 },
  ]);
  return [
    { text: words(".brand"), font: `700 40px ${FACE}`, colour: BRAND, height: 56, before: 0 },
    { text: words(".sent h1"), font: `600 36px ${FACE}`, colour: INK, height: 50, before: 12 },
    { text: words(".tracking-code"), font: "700 96px monospace", colour: BRAND, height: 120, before: 12 },
    ...facts,
  ];
}

function after() {
  const call = words("#hotline");
  return [
    { text: button.dataset.scan, font: `30px ${FACE}`, colour: INK, height: 42, before: 24 },
    { text: document.getElementById("own-link").href, font: "28px monospace", colour: INK, height: 40, before: 12 },
    ...(call ? [{ text: call, font: `600 32px ${FACE}`, colour: INK, height: 44, before: 24 }] : []),
  ];
}

// Words are kept whole where they fit; an address has no blanks and is cut where the line ends.
function wrapped(pen, { text, font }) {
  pen.font = font;
  const lines = [];
  let line = "";
  for (const part of text.match(/\S+\s*/g) ?? []) {
    if (line && pen.measureText(line + part.trimEnd()).width > WIDTH - 2 * EDGE) {
      lines.push(line);
      line = "";
    }
    for (const letter of part) {
      if (pen.measureText(line + letter).width > WIDTH - 2 * EDGE) {
        lines.push(line);
        line = "";
      }
      line += letter;
    }
  }
  return line ? [...lines, line] : lines;
}

function laid(pen, some, top) {
  const lines = [];
  let y = top;
  for (const block of some) {
    y += block.before;
    for (const line of wrapped(pen, block)) {
      lines.push({ ...block, line, y });
      y += block.height;
    }
  }
  return { lines, y };
}

function drawn() {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const side = qr.viewBox.baseVal.width;
  const scale = Math.floor(QR_WIDTH / side);
  const above = laid(pen, blocks(), EDGE);
  const below = laid(pen, after(), above.y + 24 + scale * side);
  canvas.width = WIDTH;
  canvas.height = below.y + EDGE;
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.textBaseline = "top";
  for (const { line, font, colour, y } of [...above.lines, ...below.lines]) {
    pen.font = font;
    pen.fillStyle = colour;
    pen.fillText(line, EDGE, y);
  }
  pen.translate(Math.floor((WIDTH - scale * side) / 2), above.y + 24);
  pen.scale(scale, scale);
  pen.strokeStyle = "#000000";
  pen.stroke(new Path2D(qr.querySelector("path[stroke]").getAttribute("d")));
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

async function shared(file) {
  if (!navigator.canShare?.({ files: [file] })) return false;
  try {
    await navigator.share({ files: [file], title: button.dataset.title });
    return true;
  } catch (failure) {
    return failure.name === "AbortError"; // they have seen the choice and want none of it
  }
}

function downloaded(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function save() {
  try {
    const picture = await drawn();
    const file = new File([picture], button.dataset.name, { type: "image/png" });
    if (await shared(file)) return;
    downloaded(file);
    said.textContent = button.dataset.done;
  } catch (failure) {
    console.warn(failure);
    said.textContent = button.dataset.failed;
  }
}

button.hidden = false;
button.addEventListener("click", save);
