"""Which confirmed matters of some kinds were not done at a moment: read from the events, so that any moment can be."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from backend.reports.models import Event, Report, Screening, Status

_CONFIRMED = (Status.ACCEPTED, Status.IN_PROGRESS, Status.NEEDS_INFO)


def open_at(moment: datetime, categories: Collection[int], *, now: datetime) -> QuerySet[Report]:
    """Return the reports of ``categories`` (ids) that were confirmed and not done at ``moment`` (aware).

    Confirmed is what a unit accepted, and what it left unanswered beyond the accept deadline: doubt falls against it.
    Where the moment is ``now`` the reports are asked themselves.
    """
    reports = Report.objects.filter(category__in=categories, screening=Screening.CLEAR, created_at__lt=moment)
    if moment >= now:
        return reports.filter(_confirmed("", moment)).order_by("id")
    last = Event.objects.filter(report=OuterRef("pk"), at__lt=moment).order_by("-number")
    was_done = Q(status__in=(Status.RESOLVED, Status.CLOSED), resolved_at__lt=moment)  # the last time, so not reopened
    then = reports.exclude(was_done).annotate(
        then_status=Subquery(last.values("status")[:1]), then_accept_by=Subquery(last.values("accept_by")[:1])
    )
    return then.filter(_confirmed("then_", moment)).order_by("id")


def _confirmed(prefix: str, moment: datetime) -> Q:
    unanswered = Q(**{f"{prefix}status": Status.RECEIVED, f"{prefix}accept_by__lte": moment})
    return Q(**{f"{prefix}status__in": _CONFIRMED}) | unanswered
