// The socket of an open page: it comes back by itself, asks for what it missed, and says when it is away.

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;
const SIGNED_OUT = 4401;
const BEAT = 20000; // how often the page asks whether the other end is still there
const PATIENCE = 10000; // an end that neither opens nor answers this long is away, whatever the browser believes

// Call `told(message)` for every piece of news after `seq`, `changed(isOpen)` when the socket opens or closes.
export function listen({ seq, told, changed }) {
  let seen = seq;
  let pause = FIRST_PAUSE;
  const connect = () => {
    const address = new URL("/ws/inbox", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    let isOver = false;
    let beat = null;
    let silence = setTimeout(over, PATIENCE);
    const hear = () => clearTimeout(silence);
    socket.addEventListener("open", () => {
      hear();
      pause = FIRST_PAUSE;
      socket.send(JSON.stringify({ since: seen }));
      beat = setInterval(() => {
        socket.send(JSON.stringify({ ping: seen }));
        hear();
        silence = setTimeout(over, PATIENCE);
      }, BEAT);
      changed(true);
    });
    socket.addEventListener("message", ({ data }) => {
      if (isOver) return;
      hear();
      const message = JSON.parse(data);
      if (message.event === "pong") return;
      if (message.seq) seen = Math.max(seen, message.seq);
      told(message);
    });
    socket.addEventListener("close", over);
    // A dead line closes late or never: whoever finds it first, the browser or the beat, connects anew, once.
    function over({ code } = {}) {
      if (isOver) return;
      isOver = true;
      hear();
      clearInterval(beat);
      socket.close();
      changed(false);
      if (code === SIGNED_OUT) return location.reload();
      setTimeout(connect, pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  };
  connect();
}
