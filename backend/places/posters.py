"""Posters: printed links that open the form with a place, and perhaps a kind, filled in.

The link is short, so that its QR code stays coarse and is read from afar, and signed: nobody makes up a poster for a
place of their own. A poster switched off opens the empty form.
"""

import base64
import hashlib
import hmac
from datetime import date

from django.conf import settings
from django.db.models import F

from backend.core.text import fold
from backend.places.geometry import Point, haversine_m
from backend.places.models import Poster, PosterScan, Site
from backend.places.sites import near

_BYTES = 8  # 64 bits, 11 characters
_SAME_SPOT_M = 30.0
_AROUND_M = 300.0  # a market is large; who moves the pin further away means another place
_MOST_DIGITS = 9


def token_of(poster: Poster) -> str:
    """Return the poster's token: its number and an HMAC over all that it fills in."""
    words = f"poster {poster.pk} {poster.site_id or 0} {poster.lat:.6f} {poster.lon:.6f} {poster.category}"
    mac = hmac.digest(settings.SECRET_LINK_KEY.encode(), words.encode(), hashlib.sha256)
    return f"{poster.pk}-{base64.urlsafe_b64encode(mac[:_BYTES]).rstrip(b'=').decode()}"


def url_of(poster: Poster) -> str:
    return f"{settings.PUBLIC_URL}/q/{token_of(poster)}"


def poster_of(token: str) -> Poster | None:
    """Return the poster of ``token`` with its site, None for one made up or switched off."""
    number, _dash, _mac = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        return None
    poster = Poster.objects.select_related("site").filter(pk=int(number), off_at=None).first()
    if poster is None or not hmac.compare_digest(token_of(poster).encode(), token.encode(errors="replace")):
        return None
    return poster


def count_scan(poster: Poster, *, on: date) -> None:
    """Count one scan more on the day ``on``: a number, nothing of who."""
    PosterScan.objects.get_or_create(poster=poster, day=on)
    PosterScan.objects.filter(poster=poster, day=on).update(number=F("number") + 1)


def site_called(name: str, point: Point) -> Site | None:
    """Return the site of the register at ``point`` (within 30 m) with that name."""
    wanted = fold(name)
    here = [one for one in near(point.lat, point.lon) if haversine_m(point, one.point) <= _SAME_SPOT_M]
    return next((one for one in here if fold(str(one)) == wanted or fold(one.name) == wanted), None)


def site_meant(poster: Poster | None, point: Point) -> Site | None:
    """Return the site of the poster a report came by; None where its pin was moved away from there."""
    return poster.site if poster is not None and is_near(poster, point) else None


def is_near(poster: Poster, point: Point) -> bool:
    """Whether a report at ``point`` is of the place where the poster hangs: within 300 m."""
    return haversine_m(poster.point, point) <= _AROUND_M
