"""A neighbour at a port of its own: it answers as a test tells it to, badly too, and remembers what it was asked."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from backend.accounts.models import Role
from backend.core import edition
from notifications.models import Partner
from tests.reports.filing import NOW, officer

Reply = tuple[int, Any] | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Neighbour:
    """``replies``: by verb and path what is answered: (status, JSON), or a deed done on the line itself."""

    port: int
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}/v2"

    def posts(self) -> list[dict[str, str]]:
        return [fields for what, fields, _headers in self.asked if what == "POST /v2/requests.json"]


@contextmanager
def neighbour() -> Iterator[Neighbour]:
    class Door(BaseHTTPRequestHandler):
        def log_message(self, *_words: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self._answer("GET", urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._answer("POST", self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, verb: str, sent: str) -> None:
            what = f"{verb} {urlsplit(self.path).path}"
            here.asked.append((what, {name: one[0] for name, one in parse_qs(sent).items()}, dict(self.headers)))
            reply = here.replies.get(what, (404, []))
            if callable(reply):
                reply(self)
                return
            body = reply[1] if isinstance(reply[1], bytes) else json.dumps(reply[1]).encode()
            self.send_response(reply[0])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    here = Neighbour(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def breaks_off(door: BaseHTTPRequestHandler) -> None:
    """End the line without a word, after the question was read."""
    door.connection.shutdown(socket.SHUT_RDWR)


def redirects(door: BaseHTTPRequestHandler) -> None:
    door.send_response(302)
    door.send_header("Location", "/v2/elsewhere")
    door.send_header("Content-Length", "0")
    door.end_headers()


def never_ends(door: BaseHTTPRequestHandler) -> None:
    """Send and send, until the other end has had enough."""
    door.send_response(200)
    door.end_headers()
    try:
        for _number in range(1000):
            door.wfile.write(b"[" * 10_000)
    except OSError:
        pass


def drips(door: BaseHTTPRequestHandler) -> None:
    """Send a letter at a time, each before anybody would call it late."""
    try:
        for _number in range(200):
            door.wfile.write(b"H")
            door.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


def partnered() -> Partner:
    """Return a partner that takes household waste; it is set up where it is not there yet."""
    made = {"endpoint": "https://open311.gialam.example/v2", "services": {"household_waste": "rac"}}
    by = officer(None, Role.ADMINISTRATOR, username="quan-tri-ket-noi")
    row, is_new = Partner.objects.get_or_create(name="Gia Lâm", defaults=made | {"made_by": by, "created_at": NOW})
    if is_new:
        edition.changed()
    return row
