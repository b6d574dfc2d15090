"""Reports as they are compared with each other: described for staff with all their words and photos."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects

from backend.core.text import fold
from backend.places.geometry import Point
from backend.reports.likeness import Description, Sort
from backend.reports.models import Photo, Report, Words
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


def with_first_words(reports: "QuerySet[Report]") -> "QuerySet[Report]":
    """Fetch with each report all that its resident wrote first (``first_words``), in the same query."""
    first = Words.objects.filter(event__report=OuterRef("pk"), event__number=1)
    return reports.annotate(first_words=Subquery(first.values("body")[:1]))


def fetch_sent_photos(reports: Sequence[Report]) -> None:
    """Give each report its ``sent_photos``, in their order: not those of the work done. One statement."""
    sent = Photo.objects.filter(is_after=False).order_by("order", "id")
    prefetch_related_objects(reports, Prefetch("photos", sent, to_attr="sent_photos"))


def described_for_staff(sort: Sort, report: Report, *, words: str) -> Description:
    """Return the description of a report with its ``sent_photos``, and all the ``words`` staff read of it."""
    return described(
        sort,
        Point(report.lat, report.lon),
        at=report.created_at,
        words=words,
        photos=[photo.likeness for photo in report.sent_photos],  # type: ignore[attr-defined]  # fetch_sent_photos
        error_m=report.accuracy_m,
    )
