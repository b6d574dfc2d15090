"""What residents' reports say of an indicator, month by month: of closed months what was frozen, else counted now.

Only the feeds with the indicator's own ``how`` are counted. Which reports, when and in whose favour doubt falls is
written in the indicator's definition, and done here.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet

from backend.core.month import Month
from backend.indicators import figures
from backend.indicators.conditions import can_be_told, counted_of, reports_where
from backend.indicators.figures import Figures
from backend.indicators.models import ClosedMonth, FedValue, Feed, How, Indicator, Measure
from backend.indicators.query import Monthly, Scope, Source, source_of, sums_of
from backend.indicators.still_open import open_at, open_then
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force

COUNTS = ("received", "resolved", "resolved_on_time", "late")


@dataclass(frozen=True, kw_only=True)
class FedMonth:
    """An indicator's number in one month: ``part`` of ``whole`` (None: a plain number), with the reports behind it.

    ``part`` None: no data, which is not zero. ``untold`` are the conditions about which nothing is known yet.
    """

    month: Month
    measure: Measure
    part: int | None
    whole: int | None
    figures: Figures
    is_frozen: bool
    untold: tuple[str, ...] = ()

    @property
    def number(self) -> float | None:
        """Return the number: per cent of reports on time, else how many; None without data."""
        if self.part is None or self.measure != Measure.ON_TIME:
            return self.part
        share = figures.share(self.part, self.whole or 0)
        return None if share is None else share * 100

    @property
    def monthly(self) -> Monthly:
        return Monthly(self.month, self.figures)


@dataclass(frozen=True)
class Asked:
    """The indicators asked about, with their feeds and programme fetched; the months; the moment (aware).

    ``upto``: the last event (seq) that counts for what is open, where a single month is closed.
    """

    indicators: tuple[Indicator, ...]
    scope: Scope
    now: datetime
    upto: int | None = None


def fed(
    indicators: Iterable[Indicator], *, first: Month, last: Month, now: datetime, anew: bool = False
) -> dict[int, tuple[FedMonth, ...]]:
    """Return what reports say of each fed indicator (by its pk) from ``first`` to ``last``, month by month.

    ``indicators`` need ``feeds`` and ``group.programme`` fetched. With ``anew`` nothing frozen is read. A fixed number
    of statements, with some for each condition and each measure that is no sum.
    """
    asked = Asked(tuple(one for one in indicators if one.is_fed), Scope(first=first, last=last), now)
    source = Source(asked.scope, {}) if anew else source_of(asked.scope)
    kept = _kept(source.closed.values())
    book = Book(asked, source)
    return {
        one.pk: tuple(_frozen(one, month, kept, source) or book.month_of(one, month) for month in asked.scope.months)
        for one in asked.indicators
    }


def fed_of(closed: ClosedMonth) -> list[FedValue]:
    """Return the rows to freeze with a month that is being closed, not yet written: of every programme's indicators."""
    month = Month.of(closed.first_day)
    indicators = Indicator.objects.exclude(how=How.NONE).order_by("id")
    scope = Scope(first=month, last=month)
    book = Book(Asked(tuple(with_feeds(indicators)), scope, closed.closed_at, closed.upto), Source(scope, {}))
    values = {one.pk: book.month_of(one, month) for one in book.asked.indicators}
    return [
        FedValue(
            closed=closed,
            indicator_id=indicator,
            part=one.part,
            whole=one.whole,
            **{name: getattr(one.figures, name) for name in COUNTS},
        )
        for indicator, one in sorted(values.items())
    ]


