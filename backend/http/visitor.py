"""Who comes back: a browser by a random cookie, anything else by its address and its own name; nothing is readable."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from backend.http.limits import client_address

_COOKIE = "visitor"
_SALT = "visitor"
_KEPT_S = 365 * 24 * 3600


def visitor_of(request: HttpRequest) -> str:
    """Return 32 hex digits that stand for the visitor: of the cookie where there is one."""
    return _known(request) or _hashed(f"{client_address(request)} {request.headers.get('User-Agent', '')}")


def remember(request: HttpRequest, response: HttpResponse, *, as_visitor: str = "") -> HttpResponse:
    """Give a browser that has none a cookie: a random one, or the name it was just counted under."""
    if not _known(request):
        response.set_signed_cookie(
            _COOKIE,
            as_visitor or _hashed(secrets.token_hex(16)),
            salt=_SALT,
            max_age=_KEPT_S,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def _known(request: HttpRequest) -> str:
    try:
        return str(request.get_signed_cookie(_COOKIE, default="", salt=_SALT))
    except BadSignature:
        return ""


def _hashed(words: str) -> str:
    return hmac.new(settings.SECRET_LINK_KEY.encode(), f"visitor {words}".encode(), hashlib.sha256).hexdigest()[:32]
