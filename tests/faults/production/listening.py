"""An open inbox: it hears news, comes back by itself, and says what it has seen, as the page's own script does."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

PAUSE_S = 0.5
PATIENCE_S = 10.0


class Listening(threading.Thread):
    """``heard`` counts how often each report was announced; ``reloads`` how often the page was told to begin anew."""

    def __init__(self, officer: httpx.Client, *, since: int) -> None:
        super().__init__(daemon=True)
        address = str(officer.base_url).rstrip("/")
        self._address = f"ws://{urlsplit(address).netloc}/ws/inbox"
        self._headers = {"Cookie": f"sessionid={officer.cookies['sessionid']}", "Origin": address}
        self._seen = since
        self._over = threading.Event()
        self.heard: Counter[str] = Counter()
        self.openings = 0
        self.reloads = 0

    def run(self) -> None:
        while not self._over.is_set():
            try:
                self._hear()
            except (OSError, WebSocketException):
                time.sleep(PAUSE_S)

    def _hear(self) -> None:
        with connect(self._address, additional_headers=self._headers, proxy=None, open_timeout=PATIENCE_S) as socket:
            socket.send(json.dumps({"since": self._seen}))
            self.openings += 1
            asked_at = time.monotonic()
            while not self._over.is_set():
                try:
                    self._take(json.loads(socket.recv(timeout=PAUSE_S)))
                    asked_at = time.monotonic()
                except TimeoutError:
                    silent_s = time.monotonic() - asked_at
                    if silent_s > 2 * PATIENCE_S:
                        return  # whoever does not answer is away
                    if silent_s > PATIENCE_S:
                        socket.send(json.dumps({"ping": self._seen}))

    def _take(self, message: dict[str, object]) -> None:
        if message["event"] == "reload":
            self.reloads += 1
        if isinstance(seq := message.get("seq"), int):
            self._seen = max(self._seen, seq)
        if message["event"] == "report.created":
            self.heard[str(message["code"])] += 1

    def has_heard(self, codes: set[str], *, within_s: float) -> bool:
        """Whether it has heard of all of ``codes`` in time."""
        deadline = time.monotonic() + within_s
        while not codes <= set(self.heard):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def end(self) -> None:
        self._over.set()
        self.join(timeout=30)


@contextmanager
def listening(officer: httpx.Client) -> Iterator[Listening]:
    """Keep an inbox open, from all that there is on."""
    inbox = Listening(officer, since=_newest_seq(officer))
    inbox.start()
    yield inbox
    inbox.end()


def _newest_seq(officer: httpx.Client) -> int:
    """Return how far the history goes at this moment, as the inbox's page is told it."""
    found = officer.get("/staff/").text.split('data-seq="', 1)[1].split('"', 1)[0]
    return int(found)
