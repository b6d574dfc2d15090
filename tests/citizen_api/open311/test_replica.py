"""Who keeps a copy of all that is public, from what changed alone, has it right in the end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client

from backend.core.errors import Refused
from backend.reports import publication, reroute, screening, withhold
from backend.reports.lifecycle import Move, advance, open_steps
from backend.reports.models import Event, Report, Screening, Status
from backend.reports.note import note
from backend.reports.publication import Release
from backend.reports.steps import Need
from backend.reports.undo import last_of, undo
from backend.routing.models import Level
from citizen_api.open311.moments import written
from tests.citizen_api.open311.calls import read
from tests.reports.filing import NOW, filed, staff

EVENTS = 200
OVERLAP = timedelta(seconds=120)
LATE = 100  # seconds at most between an event's moment and its commit
KINDS = ("household_waste", "street_light", "restaurant_food", "other", "road_damage")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]


@dataclass
class Town:
    """A district in which things happen, at moments a little before they are seen."""

    rng: Random
    clock: datetime = NOW
    number: int = 0

    def happen(self) -> None:
        """Let one thing happen."""
        self.clock += timedelta(seconds=self.rng.randrange(1, 40))
        now = self.clock - timedelta(seconds=self.rng.randrange(LATE))
        reports = list(Report.objects.order_by("id"))
        if len(reports) < 3 or self.rng.random() < 0.15:
            self._file(now)
            return
        report = self.rng.choice(reports)
        deed = self.rng.choice((_step, _step, _step, _publish, _hide, _withhold, _screen, _level, _note, _undo))
        try:
            deed(report, self.rng, now)
        except Refused:
            _note(report, self.rng, now)

    def _file(self, now: datetime) -> None:
        self.number += 1
        filed(now=now, category=self.rng.choice(KINDS), lat=21.0458 + self.number * 1e-4, text=f"Việc {self.number}.")


def _step(report: Report, rng: Random, now: datetime) -> None:
    by = staff(report.unit, "unit_head")  # type: ignore[arg-type]  # its value
    steps = [one for one in open_steps(report, by=by) if one.need != Need.MAIN]
    to = rng.choice(steps).to if steps else Status.CLOSED
    advance(report, to, by=by, now=now, move=Move(note=f"Lời {rng.random()}", reason="lawful"))


def _publish(report: Report, rng: Random, now: datetime) -> None:
    publication.publish(report, Release(f"Đã xem {rng.random()}"), by=staff(report.unit), now=now)


def _hide(report: Report, rng: Random, now: datetime) -> None:
    publication.hide(report, reason="Thử.", by=staff(report.unit), now=now)


def _withhold(report: Report, rng: Random, now: datetime) -> None:
    if rng.random() < 0.3:
        withhold.withhold(report, now=now)


def _screen(report: Report, rng: Random, now: datetime) -> None:
    to = Screening.SPAM if report.screening == Screening.CLEAR else Screening.CLEAR
    screening.screen(report, to, by=staff(report.unit), now=now)


def _level(report: Report, rng: Random, now: datetime) -> None:
    reroute.set_level(report, rng.choice(list(Level)), reason="Thử.", by=staff(report.unit), now=now)


def _note(report: Report, rng: Random, now: datetime) -> None:
    note(report, f"Ghi {rng.random()}", by=staff(report.unit), now=now)


def _undo(report: Report, rng: Random, now: datetime) -> None:
    by = staff(report.unit)
    last = last_of(by.user.pk, report=report, now=now)
    if last is not None:
        undo(last.event, by=by, now=min(now, last.until))


@dataclass
class Copy:
    """What another program keeps: the last it heard of each request."""

    ask: Callable[..., Any]
    rows: dict[str, Any] = field(default_factory=dict)
    asked_at: datetime = NOW - timedelta(days=1)
    repeats: int = 0

    def catch_up(self, now: datetime) -> None:
        """Ask for what changed since a little before the last time, page by page."""
        since, page = written(self.asked_at - OVERLAP), 1
        heard: dict[str, Any] = {}
        while rows := self.ask("requests", updated_after=since, extensions="true", page=str(page), page_size="5"):
            for row in rows:
                heard.setdefault(row["service_request_id"], row)
            page += 1
        self.repeats += sum(self.rows.get(number) == row for number, row in heard.items())
        self.rows |= heard
        self.asked_at = now


def test_a_copy_made_from_what_changed_equals_the_database(client: Client) -> None:
    town, copy = Town(Random(311)), Copy(lambda path, **asked: read(client, path, **asked))  # noqa: S311  # no secrets
    while Event.objects.count() < EVENTS:
        town.happen()
        if town.rng.random() < 0.12:
            copy.catch_up(town.clock)
    copy.catch_up(town.clock)
    ever_public = Report.objects.filter(public_changed_at__isnull=False)
    numbers = list(ever_public.values_list("code", flat=True))
    truth = read(client, "requests", service_request_id=",".join(numbers), extensions="true")
    assert {row["service_request_id"]: row for row in truth} == copy.rows
    gone = [row for row in copy.rows.values() if not row["extended_attributes"]["published"]]
    assert 0 < len(gone) < len(copy.rows)
    assert copy.repeats > 0
