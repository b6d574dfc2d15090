// Photos go up while their person still writes: one at a time, each sent whole again after a break. What is not up
// when Send is pressed goes along with the form.

const PAUSES_MS = [2_000, 5_000, 15_000, 30_000, 60_000];
const LONGEST_MS = 180_000; // a photo on its way for so long is on a dead line
const NO_PHOTO = [400, 413, 415, 422]; // the file itself is at fault: sending it again helps nobody
let wanted = null; // {address, photos(), told(photo)}
let going = null; // {photo, request}
let failures = 0;
let pause = 0;
let isOver = false;

// Begin with what is `waiting` among photos(); told(photo) is called whenever one of them has moved on.
export function begin(wishes) {
  wanted = wishes;
  addEventListener("offline", () => going?.request.abort()); // it would wait for long on a line that is not there
  addEventListener("online", () => {
    failures = 0;
    clearTimeout(pause);
    pause = 0;
    next();
  });
  next();
}

export function next() {
  if (isOver || going || pause || !navigator.onLine) return;
  const photo = wanted.photos().find((one) => one.state === "waiting");
  if (photo) send(photo);
}

// The photo has been taken out: its way up ends.
export function drop(photo) {
  if (going?.photo === photo) going.request.abort();
}

// The form itself goes now, and needs the line for itself.
export function stop() {
  isOver = true;
  clearTimeout(pause);
  going?.request.abort();
}

function send(photo) {
  const request = new XMLHttpRequest();
  going = { photo, request };
  tell(photo, { state: "going", share: 0 });
  request.upload.addEventListener("progress", ({ loaded, total }) => tell(photo, { share: total ? loaded / total : 0 }));
  request.addEventListener("loadend", () => {
    going = null;
    settle(photo, request);
    next();
  });
  request.open("POST", wanted.address);
  request.responseType = "json";
  request.timeout = LONGEST_MS;
  const body = new FormData();
  body.append("photo", photo.file);
  request.send(body);
}

function settle(photo, request) {
  if (!wanted.photos().includes(photo)) return; // taken out meanwhile
  const { status, response } = request;
  if (status === 201 && response?.token) {
    failures = 0;
    tell(photo, { state: "up", token: response.token, until: response.expires_at });
  } else if (NO_PHOTO.includes(status)) {
    failures = 0;
    tell(photo, { state: "refused", words: response?.detail ?? "" });
  } else {
    tell(photo, { state: "waiting" });
    if (!isOver) rest(Number(request.getResponseHeader("Retry-After")) * 1000);
  }
}

function rest(asked_ms) {
  const own_ms = PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)];
  pause = setTimeout(() => {
    pause = 0;
    next();
  }, Math.max(asked_ms, own_ms));
}

function tell(photo, news) {
  Object.assign(photo, news);
  wanted.told(photo);
}
