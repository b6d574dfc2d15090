"""Where a report would go, without filing one: for whoever sets up the rules."""

from dataclasses import dataclass
from datetime import datetime

from backend.places.geometry import Point
from backend.reports.place import Placed, place
from backend.routing.decide import Decision, Matter, decide
from backend.routing.models import Category


@dataclass(frozen=True)
class Tried:
    """The place as the platform understands it, and who would answer from it."""

    where: Placed
    decision: Decision


def try_out(category: Category, point: Point, *, at: datetime, now: datetime) -> Tried:
    """Return who would answer a report of this kind at ``point``, arriving at ``at`` (aware).

    The wards, units and rules are those in force now. Raises OutsideDistrict, NoUnit.
    """
    where = place(point, own_word="", now=now)
    located = where.located
    matter = Matter(
        category=category,
        ward=located.ward,
        hotspot=where.hotspot,
        near_boundary=located.near_boundary,
        neighbours=tuple(one.ward.name for one in located.neighbours),
    )
    return Tried(where, decide(matter, arrived_at=at, on=where.day))
