"""What the pages of indicators show: all that a person may see, or one with its definition, history and months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from backend.accounts.models import User
from backend.core.month import Month
from backend.indicators.chart import Chart, chart
from backend.indicators.fed import FedMonth, fed, with_feeds
from backend.indicators.first_action import ActionMonth, first_actions
from backend.indicators.models import EnteredValue, Indicator, Programme, Review, Target, Task
from backend.indicators.query import months_before
from backend.indicators.register_page import RegisterSeries, register_series
from backend.indicators.standing import (
    IndicatorStanding,
    Standing,
    programme_at,
    replaced_by_corrections,
    standing,
)
from backend.indicators.tally import day_of
from backend.indicators.values import may_enter
from backend.indicators.wording import in_language
from backend.places.in_force import day_in_force
from backend.registers.standing import Subject
from backend.routing import book
from backend.routing.models import Unit

_MONTHS = 12


@dataclass(frozen=True)
class OneIndicator:
    """An indicator's page: how it stands, its months (the last one still runs) as numbers and as a chart, its history.

    ``history`` is every value ever entered, the newest first, ``replaced`` those of them (pk) that an approved
    correction took the place of; ``definition`` is in the reader's language. ``registers``: what registers say of each
    target that asks one, month by month. ``first_actions``, the newest first: how soon somebody acted on food alerts,
    where the indicator is about the wards that have the rapid alert.
    """

    stands: IndicatorStanding
    months: tuple[FedMonth, ...]
    chart: Chart | None
    history: tuple[EnteredValue, ...]
    replaced: frozenset[int]
    definition: object
    units: tuple[Unit, ...]
    tasks: tuple[Task, ...]
    registers: tuple[RegisterSeries, ...]
    first_actions: tuple[ActionMonth, ...]


@dataclass(frozen=True)
class Year:
    """A year of the programme: its steps of the review cycle, the targets due in it, those of every year."""

    year: int
    reviews: tuple[Review, ...]
    due: tuple[Target, ...]
    yearly: tuple[Target, ...]
    is_over: bool


def all_indicators(user: User, *, now: datetime) -> Standing | None:
    """Return the indicators ``user`` may see as they stand; None where there is none."""
    programme = programme_at(now)
    if programme is None:
        return None
    if user.reads_all:
        return standing(programme, now=now)
    mine = [one.code for one in _of(programme) if may_enter(user, one)]
    return standing(programme, now=now, only=mine) if mine else None


def indicators_seen(user: User, *, now: datetime) -> list[Indicator]:
    """Return the indicators of the programme in force that ``user`` may look at, with their targets."""
    programme = programme_at(now)
    every = _of(programme).prefetch_related("targets") if programme else ()
    return [one for one in every if may_see(user, one)]


def may_see(user: User, indicator: Indicator) -> bool:
    """Whether ``user`` may look at the indicator: who reads all, and who answers for it."""
    return user.reads_all or may_enter(user, indicator)


def indicator_of(code: str, *, now: datetime) -> Indicator | None:
    """Return the indicator of the programme in force, with what feeds it."""
    programme = programme_at(now)
    return with_feeds(_of(programme)).filter(code=code).first() if programme else None


def one_indicator(indicator: Indicator, *, now: datetime) -> OneIndicator:
    """Return what the page of ``indicator`` shows."""
    last = Month.of(day_of(now))
    first = months_before(last, _MONTHS - 1)
    series = fed([indicator], first=first, last=last, now=now)
    months = _since_there_are_data(series.get(indicator.pk, ()))
    programme = indicator.group.programme
    told = {pk: ones[-2] for pk, ones in series.items()}  # the last month still runs
    targets = list(indicator.targets.order_by("order", "id"))
    registers = register_series(targets, first=first, last=last, now=now)
    whole = {one.target.pk: one.months[1] for one in registers}
    [stands] = standing(programme, now=now, only=[indicator.code], told=told, registers=whole).indicators
    history = EnteredValue.objects.filter(target__indicator=indicator).order_by("-id")
    people = history.select_related("target", "entered_by", "decision__decided_by", "corrects")
    return OneIndicator(
        stands,
        months,
        chart([one.monthly for one in months]) if months else None,
        tuple(people),
        replaced_by_corrections(people),
        in_language(indicator, "definition"),
        answerable_units(indicator, on=day_in_force(now)),
        tuple(one for one in programme.tasks.order_by("order", "id") if indicator.code in one.indicators),
        registers,
        _first_actions(registers, last=last, now=now),
    )


def month_of(indicator: Indicator, month: Month, *, now: datetime) -> FedMonth:
    """Return what reports say of a fed indicator in ``month``."""
    [value] = fed([indicator], first=month, last=month, now=now)[indicator.pk]
    return value


def answerable_units(indicator: Indicator, *, on: date) -> tuple[Unit, ...]:
    """Return the units at work on the day that answer for ``indicator``, the first of them answers first."""
    at_work = {unit.slug: unit for unit in book.units(on=on)}
    return tuple(at_work[slug] for slug in (indicator.unit, *indicator.with_units) if slug in at_work)


def years(programme: Programme, *, now: datetime) -> tuple[Year, ...]:
    """Return the years of ``programme`` with what is due in each. Two statements."""
    reviews = list(programme.reviews.order_by("first_day", "last_day", "id"))
    rows = Target.objects.filter(indicator__group__programme=programme).select_related("indicator")
    targets = list(rows.order_by("indicator__order", "order", "id"))
    return tuple(
        Year(
            year,
            tuple(one for one in reviews if one.first_day.year == year),
            tuple(one for one in targets if one.due_on and one.due_on.year == year),
            tuple(one for one in targets if str(year) in one.yearly),
            day_of(now).year > year,
        )
        for year in range(programme.first_day.year, programme.last_day.year + 1)
    )


def _first_actions(registers: Sequence[RegisterSeries], *, last: Month, now: datetime) -> tuple[ActionMonth, ...]:
    if not any(one.feed.subject == Subject.ALERT_MODEL for one in registers):
        return ()
    months = [months_before(last, back) for back in range(_MONTHS - 1, -1, -1)]
    return tuple(reversed(first_actions(months, now=now)))


def _since_there_are_data(months: tuple[FedMonth, ...]) -> tuple[FedMonth, ...]:
    """Leave out the months before the first with data; the last month stays in any case."""
    first = next((place for place, one in enumerate(months) if one.part is not None), len(months) - 1)
    return months[first:]


def _of(programme: Programme) -> QuerySet[Indicator]:
    return Indicator.objects.filter(group__programme=programme).order_by("order", "id")
