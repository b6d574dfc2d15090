"""Who comes back: a browser by a random cookie, anything else by its address and its own name; nothing is readable."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from backend.reports.arrivals import Origin

_SALT = "visitor"
_KEPT_S = 365 * 24 * 3600


def client_address(request: HttpRequest) -> str:
    """Return the address that connected; behind our own proxy the one which the proxy saw, the last in its list.

    No other header says anything: who connects can write them all.
    """
    connected = str(request.META.get("REMOTE_ADDR", ""))
    return address_seen(request.headers.get("X-Forwarded-For", ""), connected=connected)


def address_seen(forwarded: str, *, connected: str) -> str:
    """Return which of the two says who is there, by the rule of :func:`client_address`."""
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return connected


def origin_of(request: HttpRequest, *, is_trapped: bool = False, took_s: float | None = None) -> Origin | None:
    """Return where a report or a photo comes from; None where limits are off, and nothing is judged."""
    if not settings.RATE_LIMITS:
        return None
    return Origin(
        address=client_address(request),
        device=visitor_of(request),
        is_known=bool(known_device(request)),
        is_trapped=is_trapped,
        took_s=took_s,
    )


def visitor_of(request: HttpRequest) -> str:
    """Return 32 hex digits that stand for the visitor: of the cookie where there is one."""
    return known_device(request) or _hashed(f"{client_address(request)} {request.headers.get('User-Agent', '')}")


def known_device(request: HttpRequest) -> str:
    """Return the visitor of the browser's own cookie, "" where it has none, or one that we did not give."""
    try:
        return str(request.get_signed_cookie(_cookie(), default="", salt=_SALT))
    except BadSignature:
        return ""


def remember(request: HttpRequest, response: HttpResponse, *, as_visitor: str = "") -> HttpResponse:
    """Give a browser that has none a cookie: a random one, or the name it was just counted under."""
    if not known_device(request):
        response.set_signed_cookie(
            _cookie(),
            as_visitor or _hashed(secrets.token_hex(16)),
            salt=_SALT,
            max_age=_KEPT_S,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def _cookie() -> str:
    return "__Host-visitor" if settings.SESSION_COOKIE_SECURE else "visitor"


def _hashed(words: str) -> str:
    return hmac.new(settings.SECRET_LINK_KEY.encode(), f"visitor {words}".encode(), hashlib.sha256).hexdigest()[:32]
