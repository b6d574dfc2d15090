"""New hot spots are proposed by the clock once a week, and accepted or refused by a person, with a reason."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from backend.core import edition
from backend.indicators.density import MONTHS, DensePlace, Spot, dense_places
from backend.indicators.models import HotspotProposal, ProposalState, Watermark
from backend.places.geometry import Point, box_around, flat, haversine_m, round_earth
from backend.places.hotspots import hotspot_at
from backend.places.in_force import day_in_force
from backend.places.locate import OutsideDistrict, ward_at
from backend.reports.models import Report, Screening, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.routing.models import Group

MARK = "hotspots"  # its number is the day of the last search, as a proleptic ordinal
EVERY_DAYS = 7
_NOT_BEFORE = time(2, 0)  # in the city, at night: a search reads six months
_MONTH = timedelta(days=30)
MOST_WAITING = 5  # proposals of a group that wait for a decision: the fullest first, more than that nobody reads
_KNOWN_WITHIN_M = 150.0  # of a proposal: decided or not, it is not proposed again


def search(now: datetime) -> int:
    """Look for new hot spots, once a week; return how many were proposed. Safe in several workers at once."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    today = local.date().toordinal()
    mark, _new = Watermark.objects.get_or_create(name=MARK)
    if local.time() < _NOT_BEFORE or today - mark.seq < EVERY_DAYS:
        return 0
    edition.refresh()
    found = [(group, place) for group in Group for place in dense_places(_spots(group, now=now))]
    with transaction.atomic():
        if not Watermark.objects.filter(name=MARK, seq=mark.seq).update(seq=today):
            return 0
        known = [Point(*one) for one in HotspotProposal.objects.order_by("id").values_list("lat", "lon")]
        new = list(_new_ones(found, known, now=now))
        HotspotProposal.objects.bulk_create(new)
    return len(new)


def _new_ones(
    found: Sequence[tuple[Group, DensePlace]], known: Sequence[Point], *, now: datetime
) -> Iterator[HotspotProposal]:
    """Yield a proposal for each place that is no hot spot and was not proposed before."""
    known = list(known)
    waiting = Counter(HotspotProposal.objects.filter(state=ProposalState.PROPOSED).values_list("group", flat=True))
    for group, place in found:
        point = round_earth(place.x, place.y)
        if (
            waiting[group] >= MOST_WAITING
            or hotspot_at(point)
            or any(haversine_m(point, one) < _KNOWN_WITHIN_M for one in known)
        ):
            continue
        try:
            ward = ward_at(point, on=day_in_force(now))
        except OutsideDistrict:
            continue
        known.append(point)
        waiting[group] += 1
        yield HotspotProposal(
            group=group,
            ward=ward,
            place=_street_at(point, place.radius_m) or ward.title,
            lat=point.lat,
            lon=point.lon,
            radius_m=place.radius_m,
            reports=place.reports,
            months=place.months,
            found_at=now,
        )


def _spots(group: Group, *, now: datetime) -> list[Spot]:
    rows = Report.objects.filter(group=group, created_at__gt=now - MONTHS * _MONTH, screening=Screening.CLEAR)
    rows = rows.exclude(status__in=(Status.REJECTED, Status.DUPLICATE))
    rows = rows.exclude(held_as=HELD_DENUNCIATION)  # only its own units may know of it
    return [
        Spot(*flat(lat, lon), (now - at) // _MONTH)
        for lat, lon, at in rows.order_by("created_at", "id").values_list("lat", "lon", "created_at")
    ]


def _street_at(point: Point, radius_m: float) -> str:
    """Return the street of most reports around ``point``."""
    box = box_around(point, radius_m)
    near = Report.objects.filter(lat__range=(box.min_lat, box.max_lat), lon__range=(box.min_lon, box.max_lon))
    names = near.filter(street__isnull=False).order_by("-id").values_list("street__name", flat=True)[:500]
    said = Counter(names)
    return said.most_common(1)[0][0] if said else ""
