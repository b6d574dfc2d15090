"""Every morning yesterday's facts, and on Mondays those of last week, are compared with what is usual.

Pollution and traffic by ward and kind. One statement reads 53 weeks of daily facts, summed; a kind that stands out in a
ward is an alert for its committee and the units in charge. While one is open there, more days join it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from backend.core import edition
from backend.indicators.alerts import RAISED, NewAlert, Telling, grown, raised, tell
from backend.indicators.models import Alert, AlertKind, DailyFact, Watermark
from backend.indicators.spikes import GUARD_WEEKS, WEEKS, Series, StoodOut, stood_out
from backend.indicators.watch_food import place_of
from backend.places.geometry import Point, haversine_m
from backend.reports.models import Report, Screening
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.routing import book
from backend.routing.models import Group

MARK = "spike_alerts"  # its number is the day that was looked at last, as a proleptic ordinal
WATCHED = (Group.ENVIRONMENT, Group.TRAFFIC)
_NOT_BEFORE = time(0, 30)  # in the city: yesterday is folded by then
_MADE_UP_FOR = 6  # days before yesterday, after workers that slept
_MOST_REPORTS = 300  # of one alert
_STAYS_OPEN = timedelta(days=7)
_LEAST_RADIUS_M, _MOST_RADIUS_M = 100.0, 5_000.0


def watch(now: datetime) -> int:
    """Look at yesterday, once, and at days of the week before that nobody looked at; return the number of new alerts.

    Safe in several workers at once.
    """
    local = timezone.localtime(now, timezone.get_default_timezone())
    yesterday = local.date().toordinal() - 1
    if local.time() < _NOT_BEFORE:
        return 0
    seen = Watermark.objects.get_or_create(name=MARK)[0].seq
    missed = range(max(seen + 1, yesterday - _MADE_UP_FOR), yesterday + 1) if seen else [yesterday]
    number = 0
    for day in missed:
        number += _one_day(date.fromordinal(day), seen=seen, now=now)
        seen = day
    return number


def _one_day(day: date, *, seen: int, now: datetime) -> int:
    """Look at ``day`` where ``seen`` is still the last that was looked at."""
    edition.refresh()
    found = list(stood_out(_series(day), day=day))
    with transaction.atomic():
        if not Watermark.objects.filter(name=MARK, seq=seen).update(seq=day.toordinal()):
            return 0  # another worker was faster
        tellings = [told for one in found if (told := _told(one, now=now))]
        tell(tellings, now=now)
    return sum(one.kind == RAISED for one in tellings)


def _series(day: date) -> Series:
    """Return what was received a day by ward and category in the weeks that are compared. One statement."""
    first = day - timedelta(weeks=WEEKS + GUARD_WEEKS + 1)
    rows = DailyFact.objects.filter(day__range=(first, day), category__group__in=WATCHED)
    sums = rows.values_list("ward_id", "category_id", "day").annotate(number=Sum("received")).order_by()
    series: defaultdict[tuple[int, int], dict[date, int]] = defaultdict(dict)
    for ward, category, of, number in sums:
        series[ward, category][of] = number
    return series


def _told(found: StoodOut, *, now: datetime) -> Telling | None:
    rows = _reports(found)
    if not rows:
        return None
    there = Alert.objects.open().filter(kind=AlertKind.SPIKE, ward=found.ward, category=found.category)
    if open_one := there.filter(opened_at__gt=now - _STAYS_OPEN).order_by("-id").first():
        return grown(open_one, [row.pk for row in rows], last_at=rows[-1].created_at, now=now)
    return raised(_new(found, rows), now=now)


def _new(found: StoodOut, rows: Sequence[Report]) -> NewAlert:
    category = book.categories_by_id()[found.category]
    middle = Point(median(row.lat for row in rows), median(row.lon for row in rows))
    far = sorted(haversine_m(middle, Point(row.lat, row.lon)) for row in rows)
    return NewAlert(
        kind=AlertKind.SPIKE,
        group=Group(category.group),
        category=category,
        ward_id=found.ward,
        point=middle,
        radius_m=min(max(far[int(len(far) * 0.8)], _LEAST_RADIUS_M), _MOST_RADIUS_M),
        reports=[row.pk for row in rows],
        units={row.unit_id for row in rows},
        first_report_at=rows[0].created_at,
        last_report_at=rows[-1].created_at,
        place=place_of(rows),
        evidence={
            "reports": found.spike.count,
            "expected": float(f"{found.spike.expected:.3g}"),
            "p": float(f"{found.spike.p:.3g}"),
            "first": found.first.isoformat(),
            "last": found.last.isoformat(),
        },
    )


def _reports(found: StoodOut) -> list[Report]:
    zone = timezone.get_default_timezone()
    begin = datetime.combine(found.first, time(), tzinfo=zone)
    end = datetime.combine(found.last + timedelta(days=1), time(), tzinfo=zone)
    rows = Report.objects.filter(
        group=book.categories_by_id()[found.category].group,
        created_at__gte=begin,
        created_at__lt=end,
        ward=found.ward,
        category=found.category,
        screening=Screening.CLEAR,
    ).exclude(held_as=HELD_DENUNCIATION)
    return list(rows.select_related("street", "site").order_by("created_at", "id")[:_MOST_REPORTS])
