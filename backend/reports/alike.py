"""Open reports that may be the same thing: of one kind, within the radius of that kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.accounts.models import User
from backend.places.geometry import Point, box_around, haversine_m
from backend.reports.models import Report, Screening
from backend.routing.models import Category

_MOST_LOOKED_AT = 200
MOST = 5


@dataclass(frozen=True)
class Alike:
    """A report, and how far it is from the place asked about, in whole metres."""

    report: Report
    distance_m: int


def alike(kind: Category, point: Point, *, reader: User) -> Sequence[Alike]:
    """Return the open reports of ``kind`` around ``point`` that ``reader`` may see, the nearest first. One statement.

    At most :data:`MOST`; what is spam is none.
    """
    box = box_around(point, kind.duplicate_radius_m)
    around = (
        Report.objects.for_staff(reader)
        .open()
        .exclude(screening=Screening.SPAM)
        .filter(category=kind, lat__range=(box.min_lat, box.max_lat), lon__range=(box.min_lon, box.max_lon))
        .select_related("street", "ward")
        .order_by("-created_at", "-id")[:_MOST_LOOKED_AT]
    )
    found = [Alike(one, round(haversine_m(point, Point(one.lat, one.lon)))) for one in around]
    near = [one for one in found if one.distance_m <= kind.duplicate_radius_m]
    return sorted(near, key=lambda one: (one.distance_m, one.report.pk))[:MOST]
