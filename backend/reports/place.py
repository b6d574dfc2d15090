"""Where a report is: its ward in force and in each set, the street, the hot spot."""

from dataclasses import dataclass
from datetime import date, datetime

from backend.places.geometry import Point
from backend.places.hotspots import hotspot_at
from backend.places.in_force import day_in_force
from backend.places.locate import InEachSet, Located, locate, wards_of_all_sets
from backend.places.models import Hotspot, Street
from backend.places.streets import street_near


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
