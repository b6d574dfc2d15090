"""A street, a ward or a circle as an address or a form names it, and the search for one by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.http.form_fields import pair
from backend.http.limits import Limit
from backend.places.gazetteer import FoundKind, search
from backend.places.in_force import day_in_force
from backend.places.locate import ward_at, wards_in_force, wards_named
from backend.places.models import Street
from backend.places.streets import kept_streets
from backend.reports.area import RADII_M, Area, followable

FOLLOWS = Limit("follow-area", 20, 3600)  # of pages and programs together
USUAL_RADIUS_M = 250
_MOST_FOUND = 8
_LONGEST = 200


@dataclass(frozen=True)
class Choice:
    """A place that can be followed: its name, and the query of its page."""

    name: str
    query: str


def area_named(said: Mapping[str, str], *, now: datetime) -> Area | None:
    """Return the area that ``street``, ``ward`` or ``at`` (with ``radius_m``) names; None where none of them is there.

    Raises Refused where there is no such place, or none that can be followed.
    """
    area = _named(said, now=now)
    return followable(area) if area else None


def _named(said: Mapping[str, str], *, now: datetime) -> Area | None:
    group = said.get("group", "")
    if word := said.get("street", ""):
        return Area(street=street_named(word), group=group)
    if word := said.get("ward", ""):
        return Area(ward=wards_named(word, on=day_in_force(now))[-1], group=group)
    if word := said.get("at", ""):
        middle = pair(word)
        if middle is None:
            raise Refused(_("Vị trí không đúng."), field="place")
        ward_at(middle, on=day_in_force(now))
        radius = said.get("radius_m", "")
        return Area(middle=middle, radius_m=_radius(radius), group=group)
    return None


def street_named(word: str) -> Street:
    """Return the street with this number or name. Raises Refused."""
    streets = kept_streets()
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0
    found = streets.by_id.get(number) or next((one for one in streets.streets if one.name == word), None)
    if found is None:
        raise Refused(_("Không có phố này."), field="street", code="unknown_street")
    return found


def found_by_name(query: str, *, now: datetime) -> list[Choice]:
    """Return what is called like ``query``: streets and wards as themselves, anything else as a circle around it."""
    by_name = {one.name: one for one in kept_streets().streets}
    choices = []
    for found in search(query[:_LONGEST], on=day_in_force(now), limit=_MOST_FOUND):
        if found.kind == FoundKind.STREET and found.name in by_name:
            choices.append(Choice(found.name, urlencode({"street": by_name[found.name].pk})))
        elif found.kind == FoundKind.WARD:
            choices.append(Choice(found.ward.title, urlencode({"ward": found.ward.code})))
        else:
            choices.append(Choice(found.name, urlencode({"at": f"{found.point.lat:.5f},{found.point.lon:.5f}"})))
    return choices


def wards_to_follow(*, now: datetime) -> list[Choice]:
    """Return the wards in force."""
    return [Choice(one.title, urlencode({"ward": one.code})) for one in wards_in_force(day_in_force(now))]


def _radius(written: str) -> int:
    if not written:
        return USUAL_RADIUS_M
    return int(written) if written in {str(one) for one in RADII_M} else 0
