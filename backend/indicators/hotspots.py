"""Hot spots as people read them: all side by side; one with its months, kinds, hours, repeats, before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, F, Max, Q, QuerySet
from django.db.models.functions import ExtractHour, Floor, TruncMonth
from django.utils import timezone

from backend.accounts.models import User
from backend.core.month import Month
from backend.indicators.query import months_before
from backend.indicators.tally import day_of
from backend.places.geometry import EAST_M, NORTH_M, Point, box_around
from backend.places.models import Hotspot
from backend.reports.gallery import Pair, pairs, with_both
from backend.reports.models import Report, Screening, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.routing import book
from backend.routing.models import Category, Group

MONTHS = 12
RECENT = timedelta(days=90)
LEAST_REPEATS = 3
_MOST_REPEATS, _MOST_PAIRS = 15, 6
_CELL_M = 20.0  # reports in one square of this side are "at the same point"
_CELLS_LAT, _CELLS_LON = NORTH_M / _CELL_M, EAST_M / _CELL_M  # in a degree


@dataclass(frozen=True)
class Summary:
    """A hot spot in the list: reports of the last 90 days and of the 90 before, and those open now."""

    hotspot: Hotspot
    recent: int
    before: int
    open: int


@dataclass(frozen=True)
class OfMonth:
    """A month of a hot spot: received, and of these done by now. ``share``: of the fullest month, in per cent."""

    month: Month
    received: int
    done: int
    share: int


@dataclass(frozen=True)
class OfHour:
    """An hour of the day (0 to 23, in the city) and how many reports came in it; ``share`` as in :class:`OfMonth`."""

    hour: int
    number: int
    share: int


@dataclass(frozen=True)
class Repeat:
    """The same kind at the same point again and again, and how many of these are open."""

    category: Category
    number: int
    open: int
    point: Point
    latest_at: datetime


@dataclass(frozen=True)
class Page:
    """All that the page of a hot spot shows."""

    months: Sequence[OfMonth]
    kinds: Sequence[tuple[Category, int]]
    hours: Sequence[OfHour]
    repeats: Sequence[Repeat]
    pairs: Sequence[Pair]

    @property
    def total(self) -> int:
        return sum(one.received for one in self.months)


def summaries(now: datetime) -> list[Summary]:
    """Return every hot spot with its numbers, the fullest of late first. Two statements."""
    rows = _counted().filter(group__in=Group.values, created_at__gt=now - 2 * RECENT, hotspot__isnull=False)
    is_recent = Q(created_at__gt=now - RECENT)
    counts = rows.values("hotspot").order_by("hotspot").annotate(
        recent=Count("pk", filter=is_recent), all=Count("pk"), open=Count("pk", filter=Q(is_open=True))
    )  # fmt: skip
    by_hotspot = {one["hotspot"]: (one["recent"], one["all"] - one["recent"], one["open"]) for one in counts}
    every = [
        Summary(one, *by_hotspot.get(one.pk, (0, 0, 0))) for one in Hotspot.objects.defer("lines").order_by("code")
    ]
    return sorted(every, key=lambda one: (-one.recent, one.hotspot.name))


def page(hotspot: Hotspot, *, reader: User, now: datetime) -> Page:
    """Return what the page of ``hotspot`` shows of twelve months. Six statements."""
    running = Month.of(day_of(now))
    months = [months_before(running, ago) for ago in reversed(range(MONTHS))]
    zone = timezone.get_default_timezone()
    since = datetime.combine(months[0].first_day, datetime.min.time(), tzinfo=zone)
    rows = _in_box(hotspot).filter(created_at__gte=since)
    return Page(
        months=_months(rows, months),
        kinds=_kinds(rows),
        hours=_hours(rows),
        repeats=repeats(rows),
        pairs=_pairs(rows, reader),
    )


def repeats(rows: "QuerySet[Report]") -> list[Repeat]:
    """Return where the same kind came again and again within about 20 m, the most often first. One statement."""
    from_grid = rows.annotate(row=Floor(F("lat") * _CELLS_LAT), column=Floor(F("lon") * _CELLS_LON))
    counted = from_grid.values("row", "column", "category").annotate(
        number=Count("pk"), open=Count("pk", filter=Q(is_open=True)), latest=Max("created_at"),
        lat_=Avg("lat"), lon_=Avg("lon"),
    )  # fmt: skip
    kinds: Mapping[int, Category] = book.categories_by_id()
    often = counted.filter(number__gte=LEAST_REPEATS).order_by("-number", "row", "column", "category")[:_MOST_REPEATS]
    return [
        Repeat(kinds[one["category"]], one["number"], one["open"], Point(one["lat_"], one["lon_"]), one["latest"])
        for one in often
    ]


def repeats_of_all(now: datetime) -> list[Repeat]:
    """Return the repeats of the last 90 days in the whole district. One statement."""
    return repeats(_counted().filter(group__in=Group.values, created_at__gt=now - RECENT))


def _counted() -> "QuerySet[Report]":
    rows = Report.objects.filter(screening=Screening.CLEAR).exclude(held_as=HELD_DENUNCIATION)
    return rows.exclude(status__in=(Status.REJECTED, Status.DUPLICATE))


def _in_box(hotspot: Hotspot) -> "QuerySet[Report]":
    """Limit to the reports of ``hotspot``, by the box around it: that is what an index finds."""
    corners = [Point(lat, lon) for line in hotspot.lines for lon, lat in line] or [hotspot.point]
    boxes = [box_around(one, hotspot.radius_m + 1) for one in corners]
    lat = (min(one.min_lat for one in boxes), max(one.max_lat for one in boxes))
    lon = (min(one.min_lon for one in boxes), max(one.max_lon for one in boxes))
    return _counted().filter(hotspot=hotspot, lat__range=lat, lon__range=lon)


def _months(rows: "QuerySet[Report]", months: Sequence[Month]) -> list[OfMonth]:
    done = Q(status__in=(Status.RESOLVED, Status.CLOSED))
    counted = rows.annotate(month=TruncMonth("created_at")).values("month").order_by("month")
    found = {
        Month.of(one["month"].date()): (one["number"], one["done"])
        for one in counted.annotate(number=Count("pk"), done=Count("pk", filter=done))
    }
    most = max([number for number, _done in found.values()], default=0) or 1
    return [
        OfMonth(month, *found.get(month, (0, 0)), share=round(100 * found.get(month, (0, 0))[0] / most))
        for month in months
    ]


def _kinds(rows: "QuerySet[Report]") -> list[tuple[Category, int]]:
    counted = rows.values_list("category").annotate(number=Count("pk")).order_by("-number", "category")
    return [(book.categories_by_id()[category], number) for category, number in counted]


def _hours(rows: "QuerySet[Report]") -> list[OfHour]:
    counted = rows.annotate(hour=ExtractHour("created_at")).values_list("hour").order_by("hour")
    found = dict(counted.annotate(number=Count("pk")))
    most = max(found.values(), default=0) or 1
    return [OfHour(hour, found.get(hour, 0), round(100 * found.get(hour, 0) / most)) for hour in range(24)]


def _pairs(rows: "QuerySet[Report]", reader: User) -> list[Pair]:
    """Return the newest reports with a released photo of before and of after. Two statements."""
    seen = Report.objects.for_staff(reader).filter(pk__in=rows.values("pk"))
    newest = with_both().filter(pk__in=seen.values("pk")).order_by("-resolved_at", "-id")
    return pairs(newest[:_MOST_PAIRS])
