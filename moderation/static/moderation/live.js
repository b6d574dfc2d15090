// The socket of an open page: it comes back by itself, asks for what it missed, and says when it is away.

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;
const SIGNED_OUT = 4401;

// Call `told(message)` for every piece of news after `seq`, `changed(isOpen)` when the socket opens or closes.
export function listen({ seq, told, changed }) {
  let seen = seq;
  let pause = FIRST_PAUSE;
  const connect = () => {
    const address = new URL("/ws/inbox", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => {
      pause = FIRST_PAUSE;
      socket.send(JSON.stringify({ since: seen }));
      changed(true);
    });
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(data);
      if (message.seq) seen = Math.max(seen, message.seq);
      told(message);
    });
    socket.addEventListener("close", ({ code }) => {
      changed(false);
      if (code === SIGNED_OUT) return location.reload();
      setTimeout(connect, pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    });
  };
  connect();
}
