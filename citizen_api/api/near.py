"""Open reports that may be the same thing, as anyone may know them: of one kind, around a point, the most alike first.

What they are compared by is public: the rounded place, the released words, the released photos as they were taken. So
nobody measures out what is not shown by asking again and again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backend.places.geometry import Point, box_around, haversine_m
from backend.reports.described import described
from backend.reports.likeness import UNSURE_M, Description, Likeness, likeness_of
from backend.reports.models import Photo, Report
from backend.reports.public_place import is_coarse, public_place
from backend.routing.models import Category
from citizen_api.api import public

MOST = 20
_MOST_LOOKED_AT = 500


@dataclass(frozen=True)
class Near:
    """A released report, with its public facts fetched, its distance in metres, and how alike it is to what is told.

    The distance is that of the public place, so that nobody measures out the true one.
    """

    report: Report
    distance_m: float
    likeness: Likeness


def near(kind: Category, told: Description) -> Sequence[Near]:
    """Return the open released reports of ``kind`` around ``told``, the most alike first. Two statements."""
    # From a rough place the true one may be a step away: better one report too many than the twin unseen.
    step_m = public.STEP_M if is_coarse(kind) else public.FINE_STEP_M
    reach_m = kind.duplicate_radius_m + step_m
    box = box_around(told.point, reach_m + public.STEP_M)
    around = (
        Report.objects.released()
        .open()
        .filter(category=kind, lat__range=(box.min_lat, box.max_lat), lon__range=(box.min_lon, box.max_lon))
        .order_by("-created_at", "-id")
    )
    rows = [(one, _distance_m(told.point, one)) for one in public.with_public_facts(around)[:_MOST_LOOKED_AT]]
    error_m = math.hypot(UNSURE_M, step_m / 2)
    found = [
        Near(one, distance_m, likeness_of(told, _as_shown(one, told, error_m)))
        for one, distance_m in rows
        if distance_m <= reach_m
    ]
    # Of two as alike the nearer, of the same distance the newest.
    return sorted(found, key=lambda one: (-round(one.likeness.score, 2), one.distance_m))[:MOST]


def _distance_m(here: Point, report: Report) -> float:
    return round(haversine_m(here, Point(*public_place(report))), 1)


def _as_shown(report: Report, told: Description, error_m: float) -> Description:
    shown = report.shown_photos  # type: ignore[attr-defined]  # public.with_public_facts
    photos = [photo.likeness for photo in shown if _is_whole(photo)]
    place = Point(*public_place(report))
    return described(told.sort, place, at=report.created_at, words=report.public_text, photos=photos, error_m=error_m)


def _is_whole(photo: Photo) -> bool:
    """Whether the public sees all of the picture the hash was made of; of the work done is another matter."""
    return not (photo.boxes or photo.crop or photo.turn or photo.is_after)
