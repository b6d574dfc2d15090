"""Which push services there are, and the key by which they know this platform (VAPID, RFC 8292)."""

import base64
import hashlib
import hmac
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256 (FIPS 186-4)


def vapid() -> Vapid02:
    """Return the key pair, made of a secret we keep anyway.

    A new SECRET_LINK_KEY makes another, and browsers have to be asked again.
    """
    digest = hmac.digest(settings.SECRET_LINK_KEY.encode(), b"web push", hashlib.sha512)
    number = int.from_bytes(digest, "big") % (_ORDER - 1) + 1
    return Vapid02(private_key=ec.derive_private_key(number, ec.SECP256R1()))


def public_key() -> str:
    """Return the public half as browsers take it: the uncompressed point in base64url without padding."""
    point = vapid().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def is_push_service(endpoint: str) -> bool:
    """Whether the address is one of a known push service: nobody makes us post to any other."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    known = any(host == name or host.endswith(f".{name}") for name in settings.PUSH_HOSTS)
    return known and (parts.scheme == "https" or host in {"127.0.0.1", "localhost"})
