"""Before and after: reports whose released photos show both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from backend.reports.models import Photo, Report, Status


@dataclass(frozen=True)
class Pair:
    """The resident's first released photo of a report and the first that staff took after the work."""

    report: Report
    before: Photo
    after: Photo


def with_both() -> "QuerySet[Report]":
    """Return released reports that are done and have a released photo of before and of after, with their labels."""
    done = Report.objects.released().filter(status__in=[Status.RESOLVED, Status.CLOSED])
    photos = _public().filter(report=OuterRef("pk"))
    before, after = Exists(photos.filter(is_after=False, event=None)), Exists(photos.filter(is_after=True))
    return done.filter(before, after).with_labels().defer("ward__boundary", "street__lines")


def pairs(reports: Iterable[Report]) -> list[Pair]:
    """Return the pair of each of ``reports`` (from :func:`with_both`). One statement."""
    rows = list(reports)
    found = _public().filter(report__in=rows).order_by("report_id", "-order", "-id")
    before: Mapping[int, Photo] = {one.report_id: one for one in found if not one.is_after and one.event_id is None}
    after: Mapping[int, Photo] = {one.report_id: one for one in found if one.is_after}
    keys = before.keys() & after.keys()  # a photo may have been taken back between the two statements
    return [Pair(one, before[one.pk], after[one.pk]) for one in rows if one.pk in keys]


def _public() -> "QuerySet[Photo]":
    return Photo.objects.exclude(public_name="")
