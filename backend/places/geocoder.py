"""The optional online geocoder: asked only where the district's own gazetteer knows nothing, never waited for long."""

import logging
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from geopy.exc import GeopyError
from geopy.geocoders import Nominatim

from backend.core.errors import Refused
from backend.places.gazetteer import Found, FoundKind, search
from backend.places.geometry import Point
from backend.places.locate import ward_at

log = logging.getLogger(__name__)
PAUSE_S = 3  # longest wait for the server; a person is looking at the page
_DISTRICT = ((21.09, 105.83), (20.98, 105.95))  # lat, lon of two corners around the district
_NONSENSE = (ValueError, TypeError, KeyError, AttributeError)  # what geopy lets through when the answer is not one
_NAME = "phan-anh-long-bien"  # Nominatim's rules: a program says who it is


def search_or_ask(query: str, *, on: date, limit: int = 10) -> list[Found]:
    """Return what the gazetteer finds; where it finds nothing, what the online geocoder finds in the district."""
    return search(query, on=on, limit=limit) or ask(query, on=on, limit=limit)


def ask(query: str, *, on: date, limit: int = 10) -> list[Found]:
    """Return the online geocoder's answers inside the district; none when it is off, slow or broken (logged)."""
    where = urlsplit(settings.GEOCODER_URL)
    if not where.netloc or not query.strip():
        return []
    server = Nominatim(
        domain=f"{where.netloc}{where.path}".rstrip("/"), scheme=where.scheme, user_agent=_NAME, timeout=PAUSE_S
    )
    try:
        answers = server.geocode(
            query, exactly_one=False, limit=limit, viewbox=_DISTRICT, bounded=True, country_codes="vn", language="vi"
        )
    except (GeopyError, *_NONSENSE) as failure:
        log.warning("The geocoder did not answer: %s", type(failure).__name__)
        return []
    return [found for answer in answers or () if (found := _found(answer.address, answer.point, on=on))]


def _found(name: str, place: tuple[float, float, float], *, on: date) -> Found | None:
    point = Point(place[0], place[1])
    try:
        return Found(name, FoundKind.ADDRESS, point, ward_at(point, on=on))
    except Refused:
        return None
