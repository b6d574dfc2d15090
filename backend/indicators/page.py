"""What the leader's board shows of a month: its tables, map, trends, and what needs a decision."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators import frozen
from backend.indicators.board import Board, board, previous
from backend.indicators.decisions import decisions
from backend.indicators.definitions import BEYOND, BY_CODE, COMMON, DEFINITIONS
from backend.indicators.fed import with_feeds
from backend.indicators.fed_wards import FedColumn, fed_columns
from backend.indicators.figures import Figures
from backend.indicators.first_action import first_actions
from backend.indicators.heat import HONESTY, heat
from backend.indicators.league import Placed, league
from backend.indicators.models import FedValue, How, Indicator, Measure, Target
from backend.indicators.query import Monthly, Scope, monthly, months_before, source_of
from backend.indicators.register_wards import register_columns
from backend.indicators.restated import Break, WardSet, breaks, choices, ward_set
from backend.indicators.standing import programme_at
from backend.indicators.tally import day_of
from backend.indicators.trend import MONTHS, Trend, trend
from backend.indicators.ward_map import ward_map
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.places.models import Ward

ENDS = ("open_at_end", "overdue_at_end")
FIRST_YEAR = 2000  # before it there is neither a programme nor a ward
_TRENDS: tuple[tuple[str, Callable[[Figures], float | None], float], ...] = (
    ("received", lambda one: one.received, 0),
    ("resolved", lambda one: one.resolved, 0),
    ("accepted_on_time", lambda one: _percent(one.accepted_on_time_share), 100),
    ("resolved_on_time", lambda one: _percent(one.resolved_on_time_share), 100),
    ("open_at_end", lambda one: one.open_at_end, 0),
    ("overdue_at_end", lambda one: one.overdue_at_end, 0),
)


def month_asked(written: str, *, now: datetime) -> Month:
    """Return the month written as 2026-10, the running one for nothing. Raises Refused for no month, or one to come."""
    running = Month.of(day_of(now))
    if not written:
        return running
    try:
        month = Month.parse(written)
    except ValueError:
        raise Refused(_("Xin ghi tháng theo mẫu 2026-10."), field="month", code="invalid") from None
    if month.year < FIRST_YEAR:
        raise Refused(_("Tháng này không có số liệu."), field="month", code="too_early")
    if month > running:
        raise Refused(_("Tháng này chưa đến, chưa có số liệu."), field="month", code="not_yet")
    return month


@dataclass(frozen=True)
class Asked:
    """What a page was asked for: the month, the ward set to restate it on, and why not what was written."""

    month: Month
    restated: WardSet | None
    refused: str = ""


def asked_of(written: str, wards_on: str, *, now: datetime) -> Asked:
    """Return the month and the ward set asked for; what cannot be shown is said, and the running month stands in."""
    try:
        return Asked(month_asked(written, now=now), ward_set(wards_on))
    except Refused as refusal:
        return Asked(Month.of(day_of(now)), None, refusal.message)


def page(written: str, wards_on: str = "", *, reader: User, now: datetime) -> dict[str, object]:
    """Return what the board shows of the month ``written``; a month that cannot be shown is said in ``refused``.

    ``wards_on``: restated on the wards of that day.
    """
    asked = asked_of(written, wards_on, now=now)
    month, restated = asked.month, asked.restated
    wards = _wards(restated, now=now)
    shown, fed = fed_by_ward(month, now=now, restated=restated)
    source = source_of(Scope(first=months_before(month, MONTHS - 1), last=month, restated=restated))
    months = monthly(source.scope, source).months
    changes = () if restated else breaks(source.scope.first, month)
    received = {line.key: line.this.received for line in shown.wards if isinstance(line.key, int)}
    without = frozen.without_added(source.closed)
    return {
        "refused": asked.refused,
        "restated": restated,
        "ward_sets": choices(),
        "board": shown,
        "heat": heat(shown),
        "honesty": heat(shown, HONESTY),
        "fed": fed,
        "registers": () if restated else register_columns(_asking(now), list(received), month=month, now=now),
        "map": ward_map(wards, received, month=month),
        "league": league(shown.units),
        "decide": decisions(reader, now=now),
        "first": first_actions([month], now=now, closed=source.closed, by_ward=False)[0],
        "trends": trends(
            months,
            fed,
            is_running=shown.is_running,
            without_added=without,
            changes=changes,
            is_restated=restated is not None,
        ),
        "without_added": without,
        "months": months,
        "changes": changes,
        "closed": source.closed.get(month),
        "month": month,
        "earlier": previous(month),
        "later": None if shown.is_running else month.next,
        "until": shown.before_until if shown.is_running else None,
        "definitions": (*DEFINITIONS, *BEYOND),
        "named": BY_CODE,
        "common": COMMON,
        "now": now,
    }


def fed_by_ward(month: Month, *, now: datetime, restated: WardSet | None = None) -> tuple[Board, tuple[FedColumn, ...]]:
    """Return the board of ``month``, and what reports say of each fed indicator in each of its wards."""
    shown = board(month, wards=_wards(restated, now=now), now=now, restated=restated)
    wards = [line.key for line in shown.wards if isinstance(line.key, int)]
    return shown, fed_columns(_indicators(now), wards, shown.by_kind, month=month, now=now, restated=restated)


def units_in_order(month: Month, *, now: datetime) -> tuple[Board, tuple[Placed, ...]]:
    """Return the board of ``month``, and its units in order."""
    shown = board(month, wards=_wards(None, now=now), now=now)
    return shown, league(shown.units)


def _wards(restated: WardSet | None, *, now: datetime) -> tuple[Ward, ...]:
    return restated.wards if restated else wards_in_force(day_in_force(now))


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def trends(
    months: Sequence[Monthly],
    fed: Sequence[FedColumn],
    *,
    is_running: bool,
    without_added: Collection[Month] = (),
    changes: Sequence[Break] = (),
    is_restated: bool = False,
) -> tuple[Trend, ...]:
    """Return the trends of the district, then those of indicators whose target reports measure. One statement.

    Of what is counted at a month's end a running month has nothing yet, nor has one of ``without_added``. What an
    indicator stood at is read from closed months and the last one alone: to count what was confirmed and open long ago
    takes the whole history. Where all is restated, in how many wards nothing was late is left out: closed months know
    it of their own wards.
    """
    of_district = []
    for code, value, top in _TRENDS:
        lacks = without_added if code in ENDS else ()
        values = [(one.month, None if one.month in lacks else value(one.figures)) for one in months]
        if is_running and code in ENDS:
            values[-1] = months[-1].month, None
        of_district.append(trend(code, values, top=top, changes=changes))
    told = [column for column in fed if not (is_restated and column.measure == Measure.WARDS)]
    return (*of_district, *_of_indicators(months, told, changes))


def _of_indicators(months: Sequence[Monthly], fed: Sequence[FedColumn], changes: Sequence[Break]) -> Iterator[Trend]:
    """Yield the line of each indicator with a target in the unit of what reports say."""
    days = [one.month.first_day for one in months]
    rows = FedValue.objects.filter(closed__first_day__in=days).order_by("closed__revision", "id")
    kept = {
        (indicator, Month.of(day)): part
        for indicator, day, part in rows.values_list("indicator_id", "closed__first_day", "part")
    }
    for column in fed:
        targets = [one for one in column.indicator.targets.all() if one.is_measured]
        if targets:
            at = column.indicator.pk, months[-1].month
            kept.setdefault(at, column.total)
            values = [(one.month, kept.get((at[0], one.month))) for one in months]
            yield trend(column.indicator.code, values, target=float(targets[0].low), changes=changes)


def _asking(now: datetime) -> list[Target]:
    """Return the targets of the programme in force that ask a register, in its order. Two statements."""
    programme = programme_at(now)
    rows = Target.objects.filter(indicator__group__programme=programme, register__isnull=False)
    rows = rows.select_related("indicator").order_by("indicator__group__order", "indicator__order", "order", "id")
    return list(rows) if programme else []


def _indicators(now: datetime) -> list[Indicator]:
    """Return the fed indicators of the programme in force, with feeds and targets. Five statements at most."""
    programme = programme_at(now)
    if programme is None:
        return []
    rows = Indicator.objects.filter(group__programme=programme).exclude(how=How.NONE)
    targets = Prefetch("targets", Target.objects.order_by("order", "id"))
    return list(with_feeds(rows.order_by("group__order", "order", "id")).prefetch_related(targets))
