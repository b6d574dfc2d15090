// News of one report: the socket says that something changed, the page asks for the part that did.

const progress = document.getElementById("progress");
const news = document.getElementById("news");
const show = document.getElementById("show-news");
const LONGEST_PAUSE_MS = 60_000;
let pause = 2_000;

function listen() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/ws/reports/${progress.dataset.code}`);
  socket.addEventListener("open", () => {
    pause = 2_000;
  });
  socket.addEventListener("message", () => (isBusy() ? offer() : look()));
  socket.addEventListener("close", (event) => {
    if (event.code >= 4000) return; // the server does not want us: the page stays as it is
    setTimeout(listen, pause);
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
  });
}

async function look() {
  try {
    const answer = await fetch(progress.dataset.history);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const typed = [...progress.querySelectorAll("textarea")].map(({ id, value }) => [id, value]);
    progress.replaceChildren(...page.body.childNodes);
    for (const [id, value] of typed) if (document.getElementById(id)) document.getElementById(id).value = value;
    say();
    show.hidden = true;
  } catch (failure) {
    console.warn(failure);
  }
}

// Somebody is writing, has chosen photos, or stands on a link or button: nothing is taken from under their fingers.
function isBusy() {
  const boxes = [...progress.querySelectorAll("textarea, input[type=file]")];
  return progress.contains(document.activeElement) || boxes.some((box) => box.value);
}

function offer() {
  say();
  show.hidden = false;
}

// The paragraph stands there empty from the beginning: what is written into it is read aloud.
function say() {
  news.className = "notice";
  news.textContent = news.dataset.came;
}

show.addEventListener("click", async () => {
  await look();
  news.focus();
});
listen();
