"""Open reports that may be the same thing, as anyone may know them: of one kind, around a point."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.places.geometry import Point, box_around, haversine_m
from backend.reports.models import Report
from backend.reports.public_place import is_coarse, public_place
from backend.routing.models import Category
from citizen_api.api import public

MOST = 20
_MOST_LOOKED_AT = 500


@dataclass(frozen=True)
class Near:
    """A released report, with its public facts fetched, and its distance in metres from the place asked about.

    The distance is that of the public place, so that nobody measures out the true one.
    """

    report: Report
    distance_m: float


def near(kind: Category, here: Point) -> Sequence[Near]:
    """Return the open released reports of ``kind`` around ``here``, the nearest first. Two statements."""
    # From a rough place the true one may be a step away: better one report too many than the twin unseen.
    reach_m = kind.duplicate_radius_m + (public.STEP_M if is_coarse(kind) else public.FINE_STEP_M)
    box = box_around(here, reach_m + public.STEP_M)
    around = (
        Report.objects.released()
        .open()
        .filter(category=kind, lat__range=(box.min_lat, box.max_lat), lon__range=(box.min_lon, box.max_lon))
        .order_by("-created_at", "-id")
    )
    rows = [Near(one, _distance_m(here, one)) for one in public.with_public_facts(around)[:_MOST_LOOKED_AT]]
    within = [one for one in rows if one.distance_m <= reach_m]
    return sorted(within, key=lambda one: one.distance_m)[:MOST]  # of the same distance the newest first


def _distance_m(here: Point, report: Report) -> float:
    return round(haversine_m(here, Point(*public_place(report))), 1)
