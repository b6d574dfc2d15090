"""A point said back to the resident: "Phường Ngọc Lâm, gần số 171 phố Ngọc Lâm", and the ward next door near a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.http.form_fields import pair
from backend.places.geocoder import search_or_ask
from backend.places.geometry import Point
from backend.places.house_numbers import house_number_near
from backend.places.in_force import day_in_force
from backend.places.locate import Located, in_words, locate
from backend.places.models import Ward
from backend.places.streets import street_near

# A name that begins with such a word is written small inside a sentence: "gần phố Ngọc Lâm", but "gần Hoa Sữa 3".
_COMMON = frozenset({"Phố", "Đường", "Ngõ", "Ngách", "Hẻm", "Cầu", "Chợ", "Đê", "Khu", "Tổ", "Lô"})
_MOST_FOUND = 8


@dataclass(frozen=True)
class PlaceWords:
    """``said`` is empty where the place is refused: then ``refusal`` says why."""

    said: str = ""
    warning: str = ""
    refusal: str = ""
    ward: Ward | None = None
    neighbours: Sequence[Ward] = ()


@dataclass(frozen=True)
class Choice:
    """A place that the search found; ``value`` is "lat,lon"."""

    name: str
    ward: str
    value: str


def place_words(point: Point, *, now: datetime) -> PlaceWords:
    """Return how the place is called and what is in doubt about it."""
    try:
        found = locate(point, on=day_in_force(now))
    except Refused as refused:
        return PlaceWords(refusal=refused.message)
    neighbours = tuple(one.ward for one in found.neighbours)
    return PlaceWords(_said(found.ward, point), _warning(found), "", found.ward, neighbours)


def found_places(query: str, *, now: datetime) -> list[Choice]:
    """Return the places called so; also a pair of degrees, and the wards of old and new."""
    if (point := pair(query)) is not None:
        words = place_words(point, now=now)
        return [Choice(words.said, words.ward.title, _value(point))] if words.ward else []
    found = search_or_ask(query, on=day_in_force(now), limit=_MOST_FOUND)
    return [Choice(one.name, one.ward.title, _value(one.point)) for one in found]


def small(name: str) -> str:
    """Return the name of a street as it stands inside a sentence."""
    return name[0].lower() + name[1:] if name.split(" ", 1)[0] in _COMMON else name


def _value(point: Point) -> str:
    return f"{point.lat:.6f},{point.lon:.6f}"


def _said(ward: Ward, point: Point) -> str:
    near = street_near(point)
    if near is None:
        return ward.title
    said = {"ward": ward.title, "street": small(near.street.name)}
    if number := house_number_near(point, near.street):
        return _("%(ward)s, gần số %(number)s %(street)s") % (said | {"number": number})
    return _("%(ward)s, gần %(street)s") % said


def _warning(found: Located) -> str:
    if not found.outside_by_m:
        return ""
    return _("Vị trí này ở ngoài ranh giới tham khảo khoảng %(distance)s; phản ánh sẽ gửi tới %(ward)s.") % {
        "distance": in_words(found.outside_by_m),
        "ward": found.ward.title,
    }
