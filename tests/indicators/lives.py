"""Lives of reports for tests of figures: written by hand, or walked at random along the table of steps."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from backend.indicators.happening import Happening
from backend.indicators.tally import Tally, tally
from backend.reports.models import Event, Kind, Report, Screening, Status
from backend.reports.models.event import ActorKind
from backend.reports.steps import BACK, Step, steps_from
from backend.routing.models import Category, Unit
from tests.reports.filing import CITY

SENT = datetime(2026, 11, 2, 9, 0, tzinfo=CITY)
ACCEPT_BY = datetime(2026, 11, 3, 9, 0, tzinfo=CITY)
DUE = datetime(2026, 11, 6, 9, 0, tzinfo=CITY)
LATER = datetime(2027, 3, 1, tzinfo=CITY)  # every deadline of these tests fell
_STATUS = {
    Kind.ACCEPTED: Status.ACCEPTED,
    Kind.STARTED: Status.IN_PROGRESS,
    Kind.ASKED: Status.NEEDS_INFO,
    Kind.RESOLVED: Status.RESOLVED,
    Kind.CLOSED: Status.CLOSED,
    Kind.REJECTED: Status.REJECTED,
    Kind.MERGED: Status.DUPLICATE,
    Kind.REOPENED: Status.ACCEPTED,
    Kind.ANSWERED: Status.ACCEPTED,
    Kind.UNMERGED: Status.RECEIVED,
}


def on(day: int, hour: int = 10, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CITY)


def sent(at: datetime = SENT, **changes: object) -> Happening:
    """Return the first event of a report with deadlines on 3 and 6 November, 9 o'clock."""
    first = Happening(
        1, Kind.RECEIVED, at, ActorKind.REPORTER, 1, 1, 1, Status.RECEIVED, Screening.CLEAR, ACCEPT_BY, DUE
    )
    return first._replace(**changes)  # type: ignore[arg-type]  # names of columns


def life(
    *steps: tuple[Kind, datetime] | tuple[Kind, datetime, dict[str, object]], first: Happening | None = None
) -> list[Happening]:
    """Return a report's events: ``first``, then one for each (kind, at[, changed columns])."""
    events = [first or sent()]
    for kind, at, *changed in steps:
        seen = events[-1]._replace(kind=kind, at=at, status=_STATUS.get(kind, events[-1].status))
        for changes in changed:
            seen = seen._replace(**changes)  # type: ignore[arg-type]  # names of columns
        events.append(seen)
    return events


def counted(
    *steps: tuple[Kind, datetime] | tuple[Kind, datetime, dict[str, object]],
    first: Happening | None = None,
    now: datetime = LATER,
) -> dict[str, list[str]]:
    """Return the days (month-day) on which each measure was counted, as often as it was."""
    return days_of(tally(life(*steps, first=first), now=now))


def days_of(result: Tally) -> dict[str, list[str]]:
    days: dict[str, list[str]] = {}
    for fact in sorted((+result.facts).elements()):
        days.setdefault(fact.measure, []).append(f"{fact.day:%m-%d}")
    return days


def walk(report: Report, chance: random.Random, *, units: list[Unit], categories: list[Category]) -> Iterator[Event]:
    """Yield events of a believable life after the first one, without writing them."""
    at, before = report.created_at, Status.RECEIVED
    state = report
    for number in range(2, chance.randint(2, 12)):
        at += timedelta(hours=chance.choice((1, 5, 30, 100, 200)))
        steps = steps_from(state.status)
        if not steps or chance.random() < 0.2:
            yield _aside(state, chance, number, at, units=units, categories=categories)
            continue
        step = chance.choice(steps)
        if step.to in {Status.NEEDS_INFO, Status.DUPLICATE}:
            before = Status(state.status)
        _take(state, step, before, chance, at)
        yield _event(state, step.kind, number, at)


def _take(state: Report, step: Step, before: Status, chance: random.Random, at: datetime) -> None:
    state.status = before if step.to == BACK else step.to
    if step.kind in {Kind.ANSWERED, Kind.UNANSWERED, Kind.REOPENED}:
        state.resolve_by = max(state.resolve_by, at + timedelta(hours=chance.randint(1, 100)))


def _aside(
    state: Report, chance: random.Random, number: int, at: datetime, *, units: list[Unit], categories: list[Category]
) -> Event:
    """Return an event that leaves the status: a note, another unit, a look at whether it is a report at all."""
    kind = chance.choice((Kind.NOTED, Kind.REROUTED, Kind.MARKED_SPAM, Kind.RELEASED))
    if kind == Kind.REROUTED:
        state.unit, state.category = chance.choice(units), chance.choice(categories)
    if kind in {Kind.MARKED_SPAM, Kind.RELEASED}:
        state.screening = Screening.SPAM if kind == Kind.MARKED_SPAM else Screening.CLEAR
    return _event(state, kind, number, at)


def _event(state: Report, kind: Kind, number: int, at: datetime) -> Event:
    return Event(
        report=state, number=number, kind=kind, at=at, is_public=True, actor_kind=ActorKind.CLOCK, hash="",
        ward_id=state.ward_id, unit_id=state.unit_id, category_id=state.category_id, level=state.level,
        channel=state.channel, status=state.status, screening=state.screening, accept_by=state.accept_by,
        resolve_by=state.resolve_by,
    )  # fmt: skip
