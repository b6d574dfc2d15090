"""Webhooks for tests, and receivers: a good one, and some that mean harm."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from backend.reports.changes import Turn
from backend.reports.models import Event
from notifications.models import Delivery, Webhook
from notifications.webhooks import owing, registering
from notifications.webhooks.registering import WantedHook
from tests.accounts.keys import made_key
from tests.reports.filing import NOW

PUBLIC = "https://hook.example.org/changes"
SLOW_S = 30.0


def hooked(url: str = PUBLIC, *turns: str, now: datetime = NOW) -> Webhook:
    """Register a webhook of a new key, told of ``turns`` (everything, where none is named)."""
    key, _secret = made_key(now=now, name=f"Hệ thống nhận tin {Webhook.objects.count() + 1}")
    hook, _signs = registering.register(key, WantedHook(url=url, turns=turns or Turn.values), by=None, now=now)
    return hook


def owe_everything() -> None:
    """Owe every event of the history to every webhook, and so fill its log."""
    Webhook.objects.update(read_to=0)
    Delivery.objects.all().delete()
    for pk in Webhook.objects.values_list("pk", flat=True):
        events = Event.objects.filter(report__isnull=False).order_by("seq")
        Delivery.objects.bulk_create(Delivery(webhook_id=pk, event=one, not_before=NOW) for one in events)
    owing.write_deliveries(now=NOW)


@dataclass
class Receiver:
    """What came in; ``answers`` are the statuses of the next calls (then 200), ``how`` is how it misbehaves."""

    how: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def said(self) -> list[dict[str, Any]]:
        """Return the data of every message that came."""
        return [json.loads(body)["data"] for _headers, body in self.got]


@contextmanager
def receiving(how: str = "") -> Iterator[Receiver]:
    """Listen on the loopback address until the block ends."""
    receiver = Receiver(how)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            with suppress(OSError):  # who is cut off hears it here
                _ANSWERS.get(receiver.how, _plainly)(self, receiver)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    receiver.address = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()


def _plainly(asked: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    asked.send_response(receiver.answers.pop(0) if receiver.answers else 200)
    asked.send_header("Content-Length", "0")
    asked.end_headers()


def _silently(_asked: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    receiver.over.wait(SLOW_S)


def _by_drops(asked: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    """Write a head that never ends, a letter at a time, each well within any time limit for reading."""
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    ends = time.monotonic() + SLOW_S
    while time.monotonic() < ends and not receiver.over.wait(0.2):
        asked.wfile.write(b"a")


def _without_end(asked: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not receiver.over.is_set():
        asked.wfile.write(b"a" * 65_536)


def _elsewhere(asked: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    asked.send_response(307)
    asked.send_header("Location", receiver.address)
    asked.send_header("Content-Length", "0")
    asked.end_headers()


def _in_noise(asked: BaseHTTPRequestHandler, receiver: Receiver) -> None:
    asked.wfile.write(b"\x00\xff SSH-2.0 nothing of ours\r\n\r\n")
    asked.close_connection = True


_ANSWERS = {
    "silent": _silently, "drops": _by_drops, "endless": _without_end, "redirect": _elsewhere, "noise": _in_noise,
}  # fmt: skip
