"""Posts to addresses that others named: the name is resolved once, each answer checked, and the checked one dialled."""

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from types import TracebackType

from notifications.carriers.unsent import Unsent
from notifications.public_address import Target, is_public

TIMEOUT_S = 5.0  # in all: name, connection, encryption, sending and the head of the answer
ENOUGH = 4096  # bytes of an answer that are read; nobody looks at them
_RESOLVERS = ThreadPoolExecutor(8, thread_name_prefix="resolver")  # a name server that hangs holds up none but itself


class Gone(Unsent):
    """The receiver wants nothing more at this address."""

    def __init__(self) -> None:
        super().__init__("gone", is_final=True)


@dataclass(frozen=True)
class Answered:
    """The receiver took it, with ``status``, after ``took_ms``."""

    status: int
    took_ms: int


def post(target: Target, body: bytes, *, headers: Mapping[str, str]) -> Answered:
    """Post ``body``, JSON, to ``target`` within :data:`TIMEOUT_S`. Raises Gone, Unsent. Redirects are not followed."""
    begun = time.monotonic()
    sent = {"Host": target.authority, "Content-Type": "application/json", "Connection": "close", **headers}
    try:
        with _Call(target, ends=begun + TIMEOUT_S) as call:
            status = call.post(body, sent)
    except TimeoutError as slow:
        raise Unsent("timeout") from slow
    except ssl.SSLError as unsafe:
        raise Unsent("tls") from unsafe
    except (OSError, HTTPException, ValueError) as broken:
        is_late = time.monotonic() - begun >= TIMEOUT_S
        raise Unsent("timeout" if is_late else "no_answer") from broken
    _check(status)
    return Answered(status, round((time.monotonic() - begun) * 1000))


def addresses(target: Target, *, within_s: float) -> list[str]:
    """Return the IP addresses of ``target``, all of them public. Raises Unsent where one is not, or there is none."""
    looking = _RESOLVERS.submit(socket.getaddrinfo, target.host, target.port, 0, socket.SOCK_STREAM)
    try:
        found = [str(place[4][0]) for place in looking.result(within_s)]
    except (socket.gaierror, UnicodeError) as unknown:
        raise Unsent("no_such_name") from unknown
    finally:
        looking.cancel()
    if not target.is_trusted and not all(is_public(one) for one in found):
        raise Unsent("inner_address")
    return list(dict.fromkeys(found))


def tls() -> ssl.SSLContext:
    """Return how we encrypt: certificates and names are checked."""
    return ssl.create_default_context()


class _Call:
    """One connection with an end: when time is up its socket is shut, whatever it is doing."""

    def __init__(self, target: Target, *, ends: float) -> None:
        self._target, self._ends = target, ends
        self._socket = self._dialled()
        self._watch = threading.Timer(max(0.0, self._left()), self._cut)
        self._watch.daemon = True

    def __enter__(self) -> "_Call":
        self._watch.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._watch.cancel()
        self._socket.close()

    def post(self, body: bytes, headers: Mapping[str, str]) -> int:
        """Send and return the status of the answer."""
        plain = HTTPConnection(self._target.host, self._target.port)
        plain.sock = self._encrypted()
        plain.putrequest("POST", self._target.path, skip_host=True, skip_accept_encoding=True)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            plain.putheader(name, value)
        plain.endheaders(body)
        with plain.getresponse() as answer:
            answer.read(ENOUGH)
            status = answer.status
        if self._left() <= 0:  # cut while the head came in: half of one reads like a whole one
            raise TimeoutError
        return status

    def _dialled(self) -> socket.socket:
        failed: OSError = OSError("no address")
        for address in addresses(self._target, within_s=self._left()):
            try:
                return socket.create_connection((address, self._target.port), timeout=max(0.01, self._left()))
            except OSError as refused:
                failed = refused
        raise failed

    def _encrypted(self) -> socket.socket:
        """Return the socket, encrypted where it is https: for the name asked for, not for the number dialled."""
        if self._target.scheme == "https":
            name = self._target.host
            encrypted = tls().wrap_socket(self._socket, server_hostname=name, do_handshake_on_connect=False)
            self._socket = encrypted  # first, so that a handshake without end is cut, too
            encrypted.do_handshake()
        return self._socket

    def _left(self) -> float:
        return self._ends - time.monotonic()

    def _cut(self) -> None:
        try:
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # below the encryption: another thread is reading
        except OSError:
            """It has ended by itself."""


def _check(status: int) -> None:
    """Raise Gone, Unsent for any status but a good one."""
    if status == HTTPStatus.GONE:
        raise Gone
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise Unsent("redirect")
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise Unsent(f"status_{status}")
