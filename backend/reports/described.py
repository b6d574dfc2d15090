"""Reports as they are compared with each other: described for staff with all their words and photos."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from backend.core.text import fold
from backend.places.geometry import Point
from backend.reports.likeness import Description, Sort
from backend.reports.models import Event, Photo, Report
from backend.routing.models import Category

LONGEST = 2_000  # letters of a text that are compared


def sort_of(kind: Category) -> Sort:
    """Return what ``kind`` says of its reports beforehand."""
    usual = fold(" ".join((kind.name, kind.hint, *kind.keywords)))
    return Sort(kind.code, kind.group, kind.duplicate_radius_m, kind.resolve_hours, frozenset(usual.split()))


def described(
    sort: Sort, point: Point, *, at: datetime, words: str = "", photos: Sequence[int] = (), error_m: float | None = None
) -> Description:
    """Return the description of what somebody tells, the words within bounds."""
    return Description(sort, point, at, words[:LONGEST], tuple(photos), error_m)


def described_for_staff(sort: Sort, reports: Sequence[Report]) -> Sequence[Description]:
    """Return the descriptions of ``reports`` of one kind, in their order: with all their words. Two statements."""
    first = Event.objects.filter(number=1).select_related("words")
    sent = Photo.objects.filter(is_after=False).order_by("order", "id")
    prefetch_related_objects(
        reports, Prefetch("events", first, to_attr="first_events"), Prefetch("photos", sent, to_attr="sent_photos")
    )
    return [
        described(
            sort,
            Point(one.lat, one.lon),
            at=one.created_at,
            words=_words(one),
            photos=[photo.likeness for photo in one.sent_photos],  # type: ignore[attr-defined]  # fetched above
            error_m=one.accuracy_m,
        )
        for one in reports
    ]


def _words(report: Report) -> str:
    first = report.first_events[0]  # type: ignore[attr-defined]  # fetched above
    return first.words.body if hasattr(first, "words") else ""
