// Switches notices on in this browser, where it can have them.

const button = document.getElementById("push-on");
const said = document.getElementById("push-said");
const can = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

if (can) button.hidden = false;
else said.textContent = button.dataset.cannot;

button.addEventListener("click", async () => {
  button.setAttribute("aria-busy", "true");
  try {
    if ((await Notification.requestPermission()) !== "granted") return void (said.textContent = button.dataset.denied);
    const { worker, page, key } = button.dataset;
    const registration = await navigator.serviceWorker.register(worker, { scope: page });
    await ready(registration);
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
    const { endpoint, keys } = subscription.toJSON();
    const body = new FormData();
    for (const [name, value] of Object.entries({ endpoint, ...keys })) body.set(name, value);
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(page, { method: "POST", body, redirect: "error" });
    said.textContent = (await answer.json()).message;
    if (answer.ok) location.reload();
  } catch (failure) {
    console.warn(failure);
    said.textContent = button.dataset.failed;
  } finally {
    button.removeAttribute("aria-busy");
  }
});

// A subscription needs a program that is at work already.
function ready(registration) {
  const worker = registration.installing ?? registration.waiting;
  if (!worker) return Promise.resolve();
  return new Promise((done) => worker.addEventListener("statechange", () => worker.state === "activated" && done()));
}

function bytes(written) {
  const plain = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
