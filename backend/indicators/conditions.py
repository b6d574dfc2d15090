"""Which reports meet a feed's condition, where not every report of a kind feeds an indicator."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from backend.core.month import Month
from backend.indicators import facts
from backend.indicators.facts import MEASURES
from backend.indicators.figures import Figures
from backend.indicators.models import Counted, Only
from backend.places.geometry import EAST_M, NORTH_M, Point, haversine_m
from backend.places.models import Site, SiteKind
from backend.reports.models import Report

NEAR_SCHOOL_M = 100.0
_SCHOOLS_AT_ONCE = 100  # so many boxes to a statement
_REPORTS_AT_ONCE = 5_000
_MARGIN = 1.01  # the box is a little larger than the circle


def can_be_told(only: str) -> bool:
    """Whether anything is known that the condition could hold for: without a school nothing is near one."""
    return only != Only.NEAR_SCHOOL or Site.objects.filter(kind=SiteKind.SCHOOL).exists()


def reports_where(only: str, *, food_streets: Collection[str]) -> list[int]:
    """Return the ids of the reports for which ``only`` holds, ascending; ``food_streets`` are names of streets.

    A register's entry is one to one with a site: to be linked to one is to have a site.
    """
    if only == Only.NEAR_SCHOOL:
        return sorted(_near_schools())
    if only == Only.FOOD_STREET:
        holds = Q(street__name__in=food_streets) | Q(site__kind=SiteKind.FOOD_STREET)
    else:
        holds = Q(site__isnull=False)
    return list(Report.objects.filter(holds).order_by("id").values_list("pk", flat=True))


def counted_of(reports: Sequence[int], months: Collection[Month]) -> Mapping[tuple[Month, int], Figures]:
    """Return what ``reports`` (ids, ascending) were counted for in ``months``, by month and category."""
    found: dict[tuple[Month, int], Counter[str]] = defaultdict(Counter)
    for start in range(0, len(reports), _REPORTS_AT_ONCE):
        some = reports[start : start + _REPORTS_AT_ONCE]
        wanted = frozenset(some)
        for report, kept in facts_in(months, facts.of(some)):
            for fact, number in facts.read(kept).items() if report in wanted else ():
                if (month := Month.of(fact.day)) in months:
                    found[month, fact.category][fact.measure] += number
    return {
        key: Figures(**{name: numbers[name] for name in MEASURES if name in numbers}) for key, numbers in found.items()
    }


def facts_in(months: Collection[Month], limit: Q) -> Iterator[tuple[int, list[list[object]]]]:
    """Yield the reports within ``limit`` that were counted for something in ``months``, with all they counted for.

    The database looks for the months in the text of the facts: to read each of them would take ten times as long.
    """
    in_months = reduce(or_, (Q(text__contains=f'"{month}-') for month in sorted(months)))
    rows = Counted.objects.annotate(text=Cast("facts", TextField())).filter(limit, in_months)
    yield from rows.order_by("pk").values_list("report_id", "facts").iterator()


def _near_schools() -> set[int]:
    schools = [Point(lat, lon) for lat, lon in _places(SiteKind.SCHOOL)]
    near: set[int] = set()
    for start in range(0, len(schools), _SCHOOLS_AT_ONCE):
        some = schools[start : start + _SCHOOLS_AT_ONCE]
        rows = Report.objects.filter(reduce(or_, map(_box, some))).order_by("id").values_list("pk", "lat", "lon")
        near.update(pk for pk, lat, lon in rows.iterator() if _is_near(Point(lat, lon), some))
    return near


def _places(kind: SiteKind) -> list[tuple[float, float]]:
    return list(Site.objects.filter(kind=kind).order_by("id").values_list("lat", "lon"))


def _box(school: Point) -> Q:
    north, east = (NEAR_SCHOOL_M * _MARGIN / one for one in (NORTH_M, EAST_M))
    return Q(lat__range=(school.lat - north, school.lat + north), lon__range=(school.lon - east, school.lon + east))


def _is_near(point: Point, schools: Sequence[Point]) -> bool:
    """Whether the point is near one; most schools are ruled out by their latitude alone."""
    reach = NEAR_SCHOOL_M * _MARGIN / NORTH_M
    return any(
        abs(point.lat - school.lat) <= reach and haversine_m(point, school) <= NEAR_SCHOOL_M for school in schools
    )
