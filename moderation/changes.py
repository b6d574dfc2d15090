"""What colleagues changed since somebody looked: the events behind the versions in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.reports.models import Report
from backend.reports.models.event import BESIDE
from backend.reports.titles import title_of

_MOST = 20


@dataclass(frozen=True)
class Change:
    """One thing that happened meanwhile: when, what (in words and as a kind), by whom, the status after it."""

    at: datetime
    kind: str
    title: str
    who: str
    status: str


def since(report: Report, version: int) -> Sequence[Change]:
    """Return what raised the version from ``version`` to today's, the oldest first. One statement."""
    missed = min(max(report.version - version, 0), _MOST)
    events = report.events.exclude(kind__in=BESIDE).select_related("actor").order_by("-number")[:missed]
    return [
        Change(event.at, event.kind, title_of(event), str(event.actor or event.actor_name), event.status)
        for event in reversed(events)
    ]
