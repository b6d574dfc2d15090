"""Twelve months of reports for tests: walked at random along the table of steps, folded as the worker does."""

import random
import uuid
from collections.abc import Iterator
from copy import copy
from datetime import datetime, timedelta

from backend.indicators.rollup import fold
from backend.places.models import Ward
from backend.reports.codes import new_code
from backend.reports.models import Channel, Event, Kind, Report, Screening, Status
from backend.reports.models.event import ActorKind
from backend.reports.models.standing import OPEN
from backend.routing.models import Category, Unit
from tests.indicators.lives import walk
from tests.reports.filing import CITY, filed, officer

BEGAN = datetime(2025, 12, 1, 9, 0, tzinfo=CITY)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=CITY)
_REASONS = ("lawful", "not_found", "private_dispute")
_STANDING = (
    "status", "screening", "ward", "unit", "category", "group", "resolve_by", "accept_by", "is_open", "merged_into",
    "answer_by", "asked_at", "reason", "resolved_at", "published_at",
)  # fmt: skip
_OTHER = (Kind.REROUTED, Kind.TRANSFERRED, Kind.RECATEGORISED)


def a_year(number: int, *, seed: int = 5) -> None:
    """Write ``number`` reports of the twelve months up to NOW with their lives, and fold them as of NOW."""
    chance = random.Random(seed)  # noqa: S311  # a year that can be lived again
    first = filed(now=BEGAN)
    others = [_like(first, chance) for _ in range(1, number)]
    Report.objects.bulk_create(others)
    person = officer(first.unit).pk
    units, categories = list(Unit.objects.order_by("id")[:4]), list(Category.objects.order_by("id")[:6])
    events: list[Event] = []
    reports = [first, *Report.objects.exclude(pk=first.pk).order_by("id")]
    for report in reports:
        lived = [_received(report, chance, person)] * (report.pk != first.pk)
        lived += _varied(walk(copy(report), chance, units=units, categories=categories), chance)
        lived = [event for event in lived if event.at < NOW]
        if lived:
            _stand_as(report, lived, first)
        events += lived
    Event.objects.bulk_create(sorted(events, key=lambda event: event.at))
    Report.objects.bulk_update(reports, _STANDING)
    fold(NOW)


def _like(first: Report, chance: random.Random) -> Report:
    wards = list(Ward.objects.filter(valid_from=first.ward.valid_from).defer("boundary").order_by("id")[:5])
    report = copy(first)
    report.pk, report.code, report.random_id = None, new_code(), uuid.uuid4()
    report.created_at = BEGAN + timedelta(hours=chance.randrange(24 * 358))
    report.accept_by = report.created_at + timedelta(hours=chance.randrange(1, 30))
    report.resolve_by = report.accept_by + timedelta(hours=chance.randrange(1, 300))
    report.ward, report.channel = chance.choice(wards), chance.choice(Channel.values)
    report._state.adding = True  # a copy is a new row
    return report


def _received(report: Report, chance: random.Random, person: int) -> Event:
    by_staff = chance.random() < 0.2
    return Event(
        report=report, number=1, kind=Kind.RECEIVED, at=report.created_at, is_public=True, hash="",
        actor_kind=ActorKind.STAFF if by_staff else ActorKind.REPORTER, actor_id=person if by_staff else None,
        ward_id=report.ward_id, unit_id=report.unit_id, category_id=report.category_id, level=report.level,
        channel=report.channel, status=report.status, screening=report.screening, accept_by=report.accept_by,
        resolve_by=report.resolve_by,
    )  # fmt: skip


def _varied(events: Iterator[Event], chance: random.Random) -> Iterator[Event]:
    """Let some pass to other units, some move to another ward, some residents answer, some results have a photo."""
    ward = None
    for event in events:
        if event.kind == Kind.REROUTED:
            event.kind = chance.choice(_OTHER)
        if event.kind == Kind.NOTED and chance.random() < 0.5:
            event.kind, ward = Kind.MOVED, chance.choice(list(Ward.objects.order_by("id")[:3])).pk
        if event.kind in {Kind.CLOSED, Kind.REOPENED} and chance.random() < 0.5:
            event.actor_kind = ActorKind.REPORTER
        if event.kind == Kind.REJECTED:
            event.data = {"reason": chance.choice(_REASONS)}
        if event.kind == Kind.RESOLVED:
            event.data = {"with_photo": chance.random() < 0.6}
        event.ward_id = ward or event.ward_id
        yield event


def _stand_as(report: Report, lived: list[Event], main: Report) -> None:
    """Let the report's row stand as its last event says."""
    last = lived[-1]
    report.status, report.screening = last.status, last.screening
    report.ward_id, report.unit_id = last.ward_id or 0, last.unit_id or 0
    report.category_id = last.category_id or 0
    report.group = Category.objects.get(pk=report.category_id).group
    report.resolve_by, report.is_open = last.resolve_by or NOW, last.status in OPEN
    report.merged_into = main if last.status == Status.DUPLICATE else None
    waits = last.status == Status.NEEDS_INFO
    report.asked_at, report.answer_by = (last.at, NOW + timedelta(days=9)) if waits else (None, None)
    report.reason = "lawful" if last.status == Status.REJECTED else ""
    report.resolved_at = max((event.at for event in lived if event.kind == Kind.RESOLVED), default=None)
    report.published_at = None if report.screening != Screening.CLEAR else report.published_at
