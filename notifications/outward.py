"""Calls to addresses that somebody typed: the name is asked once, each answer checked, the checked one dialled.

Short, bounded, never led elsewhere. Whatever is sent to others than the operator's own services goes this way.
"""

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from types import TracebackType
from urllib.parse import urlsplit

from notifications.public_address import Target, is_inside, is_public

WHOLE_S = 15.0  # in all: name, connection, encryption, question and answer; who sends a letter at a time is left
MOST_BYTES = 1_000_000
_STEP_S = 5.0  # for each thing that is waited for
_CHUNK = 1 << 16
_RESOLVERS = ThreadPoolExecutor(8, thread_name_prefix="resolver")  # a name server that hangs holds up none but itself


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


@dataclass(frozen=True)
class Patience:
    """How long a call may take in all, and how much of the answer is read; what is longer is refused, or left there."""

    whole_s: float
    most_bytes: int
    leaves_rest: bool = False


class Unreachable(Exception):
    """No answer. ``code`` is stable ASCII; ``was_sent``: the other end may have got the question."""

    def __init__(self, code: str, *, was_sent: bool) -> None:
        super().__init__(code)
        self.code = code
        self.was_sent = was_sent


def ask(question: Question, *, patience: Patience | None = None) -> Answer:
    """Ask, and return the answer, a redirection as it is. Raises Unreachable."""
    limits = patience or Patience(WHOLE_S, MOST_BYTES)
    call = _Call(_target(question.url), ends=time.monotonic() + limits.whole_s)
    try:
        with call:
            return call.ask(question, limits)
    except TimeoutError as slow:
        raise Unreachable("timeout", was_sent=call.was_sent) from slow
    except (OSError, HTTPException, ValueError) as broken:
        raise Unreachable(call.why(broken), was_sent=call.was_sent) from broken


def tls() -> ssl.SSLContext:
    """Return how we encrypt: certificates and names are checked."""
    return ssl.create_default_context()


class _Call:
    """One connection with an end: when time is up its socket is shut, whatever it is doing."""

    def __init__(self, target: Target, *, ends: float) -> None:
        self.was_sent = False
        self._target, self._ends = target, ends
        self._socket: socket.socket | None = None
        self._watch = threading.Timer(max(0.0, self._left()), self._cut)
        self._watch.daemon = True

    def __enter__(self) -> "_Call":
        self._watch.start()
        try:
            self._socket = self._dialled()
        except BaseException:
            self._watch.cancel()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._watch.cancel()
        if self._socket:
            self._socket.close()

    def ask(self, question: Question, limits: Patience) -> Answer:
        """Send and return the answer."""
        plain = HTTPConnection(self._target.host, self._target.port)
        plain.sock = self._encrypted()
        verb = "GET" if question.body is None else "POST"
        plain.putrequest(verb, self._target.path, skip_host=True, skip_accept_encoding=True)
        own = {"Host": self._target.authority, "Accept-Encoding": "identity", "Connection": "close"}
        length = {} if question.body is None else {"Content-Length": str(len(question.body))}
        for name, value in {**own, **question.headers, **length}.items():
            plain.putheader(name, value)
        self.was_sent = True
        plain.endheaders(question.body)
        with plain.getresponse() as response:
            headers = {name.lower(): value for name, value in response.getheaders()}
            answer = Answer(response.status, headers, _body(response, limits))
        if self._left() <= 0:  # cut while it came in: half of it reads like the whole
            raise TimeoutError
        return answer

    def why(self, broken: Exception) -> str:
        """Return the code of what went wrong."""
        if self._left() <= 0:
            return "timeout"
        if isinstance(broken, socket.gaierror | UnicodeError) and not self.was_sent:
            return "no_such_name"
        if isinstance(broken, ssl.SSLError) and not self.was_sent:
            return "tls"
        return "broken_off" if self.was_sent else "no_connection"

    def _dialled(self) -> socket.socket:
        failed: OSError = OSError("no address")
        for address in self._addresses():
            try:
                return socket.create_connection((address, self._target.port), timeout=self._step())
            except OSError as refused:
                failed = refused
        raise failed

    def _addresses(self) -> list[str]:
        """Return the addresses of the name, all of them public. Raises Unreachable where one is not."""
        host, port = self._target.host, self._target.port
        looking = _RESOLVERS.submit(socket.getaddrinfo, host, port, 0, socket.SOCK_STREAM)
        try:
            found = [str(place[4][0]) for place in looking.result(self._step())]
        finally:
            looking.cancel()
        if not self._target.is_trusted and not all(map(is_public, found)):
            raise Unreachable("inner_address", was_sent=False)
        return list(dict.fromkeys(found))

    def _encrypted(self) -> socket.socket:
        """Return the socket, encrypted where it is https: for the name asked for, not for the number dialled."""
        if self._socket is None:
            raise OSError("no connection")
        if self._target.scheme == "https":
            name = self._target.host
            encrypted = tls().wrap_socket(self._socket, server_hostname=name, do_handshake_on_connect=False)
            self._socket = encrypted  # first, so that a handshake without end is cut, too
            encrypted.do_handshake()
        return self._socket

    def _left(self) -> float:
        return self._ends - time.monotonic()

    def _step(self) -> float:
        return max(0.01, min(_STEP_S, self._left()))

    def _cut(self) -> None:
        if self._socket:
            with suppress(OSError):  # it has ended by itself
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # below the encryption: another thread reads


def _target(url: str) -> Target:
    """Return where ``url`` leads. Raises Unreachable for what is no plain address."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Unreachable("bad_address", was_sent=False) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise Unreachable("bad_address", was_sent=False)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    return Target(parts.scheme, parts.hostname, port, path, is_inside(parts.hostname, port))


def _body(response: HTTPResponse, limits: Patience) -> bytes:
    if limits.leaves_rest:
        return response.read(limits.most_bytes)
    body = b""
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > limits.most_bytes:
            raise Unreachable("too_large", was_sent=True)
    return body
