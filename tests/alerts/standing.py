"""Alerts that stand without anything having been watched, for tests of pages."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from backend.indicators.alerts import NewAlert, grown, raised, tell
from backend.indicators.models import Alert, AlertKind, HotspotProposal
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.reports.models import Report
from backend.routing.models import Group


def alert_on(reports: Iterable[Report]) -> Alert:
    """Raise an alert of food on ``reports``, where the first of them is."""
    rows, now = list(reports), timezone.now()
    new = NewAlert(
        kind=AlertKind.OUTBREAK,
        group=Group.FOOD,
        ward_id=rows[0].ward_id,
        point=Point(rows[0].lat, rows[0].lon),
        radius_m=100.0,
        reports=[row.pk for row in rows],
        units={row.unit_id for row in rows},
        first_report_at=now,
        last_report_at=now,
        evidence={"reports": len(rows), "ill": 3, "why": "place", "expected": 0.01, "p": 1e-6, "window_h": 24},
    )
    with transaction.atomic():
        telling = raised(new, now=now)
        tell([telling], now=now)
    return telling.alert


def proposed(number: int = 0) -> HotspotProposal:
    """Propose a hot spot by the bridge, where no report is."""
    return HotspotProposal.objects.create(
        group=Group.TRAFFIC,
        ward=wards_in_force(day_in_force(timezone.now()))[0],
        place=f"Phố Mẫu {number}",
        lat=21.06,
        lon=105.9,
        radius_m=50,
        reports=9 + number,
        months=5,
        found_at=timezone.now(),
    )


def grow(alert: Alert, reports: Iterable[Report]) -> None:
    """Let ``reports`` join the alert."""
    now = timezone.now()
    with transaction.atomic():
        telling = grown(alert, [row.pk for row in reports], last_at=now, now=now)
        tell([telling] if telling else [], now=now)