def with_feeds(indicators: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """Fetch along what :func:`fed` needs. Two statements."""
    return indicators.select_related("group__programme").prefetch_related("feeds__category")


def counted_feeds(indicator: Indicator) -> tuple[Feed, ...]:
    """Return the feeds its number counts: those that feed it as it is fed at best."""
    return tuple(feed for feed in indicator.feeds.all() if feed.how == indicator.how)


def end_of(month: Month, *, now: datetime) -> datetime:
    """Return the moment at which what is open at the month's end is looked at: now, while the month runs."""
    return min(month.next.starts_at, now)


@dataclass
class Book:
    """What the months that are not frozen were counted from, each read once, when it is first needed."""

    asked: Asked
    source: Source
    counts: Callable[[Sequence[int], Collection[Month]], Mapping[tuple[Month, int], Figures]] = counted_of
    _where: dict[tuple[str, int], Mapping[tuple[Month, int], Figures]] = field(default_factory=dict)
    _told: dict[str, bool] = field(default_factory=dict)

    def month_of(self, indicator: Indicator, month: Month) -> FedMonth:
        """Return what is counted of ``indicator`` in ``month``, as of now."""
        feeds = counted_feeds(indicator)
        untold = tuple(sorted({feed.only for feed in feeds if feed.only and not self._can_be_told(feed.only)}))
        is_told = month in self._months_with_reports and len(untold) < len({feed.only for feed in feeds})
        counted = self._figures(indicator, feeds, month) if is_told else Figures()
        part, whole = self._measured(indicator, month, counted) if is_told else (None, None)
        measure = Measure(indicator.measure)
        return FedMonth(
            month=month, measure=measure, part=part, whole=whole, figures=counted, is_frozen=False, untold=untold
        )

    def _measured(self, indicator: Indicator, month: Month, counted: Figures) -> tuple[int | None, int | None]:
        match Measure(indicator.measure):
            case Measure.ON_TIME:
                return counted.resolved_on_time, counted.resolve_due
            case Measure.RECEIVED:
                return counted.received, None
            case Measure.OPEN:
                moment = end_of(month, now=self.asked.now)
                return sum(self._open.get((kind, moment), 0) for kind in _categories(indicator)), None
            case Measure.WARDS:
                return self._wards(indicator, month)

    def _figures(self, indicator: Indicator, feeds: Iterable[Feed], month: Month) -> Figures:
        total = Figures()
        for feed in feeds:
            rows = self._by_condition(feed.only, indicator) if feed.only else self._by_category
            total = total.plus(rows.get((month, feed.category_id), Figures()))
        return total

    def _wards(self, indicator: Indicator, month: Month) -> tuple[int, int]:
        """Return how many wards had no report accepted late, of all."""
        wards = {ward.pk for ward in wards_in_force(day_in_force(self.asked.now))}
        rows = self._by_ward(indicator)
        late = {ward for (at, ward), one in rows.items() if at == month and one.accepted_on_time < one.accept_due}
        return len(wards - late), len(wards)

    def _by_ward(self, indicator: Indicator) -> Mapping[tuple[Month, int], Figures]:
        key = "wards", indicator.pk
        if key not in self._where:
            scope = self.asked.scope
            only = Scope(first=scope.first, last=scope.last, categories=_categories(indicator))
            self._where[key] = _summed(Source(only, self.source.closed), "ward_id")
        return self._where[key]

    def _by_condition(self, only: str, indicator: Indicator) -> Mapping[tuple[Month, int], Figures]:
        programme = indicator.group.programme
        key = only, programme.pk
        if key not in self._where:
            reports = reports_where(only, food_streets=programme.food_streets)
            self._where[key] = self.counts(reports, frozenset(self.asked.scope.months))
        return self._where[key]

    def _can_be_told(self, only: str) -> bool:
        if only not in self._told:
            self._told[only] = can_be_told(only)
        return self._told[only]

    @cached_property
    def _open(self) -> Mapping[tuple[int, datetime], int]:
        """Return how many were open at each month's end, for all the indicators that ask for it at once."""
        asking = [one for one in self.asked.indicators if one.measure == Measure.OPEN]
        moments = [end_of(month, now=self.asked.now) for month in self.asked.scope.months]
        kinds = [kind for one in asking for kind in _categories(one)]
        if self.asked.upto is not None:
            [moment] = moments
            then = open_then(moment, kinds, upto=self.asked.upto)
            return {(kind, moment): number for kind, number in then.items()}
        return {place: len(reports) for place, reports in open_at(moments, kinds).items()}

    @cached_property
    def _by_category(self) -> Mapping[tuple[Month, int], Figures]:
        return _summed(self.source, "category_id")

    @cached_property
    def _months_with_reports(self) -> frozenset[Month]:
        return frozenset(month for month, _category in self._by_category)


def _summed(source: Source, by: str) -> Mapping[tuple[Month, int], Figures]:
    found: dict[tuple[Month, int], Figures] = defaultdict(Figures)
    for first, key, *sums in sums_of(source, "month", by):
        place = Month.of(first), key
        found[place] = found[place].plus(figures.of(sums))
    return found


def _kept(closed: Collection[ClosedMonth]) -> dict[tuple[int, int], FedValue]:
    rows = FedValue.objects.filter(closed__in=[one.pk for one in closed]).order_by("id")
    return {(one.closed_id, one.indicator_id): one for one in rows}


def _frozen(
    indicator: Indicator, month: Month, kept: Mapping[tuple[int, int], FedValue], source: Source
) -> FedMonth | None:
    closed = source.closed.get(month)
    row = kept.get((closed.pk, indicator.pk)) if closed else None
    if row is None:
        return None
    counted = Figures(**{name: getattr(row, name) for name in COUNTS})
    measure = Measure(indicator.measure)
    return FedMonth(month=month, measure=measure, part=row.part, whole=row.whole, figures=counted, is_frozen=True)


def _categories(indicator: Indicator) -> Sequence[int]:
    return [feed.category_id for feed in counted_feeds(indicator)]
