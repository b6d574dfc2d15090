"""How soon somebody acted on the food alerts of a month: from their events, of closed months as it was frozen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

from backend.core.month import Month
from backend.indicators.alert_work import ACKNOWLEDGED, CLOSED, STARTED, TICKED
from backend.indicators.alerts import RAISED
from backend.indicators.frozen import BESIDE, in_force
from backend.indicators.models import AlertKind, AlertMoment, ClosedMonth, FrozenAction
from backend.indicators.tally import day_of
from backend.places.models import Ward

_ACTS = (ACKNOWLEDGED, STARTED, TICKED, CLOSED)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Action:
    """One alert: whole minutes from raising to the first act of a person, until now where nobody ``is_acted``."""

    alert: int
    ward: int
    minutes: int
    is_acted: bool


@dataclass(frozen=True)
class FirstActions:
    """The food alerts raised in a time or a place: how many, and after how many minutes somebody acted."""

    actions: Sequence[Action]

    @property
    def number(self) -> int:
        return len(self.actions)

    @property
    def untouched(self) -> int:
        return sum(not one.is_acted for one in self.actions)

    @property
    def median_minutes(self) -> int | None:
        """Return within how many minutes somebody had acted on half of them; where :attr:`is_over`, so many went by.

        One on which nobody acted took longer than any. None without alerts.
        """
        if not self.actions:
            return None
        return median_low(sorted((not one.is_acted, one.minutes) for one in self.actions))[1]

    @property
    def is_over(self) -> bool:
        """Whether nobody has acted yet on half of them: it takes longer than ``median_minutes``."""
        return 2 * self.untouched > self.number


@dataclass(frozen=True)
class ActionMonth:
    month: Month
    all: FirstActions
    by_ward: Sequence[tuple[Ward, FirstActions]]
    is_frozen: bool


def first_actions(
    months: Sequence[Month], *, now: datetime, closed: Mapping[Month, ClosedMonth] | None = None, by_ward: bool = True
) -> tuple[ActionMonth, ...]:
    """Return how soon somebody acted on the food alerts of each of ``months``, as of ``now`` (aware). Four statements.

    ``months`` are in order, without a gap; ``closed``: of them those that are closed, where that is known already.
    Without ``by_ward`` no ward is told apart.
    """
    if closed is None:
        closed = in_force(months)
    closed = {month: closed[month] for month in months if month in closed}
    kept: dict[int, list[Action]] = {one.pk: [] for one in closed.values()}
    for row in FrozenAction.objects.filter(closed__in=kept).order_by("id") if kept else ():
        kept[row.closed_id].append(Action(row.alert_id, row.ward_id, row.minutes, row.is_acted))
    is_open = not all(_is_frozen(month, closed) for month in months)
    running = _counted(months[0].starts_at, months[-1].next.starts_at, now=now) if is_open else {}
    found = {month: kept[closed[month].pk] if _is_frozen(month, closed) else running.get(month, []) for month in months}
    named = {one.ward for actions in found.values() for one in actions} if by_ward else set()
    wards = Ward.objects.filter(pk__in=named).defer("boundary").order_by("code", "id")
    return tuple(
        ActionMonth(month, FirstActions(found[month]), _by_ward(found[month], wards), _is_frozen(month, closed))
        for month in months
    )


def actions_of(closed: ClosedMonth) -> list[FrozenAction]:
    """Return the rows to freeze with a month that is being closed, not yet written: from the events up to its seq."""
    month = Month.of(closed.first_day)
    counted = _counted(month.starts_at, month.next.starts_at, now=closed.closed_at, upto=closed.upto)
    return [
        FrozenAction(closed=closed, alert_id=one.alert, ward_id=one.ward, minutes=one.minutes, is_acted=one.is_acted)
        for one in counted.get(month, [])
    ]


def _counted(first: datetime, last: datetime, *, now: datetime, upto: int | None = None) -> dict[Month, list[Action]]:
    """Return the actions of the alerts raised from ``first`` until before ``last``, by month. One statement."""
    moments = AlertMoment.objects.filter(alert__kind=AlertKind.OUTBREAK)
    moments = moments if upto is None else moments.filter(event__seq__lte=upto)
    raised = moments.filter(event__kind=RAISED, event__at__gte=first, event__at__lt=last)
    told = moments.filter(event__kind__in=(RAISED, *_ACTS), alert__in=raised.values("alert")).order_by("event_id")
    rows: list[tuple[int, int, datetime]] = []
    first_acts: dict[int, datetime] = {}
    for alert, ward, kind, at in told.values_list("alert_id", "alert__ward_id", "event__kind", "event__at"):
        if kind == RAISED:
            rows.append((alert, ward, at))
        else:
            first_acts[alert] = min(at, first_acts.get(alert, at))
    counted: dict[Month, list[Action]] = {}
    for alert, ward, at in rows:
        acted = first_acts.get(alert)
        minutes = max(0, ((acted or now) - at) // _MINUTE)
        counted.setdefault(Month.of(day_of(at)), []).append(Action(alert, ward, minutes, acted is not None))
    return counted


def _by_ward(actions: Sequence[Action], wards: Iterable[Ward]) -> list[tuple[Ward, FirstActions]]:
    mine = [(ward, [one for one in actions if one.ward == ward.pk]) for ward in wards]
    return [(ward, FirstActions(ones)) for ward, ones in mine if ones]


def _is_frozen(month: Month, closed: Mapping[Month, ClosedMonth]) -> bool:
    """Whether the month was closed since actions are kept with it: then none kept is none raised."""
    return month in closed and closed[month].edition >= BESIDE
