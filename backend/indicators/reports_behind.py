"""The reports behind an indicator's number of a month: exactly those it counted, as the facts stand now."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from backend.core.month import Month
from backend.indicators import facts
from backend.indicators.conditions import facts_in, reports_where
from backend.indicators.fed import FedMonth, counted_feeds, end_of
from backend.indicators.models import Indicator, Measure
from backend.indicators.still_open import open_at
from backend.indicators.tally import Fact
from backend.reports.models import Report

_COUNTED = {
    Measure.ON_TIME: frozenset({"resolved_on_time", "late"}),
    Measure.RECEIVED: frozenset({"received"}),
    Measure.WARDS: frozenset({"accept_due"}),
}


def reports_behind(indicator: Indicator, value: FedMonth, *, now: datetime) -> QuerySet[Report]:
    """Return the reports that ``value`` of ``indicator`` counted, the newest first.

    Of a month frozen since, it is those that would be counted now: a report counted anew later is not the frozen one.
    """
    feeds = counted_feeds(indicator)
    if value.measure == Measure.OPEN:
        left = open_at([end_of(value.month, now=now)], [feed.category_id for feed in feeds])
        ids = [report for reports in left.values() for report in reports]
        return Report.objects.filter(pk__in=ids).order_by("-created_at", "-id")
    wanted = {feed.category_id: feed.only for feed in feeds}
    streets = indicator.group.programme.food_streets
    allowed = {only: frozenset(reports_where(only, food_streets=streets)) for only in set(wanted.values()) if only}
    ids = [
        report
        for report, counted in _of_month(value.month)
        if any(_counts(fact, report, value, wanted, allowed) for fact in counted)
    ]
    return Report.objects.filter(pk__in=ids).order_by("-created_at", "-id")


def _of_month(month: Month) -> Iterable[tuple[int, Iterable[Fact]]]:
    """Yield each report that was counted for anything in ``month``, with its facts."""
    for report, kept in facts_in([month], Q()):
        yield report, facts.read(kept)


def _counts(
    fact: Fact, report: int, value: FedMonth, wanted: Mapping[int, str], allowed: Mapping[str, frozenset[int]]
) -> bool:
    if Month.of(fact.day) != value.month or fact.measure not in _COUNTED[value.measure]:
        return False
    only = wanted.get(fact.category)
    return only is not None and (not only or report in allowed[only])
