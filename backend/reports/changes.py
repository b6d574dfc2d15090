"""What changed in the eyes of the public, in commit order: whoever keeps a copy reads it here and misses nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.reports.models import Event, Kind, Report, Screening
from backend.reports.models.event import BESIDE


class Turn(models.TextChoices):
    """How a change looks from outside: no more than whoever looks at the report can see."""

    PUBLISHED = "published", _("được công khai")
    PROGRESSED = "progressed", _("chuyển bước xử lý")
    CHANGED = "changed", _("có thay đổi khác")
    WITHDRAWN = "withdrawn", _("ngừng công khai")


_PUBLISHED = frozenset({Kind.RECEIVED, Kind.PUBLISHED})
_PROGRESSED = frozenset(
    {
        Kind.ACCEPTED, Kind.STARTED, Kind.ASKED, Kind.ANSWERED, Kind.UNANSWERED, Kind.RESOLVED, Kind.CLOSED,
        Kind.REJECTED, Kind.REOPENED, Kind.MERGED, Kind.UNMERGED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One change: its number in the order of commits, and the report it is of."""

    seq: int
    at: datetime
    report_id: int
    turn: Turn
    published: bool


def changes_after(seq: int, *, most: int) -> Sequence[Change]:
    """Return what the public could see change after ``seq``, the oldest first, ``most`` at most. One statement.

    ``seq`` rises in commit order, so that nothing appears later before a place that was read (see reports.record). Only
    reports that are public or were once; of one that is not now the change says no more than that. Whoever looks at
    the report after this call sees it as it was at the last of these changes, or later: then a change will follow.
    """
    rows = _public(Event.objects.filter(seq__gt=seq)).order_by("seq")
    columns = rows.values_list("seq", "at", "report_id", "kind", "report__published_at", "report__screening")
    return [
        Change(number, at, report or 0, _turn(kind, published=is_out), is_out)
        for number, at, report, kind, published_at, screening in columns[:most]
        for is_out in [published_at is not None and screening == Screening.CLEAR]
    ]


def change_of(event: Event) -> Change | None:
    """Return ``event``, its report fetched with it, as a change seen now; None where the report was never public."""
    report = event.report
    if report is None or report.public_changed_at is None:
        return None
    is_out = is_released(report)
    return Change(event.seq, event.at, report.pk, _turn(event.kind, published=is_out), is_out)


def newest() -> int:
    """Return the number of the newest event, 0 where there is none."""
    return int(Event.objects.aggregate(newest=Max("seq"))["newest"] or 0)


def is_released(report: Report) -> bool:
    """Whether the public may read words and see photos of ``report``."""
    return report.published_at is not None and report.screening == Screening.CLEAR


def _public(events: "QuerySet[Event]") -> "QuerySet[Event]":
    """Limit to what moves ``public_changed_at`` of a report: the same words as in reports.record."""
    return events.filter(Q(is_public=True) | ~Q(kind__in=BESIDE), report__public_changed_at__isnull=False)


def _turn(kind: str, *, published: bool) -> Turn:
    if not published:
        return Turn.WITHDRAWN
    if kind in _PUBLISHED:
        return Turn.PUBLISHED
    return Turn.PROGRESSED if kind in _PROGRESSED else Turn.CHANGED
