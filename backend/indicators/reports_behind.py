"""The reports behind an indicator's number of a month: exactly those it counted, as the facts stand now."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from backend.indicators.conditions import reports_where
from backend.indicators.fed import FedMonth, counted_feeds, end_of
from backend.indicators.models import Indicator, Measure, ReportMonth
from backend.indicators.query import Scope, limits
from backend.indicators.restated import WardSet
from backend.indicators.still_open import open_at
from backend.reports.models import Report

_LATE = Q(accept_due__gt=0, accepted_on_time=0)  # what a ward's number counts, where the district's counts wards
_COUNTED = {
    Measure.ON_TIME: Q(resolved_on_time__gt=0) | Q(late__gt=0),
    Measure.RECEIVED: Q(received__gt=0),
    Measure.WARDS: Q(accept_due__gt=0),
}


def reports_behind(
    indicator: Indicator,
    value: FedMonth,
    *,
    now: datetime,
    ward: int | None = None,
    restated: WardSet | None = None,
    on_time: bool = False,
) -> QuerySet[Report]:
    """Return the reports that ``value`` of ``indicator`` counted, the newest first; of one ``ward`` (pk) where named.

    ``restated``: the ward set that ``ward`` belongs to, by each report's point; ``OUTSIDE``: in none of it.
    ``on_time``: of a share those alone that were resolved on time. Of a ward's acceptances it is those that were late.
    Of a month frozen since, it is those that would be counted now: a report counted anew later is not the frozen one.
    """
    feeds = counted_feeds(indicator)
    wards = None if ward is None else (ward,)
    scope = Scope(first=value.month, last=value.month, wards=wards, restated=restated)
    if value.measure == Measure.OPEN:
        mine = limits(scope, ward=scope.ward_of_reports)
        left = open_at([end_of(value.month, now=now)], [feed.category_id for feed in feeds], among=mine)
        ids = [report for reports in left.values() for report in reports]
        return Report.objects.filter(pk__in=ids).order_by("-created_at", "-id")
    streets = indicator.group.programme.food_streets
    allowed = {only: reports_where(only, food_streets=streets) for only in {feed.only for feed in feeds} if only}
    fed = [Q(category=one.category_id) & (Q(report__in=allowed[one.only]) if one.only else Q()) for one in feeds]
    counted = _LATE if ward is not None and value.measure == Measure.WARDS else _COUNTED[value.measure]
    counted = Q(resolved_on_time__gt=0) if on_time and value.measure == Measure.ON_TIME else counted
    rows = ReportMonth.objects.filter(counted, limits(scope, ward=scope.ward_behind))
    rows = rows.filter(reduce(or_, fed, Q(pk__in=())), first_day=value.month.first_day)
    return Report.objects.filter(pk__in=rows.values("report")).order_by("-created_at", "-id")
