"""Which push services there are, and the key by which they know this platform (VAPID, RFC 8292)."""

import base64
import hashlib
import hmac
import re

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256 (FIPS 186-4)
_PLAIN = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+)(:[0-9]{1,5})?/[A-Za-z0-9._~!$&'()*+,;=:%/?-]*")
_AT_HOME = frozenset({"127.0.0.1", "localhost"})


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
    """Whether the address is one of a known push service: nobody makes us post to any other.

    It is judged as it is dialled, and written so plainly that no two programs can read two hosts in it.
    """
    plain = _PLAIN.fullmatch(endpoint)
    if plain is None or not any(
        plain["host"] == name or plain["host"].endswith(f".{name}") for name in settings.PUSH_HOSTS
    ):
        return False
    try:
        dialled = parse_url(endpoint)
    except LocationParseError:
        return False
    is_at_home = plain["host"] in _AT_HOME  # a service of one's own, named by the settings
    is_usual = plain["scheme"] == "https" and dialled.port in {None, 443}
    return dialled.host == plain["host"] and dialled.auth is None and (is_usual or is_at_home)


def _is_known(host: str) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in settings.PUSH_HOSTS)
