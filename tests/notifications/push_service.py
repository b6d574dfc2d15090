"""A push service of our own: it takes notices as a browser maker's does, and reads them as the browser would."""

import base64
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.accounts.models import User
from notifications.models import PushSubscription
from notifications.push_services import public_key
from notifications.subscriptions import subscribe
from tests.reports.filing import NOW

_A_DAY_S = 24 * 3600  # no token is good for longer (RFC 8292)


def plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Browser:
    """A browser's keys, and the push service that carries to it, answering with ``status``."""

    status: int = 201
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    address: str = ""
    statuses: dict[str, int] = field(default_factory=dict)  # by the name of the browser, where they differ

    @property
    def p256dh(self) -> str:
        return plain(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def subscribed(self, user: User, name: str = "one") -> PushSubscription:
        endpoint = f"{self.address}/{name}"
        keys = {"p256dh": self.p256dh, "auth": plain(self.auth)}
        return subscribe(user, endpoint=endpoint, browser="Thử", now=NOW, **keys)

    def read(self) -> dict[str, str]:
        """Return the last notice as the browser shows it."""
        return self.all_read()[-1]

    def all_read(self) -> list[dict[str, str]]:
        """Return every notice that came."""
        bodies = (http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth) for _headers, body in self.asked)
        return [json.loads(body) for body in bodies]


def raw(written: str) -> bytes:
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


def claims_of(authorization: str) -> dict[str, Any]:
    """Return what the token says, once its signature is found to be of the key beside it. Raises InvalidSignature."""
    token, _comma, key = authorization.removeprefix("vapid t=").replace(" ", "").partition(",k=")
    said, _dot, signature = token.rpartition(".")
    half = len(raw(signature)) // 2
    r, s = (int.from_bytes(part) for part in (raw(signature)[:half], raw(signature)[half:]))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(key))
    point.verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(hashes.SHA256()))
    claims: dict[str, Any] = json.loads(raw(said.partition(".")[2]))
    return claims | {"key": key}


def is_ours(authorization: str, *, address: str) -> bool:
    """Whether the platform signed the token, for this service, for a day at most, and says whom to write to."""
    try:
        claims = claims_of(authorization)
    except (InvalidSignature, ValueError):
        return False
    lasts = claims["exp"] - time.time()
    is_signed = claims["aud"] == address and claims["key"] == public_key() and 0 < lasts <= _A_DAY_S
    return is_signed and str(claims["sub"]).startswith("mailto:")


@contextmanager
def serving() -> Iterator[Browser]:
    """Serve on a free port of the loopback address; 401 for whoever does not sign as they should."""
    found = Browser()

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name http.server calls
            length = int(self.headers["Content-Length"])
            found.asked.append(({name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length)))
            is_known = is_ours(self.headers["Authorization"], address=found.address)
            status = found.statuses.get(self.path.rpartition("/")[2], found.status)
            self.send_response(status if is_known else 401)
            self.send_header("Location", f"{found.address}/elsewhere")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing: the test looks at what came."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
