"""What was open at the end of a period: read from the events, so that any moment can be asked for again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from backend.reports.models import Event, Report, Screening
from backend.reports.models.standing import OPEN, Status

_AT_ONCE = 5_000


@dataclass(frozen=True)
class OpenThen:
    """A report that was open at the moment, as it stood then; overdue: its deadline had passed, and it did not wait."""

    report: int
    ward: int
    unit: int
    category: int
    resolve_by: datetime
    is_overdue: bool


def open_then(moment: datetime, *, upto: int | None = None, ward: int | None = None) -> Iterator[OpenThen]:
    """Yield the reports that were open at ``moment`` (aware), in ``ward`` (id); their events to ``upto`` (seq) count.

    A report that nothing happened to since stands as it stood then; of the others the last event before is read.
    """
    events = Event.objects.filter(report=OuterRef("pk"))
    happened = events.filter(at__lt=moment) if upto is None else events.filter(at__lt=moment, seq__lte=upto)
    rows = Report.objects.filter(Q(is_open=True) | Exists(events.filter(at__gte=moment)), created_at__lt=moment)
    known = events if upto is None else events.filter(seq__lte=upto)
    newest = Subquery(known.order_by("-number").values("screening")[:1])  # spam found out later was never counted
    last = rows.annotate(last=Subquery(happened.order_by("-number").values("pk")[:1]), known_as=newest)
    last = last.filter(last__isnull=False, known_as=Screening.CLEAR)
    ids = list(last.order_by("pk").values_list("last", flat=True))
    columns = ("report_id", "ward_id", "unit_id", "category_id", "resolve_by", "status")
    for start in range(0, len(ids), _AT_ONCE):
        found = Event.objects.filter(pk__in=ids[start : start + _AT_ONCE], screening=Screening.CLEAR, status__in=OPEN)
        found = found if ward is None else found.filter(ward_id=ward)
        for report, ward, unit, category, resolve_by, status in found.order_by("report_id").values_list(*columns):
            is_overdue = resolve_by <= moment and status != Status.NEEDS_INFO
            yield OpenThen(report, ward, unit, category, resolve_by, is_overdue)
