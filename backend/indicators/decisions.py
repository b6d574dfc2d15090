"""What needs a decision this week: counted, each with the place where it is decided."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from backend.accounts.models import User
from backend.core.month import Month
from backend.indicators.behind import open_that_is
from backend.indicators.frozen import open_months
from backend.indicators.models import Alert, EnteredValue, HotspotProposal, ProposalState
from backend.indicators.tally import day_of
from backend.reports.models import Report, Screening

_OF_REPORTS = ("passed_often", "long_overdue", "urgent_open")


@dataclass(frozen=True)
class Decisions:
    """Numbers of ``reports`` by figure (see ``behind.NOW``), of proposals and values that wait, months to close."""

    reports: dict[str, int]
    proposals: int
    values: int
    months: tuple[Month, ...]
    alerts: tuple[Alert, ...]

    @property
    def is_empty(self) -> bool:
        return not (any(self.reports.values()) or self.proposals or self.values or self.months or self.alerts)


def decisions(reader: User, *, now: datetime) -> Decisions:
    """Return what waits for a decision at ``now`` (aware). Six statements."""
    opened = Report.objects.open().filter(screening=Screening.CLEAR)
    counts = {name: Count("pk", filter=open_that_is(name, now=now)) for name in _OF_REPORTS}
    alerts = Alert.objects.for_staff(reader).filter(closed_at__isnull=True).select_related("ward", "category")
    return Decisions(
        reports=opened.aggregate(**counts),
        proposals=HotspotProposal.objects.filter(state=ProposalState.PROPOSED).count(),
        values=EnteredValue.objects.filter(decision__isnull=True).count(),
        months=tuple(open_months(before=Month.of(day_of(now)))),
        alerts=tuple(alerts.defer("ward__boundary").order_by("-opened_at", "-id")[:10]),
    )
