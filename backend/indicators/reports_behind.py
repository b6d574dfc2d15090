"""The reports behind an indicator's number of a month: exactly those it counted, as the facts stand now."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from backend.indicators.conditions import reports_where
from backend.indicators.fed import FedMonth, counted_feeds
from backend.indicators.models import Indicator, Measure, ReportMonth
from backend.indicators.still_open import open_at
from backend.reports.models import Report

_LATE = Q(accept_due__gt=0, accepted_on_time=0)  # what a ward's number counts, where the district's counts wards
_COUNTED = {
    Measure.ON_TIME: Q(resolved_on_time__gt=0) | Q(late__gt=0),
    Measure.RECEIVED: Q(received__gt=0),
    Measure.WARDS: Q(accept_due__gt=0),
}


def reports_behind(
    indicator: Indicator, value: FedMonth, *, now: datetime, ward: int | None = None, on_time: bool = False
) -> QuerySet[Report]:
    """Return the reports that ``value`` of ``indicator`` counted, the newest first; of one ``ward`` (pk) where named.

    ``on_time``: of a share those alone that were resolved on time. Of a ward's acceptances it is those that were late.
    Of a month frozen since, it is those that would be counted now: a report counted anew later is not the frozen one.
    """
    feeds = counted_feeds(indicator)
    in_ward = Q() if ward is None else Q(ward=ward)
    if value.measure == Measure.OPEN:
        categories = [feed.category_id for feed in feeds]
        found = open_at(min(value.month.next.starts_at, now), categories, now=now)
        return found.filter(in_ward).order_by("-created_at", "-id")
    streets = indicator.group.programme.food_streets
    allowed = {only: reports_where(only, food_streets=streets) for only in {feed.only for feed in feeds} if only}
    fed = [Q(category=one.category_id) & (Q(report__in=allowed[one.only]) if one.only else Q()) for one in feeds]
    counted = _LATE if ward and value.measure == Measure.WARDS else _COUNTED[value.measure]
    counted = Q(resolved_on_time__gt=0) if on_time and value.measure == Measure.ON_TIME else counted
    rows = ReportMonth.objects.filter(counted, in_ward, first_day=value.month.first_day)
    rows = rows.filter(reduce(or_, fed, Q(pk__in=())))
    return Report.objects.filter(pk__in=rows.values("report")).order_by("-created_at", "-id")
