"""Alerts are raised and grow: one row for one thing, its reports, its first actions, and an event that tells of it."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from backend.accounts.actor import Clock, Staff
from backend.indicators.checklist import steps_for
from backend.indicators.models import Alert, AlertKind, AlertMoment, AlertReport, AlertStep
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.locate import ward_by_id
from backend.reports.models import Event, Report
from backend.reports.record import record_system
from backend.routing import book
from backend.routing.models import Category, Group, Unit

RAISED, GROWN, REMINDED = "alert_raised", "alert_grown", "alert_reminded"
HEALTH_UNIT = "phong-y-te"


@dataclass(frozen=True, kw_only=True)
class NewAlert:
    """What is raised: ``reports`` by their numbers, ``units`` beside the wards' committees that are told of it.

    ``wards`` are those its reports lie in, ``ward_id`` among them: the one it is called after.
    """

    kind: AlertKind
    group: Group
    ward_id: int
    point: Point
    radius_m: float
    reports: Collection[int]
    units: Collection[int]
    wards: Collection[int] = ()
    first_report_at: datetime
    last_report_at: datetime
    category: Category | None = None
    place: str = ""
    names: Sequence[str] = ()
    evidence: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Telling:
    """An event that is still to be written: the last thing in the transaction of what it tells of."""

    alert: Alert
    kind: str
    data: Mapping[str, object] = field(default_factory=dict)


def raised(new: NewAlert, *, now: datetime) -> Telling:
    """Write down ``new`` with its reports and first actions, and return what is to be told of it."""
    alert = Alert.objects.create(
        kind=new.kind,
        group=new.group,
        category=new.category,
        ward_id=new.ward_id,
        place=new.place[:200],
        lat=new.point.lat,
        lon=new.point.lon,
        radius_m=round(new.radius_m),
        names=list(new.names),
        evidence=dict(new.evidence),
        first_report_at=new.first_report_at,
        last_report_at=new.last_report_at,
        opened_at=now,
    )
    AlertReport.objects.bulk_create(AlertReport(alert=alert, report_id=one, joined_at=now) for one in new.reports)
    AlertStep.objects.bulk_create(steps_for(alert))
    alert.units.set(_told(new.kind, new.units, {new.ward_id, *new.wards}, now=now))
    return Telling(alert, RAISED, {"kind": str(new.kind), "reports": len(new.reports)})


def grown(alert: Alert, reports: Collection[int], *, last_at: datetime, now: datetime) -> Telling | None:
    """Add ``reports`` to the alert and return what is to be told, None where all were in it.

    Units that only these reports bring along are told of the alert as well.
    """
    known = set(AlertReport.objects.filter(alert=alert, report__in=reports).values_list("report_id", flat=True))
    new = [one for one in dict.fromkeys(reports) if one not in known]
    if not new:
        return None
    AlertReport.objects.bulk_create(
        AlertReport(alert=alert, report_id=one, joined_at=now, came_later=True) for one in new
    )
    Alert.objects.filter(pk=alert.pk, last_report_at__lt=last_at).update(last_report_at=last_at)
    places = list(Report.objects.filter(pk__in=new).order_by("id").values_list("unit_id", "ward_id"))
    told = _told(AlertKind(alert.kind), {unit for unit, _ward in places}, {ward for _unit, ward in places}, now=now)
    others = told - set(alert.units.all())
    alert.units.add(*others)
    return Telling(alert, GROWN, {"reports": len(new), "units": sorted(unit.slug for unit in others)})


def tell(tellings: Sequence[Telling], *, now: datetime, by: Staff | None = None) -> list[Event]:
    """Write the events. Call it last in the transaction: it waits for the commit order."""
    events = []
    for one in tellings:
        data = {"alert": one.alert.pk, **one.data}
        event = record_system(one.kind, now=now, by=by or Clock(), data=data)
        AlertMoment.objects.create(alert=one.alert, event=event)
        events.append(event)
    return events


def _told(kind: AlertKind, units: Collection[int], wards: Collection[int], *, now: datetime) -> set[Unit]:
    """Return the units that are told: those in charge, the committees of the wards, of food also the health unit."""
    on = day_in_force(now)
    every = book.units_by_id()
    found = {every[one] for one in units if one in every}
    for ward in wards:
        with suppress(book.NoUnit):
            found.add(book.ward_committee(ward_by_id(ward), on=on))
    if kind == AlertKind.OUTBREAK:
        with suppress(book.NoUnit):  # since July 2025 each ward has its own: the unit in charge of the reports
            found.add(book.unit(HEALTH_UNIT, on=on))
    return found
