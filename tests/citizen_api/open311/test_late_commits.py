"""What is written a while after the moment it was told reaches those who ask what changed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from backend.core.present import PATIENCE, present, written_at
from backend.jobs import Job
from backend.reports import uploads
from backend.reports.models import Report
from citizen_api.open311.moments import written
from notifications.worker import run
from tests.citizen_api.open311.calls import filed_id, read
from tests.reports.filing import NOW, filed, moved

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.database]
OVERLAP = timedelta(seconds=120)
LONG = timedelta(minutes=7)
LOCK = timedelta(seconds=5)  # lock_timeout of the settings
WAITS_S = 30


def _heard(client: Client, since: datetime) -> set[str]:
    return {row["service_request_id"] for row in read(client, "requests", updated_after=written(since))}


@contextmanager
def _uncommitted(told: datetime) -> Iterator[None]:
    """File a report as of ``told`` on a connection of its own, and commit it at the end."""
    has_written, let_go = threading.Event(), threading.Event()

    def deed() -> None:
        try:
            with transaction.atomic():
                filed(now=told)
                has_written.set()
                assert let_go.wait(WAITS_S)
        finally:
            connections.close_all()

    thread = threading.Thread(target=deed)
    thread.start()
    assert has_written.wait(WAITS_S)
    yield
    let_go.set()
    thread.join(WAITS_S)


@pytest.mark.django_db(transaction=True)
def test_a_commit_after_the_last_answer_is_heard_by_looking_back_two_minutes(
    client: Client, ends_within: timedelta
) -> None:
    answered = timezone.now()
    longest = PATIENCE + LOCK + ends_within  # from the moment a report is dated to its commit
    assert longest < OVERLAP / 2  # as much again for clocks that differ
    with _uncommitted(answered - longest):
        assert _heard(client, answered - OVERLAP) == set()
    assert _heard(client, answered) == set()  # who looks back no further never hears of it
    assert _heard(client, answered - OVERLAP) == {Report.objects.get().code}


@pytest.mark.django_db
def test_a_moment_that_is_told_stands_but_for_the_present_that_is_past(monkeypatch: pytest.MonkeyPatch) -> None:
    assert written_at(NOW) == NOW
    monkeypatch.setattr(timezone, "now", lambda: NOW + LONG)
    assert written_at(NOW) == NOW
    with present():
        assert written_at(NOW) == NOW + LONG
        assert written_at(NOW + LONG - PATIENCE) == NOW + LONG - PATIENCE
        assert written_at(NOW + 2 * LONG) == NOW + 2 * LONG
    assert written_at(NOW) == NOW


class Clock:
    """A clock that goes on only when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: self.at)


@pytest.mark.django_db
def test_a_report_whose_photos_took_minutes_is_heard_of(
    client: Client, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    began, store = clock.at, uploads.store_photos

    def slowly(*photos: Any) -> Any:
        clock.at += LONG
        return store(*photos)

    monkeypatch.setattr(uploads, "store_photos", slowly)
    number = filed_id(client, key)
    report = Report.objects.get(code=number)
    assert (report.created_at, report.public_changed_at) == (began, began + LONG)
    assert _heard(client, clock.at - OVERLAP) == {number}


@pytest.mark.django_db
def test_what_a_slow_job_does_at_its_end_is_heard_of(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    report = filed()
    clock = Clock(monkeypatch)

    def job(*, now: datetime) -> None:
        clock.at += LONG  # a neighbour's system did not answer
        moved(report, "accepted", now=now)

    monkeypatch.setattr("backend.reports.clock.close_silent", job)
    run(Job("closing", "backend.reports.clock.close_silent", timedelta(minutes=15)))
    assert _heard(client, clock.at - OVERLAP) == {report.code}
