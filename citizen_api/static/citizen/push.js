// "Báo tin trên máy này": notices in this browser, where it can have them; asked for only when the button is pressed.

const box = document.getElementById("push");
const [start, stop, said] = ["push-start", "push-stop", "push-said"].map((id) => document.getElementById(id));
const can = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

if (can) begin();

async function begin() {
  box.hidden = false;
  start.addEventListener("click", () => tried(turnOn));
  stop.addEventListener("click", () => tried(turnOff));
  try {
    const subscription = await subscribed();
    if (subscription) show(await told("look", subscription));
  } catch (failure) {
    console.warn(failure);
  }
}

async function turnOn() {
  if ((await Notification.requestPermission()) !== "granted") return void (said.textContent = box.dataset.denied);
  await navigator.serviceWorker.register(box.dataset.worker);
  const registration = await navigator.serviceWorker.ready;
  const applicationServerKey = bytes(box.dataset.key);
  show(await told("start", await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })));
}

async function turnOff() {
  const subscription = await subscribed();
  if (subscription) show(await told("stop", subscription));
  else show({ following: false, message: "" });
}

async function tried(deed) {
  for (const button of [start, stop]) button.setAttribute("aria-busy", "true");
  try {
    await deed();
  } catch (failure) {
    console.warn(failure);
    said.textContent = box.dataset.failed;
  } finally {
    for (const button of [start, stop]) button.removeAttribute("aria-busy");
  }
}

function show({ following, message }) {
  const was = document.activeElement;
  start.hidden = following;
  stop.hidden = !following;
  if (was === start || was === stop) (following ? stop : start).focus();
  said.textContent = message;
}

async function subscribed() {
  const registration = await navigator.serviceWorker.getRegistration(box.dataset.worker);
  return registration?.pushManager.getSubscription();
}

async function told(act, subscription) {
  const { endpoint, keys } = subscription.toJSON();
  const body = new FormData(document.getElementById(box.dataset.form));
  for (const [name, value] of Object.entries({ act, endpoint, ...keys })) body.set(name, value);
  const answer = await fetch(box.dataset.url, { method: "POST", body, redirect: "error" });
  const heard = await answer.json();
  return answer.ok ? heard : { following: act === "stop", message: heard.detail };
}

function bytes(written) {
  const plain = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
