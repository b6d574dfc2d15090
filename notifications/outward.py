"""Calls to addresses that somebody typed: checked when the line is opened, short, bounded, never led elsewhere."""

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT_S = 5.0  # for each thing that is waited for
WHOLE_S = 15.0  # for all of it: who sends a letter at a time is not waited for
MOST_BYTES = 1_000_000
_CHUNK = 1 << 16
# Ways for addresses of version 4 to hide in version 6, and what Python's own list leaves out.
_NEVER = tuple(map(ip_network, ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48", "192.88.99.0/24", "::/96")))


@dataclass(frozen=True)
class Answer:
    """What came back: the status, headers with names in lower case, the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Question:
    """What is asked: an address (http or https), and with ``body`` a POST of it."""

    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Unreachable(Exception):
    """No answer. ``code`` is stable ASCII; ``was_sent``: the other end may have got the question."""

    def __init__(self, code: str, *, was_sent: bool) -> None:
        super().__init__(code)
        self.code = code
        self.was_sent = was_sent


def ask(question: Question) -> Answer:
    """Ask, and return the answer, a redirection as it is. Raises Unreachable."""
    parts = urlsplit(question.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise Unreachable("bad_address", was_sent=False)
    line = _line(parts.scheme, parts.hostname, parts.port)
    ends = time.monotonic() + WHOLE_S
    try:
        _open(line)
    except Unreachable:
        line.close()
        raise
    watch = threading.Timer(max(0.0, ends - time.monotonic()), _cut, [line.sock])
    watch.daemon = True
    watch.start()
    try:
        return _asked(line, question, f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")
    finally:
        watch.cancel()
        line.close()


def is_open_address(address: str) -> bool:
    """Whether the address, as digits, is one of the open network: nobody's inside, in no disguise."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    real: IPv4Address | IPv6Address = inner or found
    is_never = any(real in network for network in _NEVER if network.version == real.version)
    return real.is_global and not (is_never or real.is_multicast or real.is_reserved or real.is_unspecified)


class _Plain(HTTPConnection):
    """Opens its line to an address that was looked at, and to no other."""

    def connect(self) -> None:
        self.sock = _dial(self.host, self.port)


class _Secret(HTTPSConnection):
    """The same, under TLS for the name that was asked for."""

    def connect(self) -> None:
        self.sock = ssl.create_default_context().wrap_socket(_dial(self.host, self.port), server_hostname=self.host)


def _line(scheme: str, host: str, port: int | None) -> HTTPConnection:
    return (_Secret if scheme == "https" else _Plain)(host, port, timeout=TIMEOUT_S)


def _dial(host: str, port: int) -> socket.socket:
    """Return a line to ``host``. Raises Unreachable where one of its addresses is not of the open network."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if f"{host}:{port}" not in settings.NEIGHBOURS_INSIDE and not all(map(is_open_address, addresses)):
        raise Unreachable("inner_address", was_sent=False)
    return socket.create_connection((addresses[0], port), timeout=TIMEOUT_S)


def _open(line: HTTPConnection) -> None:
    try:
        line.connect()
    except TimeoutError:
        raise Unreachable("timeout", was_sent=False) from None
    except (OSError, UnicodeError):  # no such name, nobody there, no trust; a name that cannot be one
        raise Unreachable("no_connection", was_sent=False) from None


def _asked(line: HTTPConnection, question: Question, target: str) -> Answer:
    verb = "GET" if question.body is None else "POST"
    headers = {"Accept-Encoding": "identity", "Connection": "close", **question.headers}
    try:
        line.request(verb, target, body=question.body, headers=headers)
        with line.getresponse() as response:
            kept = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, kept, _body(response))
    except TimeoutError:
        raise Unreachable("timeout", was_sent=True) from None
    except (OSError, HTTPException, ValueError):
        raise Unreachable("broken_off", was_sent=True) from None


def _body(response: HTTPResponse) -> bytes:
    body = b""
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            raise Unreachable("too_large", was_sent=True)
    return body


def _cut(wire: socket.socket) -> None:
    """End the line under whoever waits at it."""
    with suppress(OSError):  # it has ended
        wire.shutdown(socket.SHUT_RDWR)
