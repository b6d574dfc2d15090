"""Where a report is: its ward in force and in each set, the street, the hot spot."""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from backend.core import edition
from backend.core.errors import Refused
from backend.places.gazetteer import search
from backend.places.geometry import Point
from backend.places.hotspots import hotspot_at
from backend.places.in_force import day_in_force
from backend.places.locate import InEachSet, Located, locate, wards_of_all_sets
from backend.places.models import Hotspot, Street
from backend.places.streets import street_near
from backend.routing import book

log = logging.getLogger(__name__)
_MIDDLE = Point(21.04, 105.89)  # of the district


@dataclass(frozen=True)
class Placed:
    """All that follows from a point on ``day``, the day whose wards, units and rules count."""

    day: date
    located: Located
    sets: InEachSet
    street: Street | None
    hotspot: Hotspot | None


def place(point: Point, *, own_word: str, now: datetime) -> Placed:
    """Return where ``point`` is. Raises OutsideDistrict, NoWardsThen. Warm, it asks the database nothing."""
    day = day_in_force(now)
    located = locate(point, on=day, own_word=own_word or None)
    near = street_near(point)
    return Placed(day, located, wards_of_all_sets(point), near.street if near else None, hotspot_at(point))


def warm(*, now: datetime) -> None:
    """Bring into memory what every report asks for, so that the first resident after a start does not wait for it."""
    edition.refresh()
    book.categories()
    try:
        where = place(_MIDDLE, own_word="", now=now)
    except Refused as nothing_loaded:
        log.warning("Nothing to keep in memory yet: %s", nothing_loaded.message)
        return
    search("ngoc lam", on=where.day)
