"""Alerts as people read them: the list with its times, one alert with its reports, first actions and timeline."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor, log10
from statistics import median

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.indicators.alert_work import ACKNOWLEDGED, CLOSED, STARTED, TICKED
from backend.indicators.alerts import GROWN, RAISED, REMINDED
from backend.indicators.models import Alert, AlertReport, AlertStep, Outcome
from backend.places.geometry import Point, haversine_m
from backend.reports.models import Event, Report
from backend.reports.models.event import ActorKind
from backend.reports.models.standing import HELD_DENUNCIATION

LOOKED_BACK = timedelta(days=365)
_MOST = 2000  # alerts that are summed up: years of them
_MOST_REPORTS = 300


@dataclass(frozen=True)
class Summary:
    """How soon somebody acted: the median of whole minutes (None: nobody has yet), of how many, and what waits."""

    median_minutes: int | None
    number: int
    untouched: int
    open: int


@dataclass(frozen=True)
class ReportOf:
    """A report of an alert; ``distance_m`` from the middle, ``may_open``: whether the reader may open it.

    ``stands``: it was not refused, merged, held or marked as spam since.
    """

    report: Report
    distance_m: int
    came_later: bool
    may_open: bool
    stands: bool


@dataclass(frozen=True)
class Line:
    """One entry of the timeline: who is empty where the clock did it."""

    at: datetime
    title: str
    who: str


@dataclass(frozen=True)
class Shown:
    """All that the page of an alert shows."""

    reports: Sequence[ReportOf]
    steps: Sequence[AlertStep]
    timeline: Sequence[Line]
    by_chance_once_in: int

    @property
    def fallen(self) -> int:
        """The number of reports that no longer count."""
        return sum(not one.stands for one in self.reports)


def summary(reader: User, *, now: datetime) -> Summary:
    """Return how soon somebody acted on the alerts of a year that ``reader`` may see. One statement."""
    rows = Alert.objects.for_staff(reader).filter(opened_at__gt=now - LOOKED_BACK).order_by("-opened_at", "-id")
    alerts = list(rows.only("opened_at", "first_action_at", "state", "closed_at")[:_MOST])
    minutes = [one.minutes_to_first_action for one in alerts]
    acted = [one for one in minutes if one is not None]
    return Summary(
        median_minutes=int(median(acted)) if acted else None,
        number=len(acted),
        untouched=len(minutes) - len(acted),
        open=sum(one.closed_at is None for one in alerts),
    )


def shown(alert: Alert, *, reader: User) -> Shown:
    """Return what the page of ``alert`` shows to ``reader``. Five statements."""
    steps = list(AlertStep.objects.filter(alert=alert).select_related("done_by").order_by("order", "id"))
    names = {one.code: step_name(one) for one in steps}
    moments = alert.moments.select_related("event__actor").order_by("event_id")
    return Shown(
        reports=_reports(alert, reader),
        steps=steps,
        timeline=[_line(one.event, names) for one in moments],
        by_chance_once_in=_once_in(alert.evidence.get("p")),
    )


def step_name(step: AlertStep) -> str:
    """Return what the step asks for, in the active language."""
    return step.name_en if (get_language() or "").startswith("en") and step.name_en else step.name


def _reports(alert: Alert, reader: User) -> list[ReportOf]:
    rows = AlertReport.objects.filter(alert=alert).select_related("report__category", "report__street", "report__ward")
    rows = rows.defer("report__ward__boundary", "report__street__lines")
    found = list(rows.order_by("report__created_at", "report_id")[:_MOST_REPORTS])
    numbers = [one.report_id for one in found]
    mine = set(Report.objects.for_staff(reader).filter(pk__in=numbers).values_list("pk", flat=True))
    standing = set(AlertReport.objects.filter(alert=alert).that_stand().values_list("report_id", flat=True))
    return [
        ReportOf(
            one.report,
            round(haversine_m(alert.point, Point(one.report.lat, one.report.lon))),
            one.came_later,
            one.report_id in mine,
            one.report_id in standing,
        )
        for one in found
        if one.report_id in mine or one.report.held_as != HELD_DENUNCIATION  # only its own units may know of it
    ]


def _line(event: Event, steps: Mapping[str, str]) -> Line:
    who = str(event.actor) if event.actor_kind == ActorKind.STAFF and event.actor else ""
    return Line(event.at, _TITLES[event.kind](event, steps), who)


def _raised(event: Event, _steps: Mapping[str, str]) -> str:
    return _("Hệ thống phát hiện từ %(number)s phản ánh") % {"number": event.data["reports"]}


def _grown(event: Event, _steps: Mapping[str, str]) -> str:
    return _("Thêm %(number)s phản ánh") % {"number": event.data["reports"]}


def _reminded(event: Event, _steps: Mapping[str, str]) -> str:
    return _("Nhắc lại: chưa ai nhận tin sau %(minutes)s phút") % {"minutes": event.data["minutes"]}


def _ticked(event: Event, steps: Mapping[str, str]) -> str:
    return _("Đã làm: %(what)s") % {"what": steps.get(event.data["step"], "")}


_TITLES: Mapping[str, Callable[[Event, Mapping[str, str]], str]] = {
    RAISED: _raised,
    GROWN: _grown,
    REMINDED: _reminded,
    ACKNOWLEDGED: lambda _event, _steps: _("Đã nhận tin"),
    STARTED: lambda _event, _steps: _("Bắt đầu xử lý"),
    TICKED: _ticked,
    CLOSED: lambda event, _steps: _("Kết thúc: %(outcome)s") % {"outcome": Outcome(event.data["outcome"]).label},
}


def _once_in(chance: object) -> int:
    """Return the n of "once in n" with one digit that counts, at most a million; 0 where no chance is kept."""
    if not isinstance(chance, float | int) or not 0 < chance <= 1:
        return 0
    number = min(1 / chance, 1e6)
    unit = 10 ** floor(log10(number))
    return int(number // unit * unit)
