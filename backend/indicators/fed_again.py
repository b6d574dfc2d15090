"""What reports said of the indicators in a closed month, counted a second time: from its figures, and from the events.

Where a feed counts every report of a kind, its number follows from the month's own figures, which are counted anew from
the events elsewhere. What is limited by a place, and what was open, is counted from the events of that time alone.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from backend.core.month import Month
from backend.indicators import facts
from backend.indicators.fed import COUNTS, Asked, Book, FedMonth, counted_feeds, with_feeds
from backend.indicators.figures import Figures
from backend.indicators.models import ClosedMonth, FedValue, How, Indicator
from backend.indicators.query import Scope, Source
from backend.indicators.tally import tally
from backend.reports.models import Event, Kind

_OTHER_PLACE = (Kind.LINKED, Kind.MOVED, Kind.UNDONE)
_AT_ONCE = 5_000  # reports to a statement


def fed_differs(closed: ClosedMonth, reports: Sequence[int]) -> Iterator[str]:
    """Yield the code of each indicator of which something else was kept than is counted again.

    ``reports``: those that the month touched. The feeds are those of today. Where a place limits them it is as known
    today: a number is passed over once one of the reports was moved or linked after the closing, or nothing was known
    of such places then.
    """
    kept = {one.indicator_id: one for one in FedValue.objects.filter(closed=closed).order_by("id")}
    month = Month.of(closed.first_day)
    scope = Scope(first=month, last=month)
    indicators = tuple(with_feeds(Indicator.objects.filter(pk__in=kept).exclude(how=How.NONE).order_by("id")))
    counts = partial(_counted_then, closed=closed, among=frozenset(reports))
    book = Book(Asked(indicators, scope, closed.closed_at, closed.upto), Source(scope, {month: closed}), counts)
    have_moved = _have_moved(closed, reports)
    for one in indicators:
        is_limited = any(feed.only for feed in counted_feeds(one))
        if is_limited and (have_moved or kept[one.pk].part is None):
            continue
        if _said(book.month_of(one, month)) != _kept(kept[one.pk]):
            yield one.code


def _have_moved(closed: ClosedMonth, reports: Sequence[int]) -> bool:
    """Whether one of ``reports`` was moved or linked to another place since."""
    later = Event.objects.filter(seq__gt=closed.upto, kind__in=_OTHER_PLACE).order_by()
    return not set(later.values_list("report_id", flat=True).distinct()).isdisjoint(reports)


def _counted_then(
    reports: Sequence[int], months: Collection[Month], *, closed: ClosedMonth, among: Collection[int]
) -> Mapping[tuple[Month, int], Figures]:
    """Return what ``reports``, of them those ``among``, counted for in the month, by the events of that time alone."""
    [month] = months
    wanted = sorted(set(reports).intersection(among))
    found: dict[tuple[Month, int], Counter[str]] = defaultdict(Counter)
    for start in range(0, len(wanted), _AT_ONCE):
        for history in facts.histories(wanted[start : start + _AT_ONCE], upto=closed.upto):
            for fact, number in tally(history, now=closed.closed_at).facts.items():
                if month.first_day <= fact.day <= month.last_day:
                    found[month, fact.category][fact.measure] += number
    return {
        key: Figures(**{name: numbers[name] for name in facts.MEASURES if name in numbers})
        for key, numbers in found.items()
    }


def _said(value: FedMonth) -> tuple[int | None, ...]:
    return (value.part, value.whole, *(getattr(value.figures, name) for name in COUNTS))


def _kept(value: FedValue) -> tuple[int | None, ...]:
    return (value.part, value.whole, *(getattr(value, name) for name in COUNTS))
