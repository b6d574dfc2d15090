// News of one report: the socket says that something changed, the page asks for the part that did.

const progress = document.getElementById("progress");
const news = document.getElementById("news");
const LONGEST_PAUSE_MS = 60_000;
let pause = 2_000;

function listen() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/ws/reports/${progress.dataset.code}`);
  socket.addEventListener("open", () => {
    pause = 2_000;
  });
  socket.addEventListener("message", look);
  socket.addEventListener("close", (event) => {
    if (event.code >= 4000) return; // the server does not want us: the page stays as it is
    setTimeout(listen, pause);
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
  });
}

async function look() {
  if (isWriting()) {
    news.hidden = false; // somebody is writing or has chosen photos: nothing is taken from under their fingers
    return;
  }
  try {
    const answer = await fetch(progress.dataset.history);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    progress.replaceChildren(...page.body.childNodes);
    news.hidden = false;
  } catch (failure) {
    console.warn(failure);
  }
}

function isWriting() {
  return [...progress.querySelectorAll("textarea, input[type=file]")].some((box) => box.value || box === document.activeElement);
}

listen();
