"""What the watch answers when all is well, and when something is missing."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone
from pytest_django import Settings

from backend.core import replica
from backend.core.vitals import broker
from moderation.watch import checks, views
from notifications.models import Carrier, Letter
from tests.reports.filing import filed

REQUEST = RequestFactory().get("/readyz")


@pytest.fixture(autouse=True)
def photos_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "photos"
    settings.REDIS_URL = ""
    return tmp_path / "photos"


def said(answer: HttpResponse) -> dict[str, str]:
    found: dict[str, str] = json.loads(answer.content)["checks"]
    return found


def test_both_paths_are_where_the_watch_looks() -> None:
    assert resolve("/healthz").func == views.alive
    assert resolve("/readyz").func == views.ready


def test_the_process_lives_whatever_the_database_does() -> None:
    answer = views.alive(REQUEST)
    assert (answer.status_code, json.loads(answer.content)) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_all_is_well() -> None:
    answer = views.ready(REQUEST)
    assert answer.status_code == 200
    assert said(answer) == dict.fromkeys(("database", "broker", "storage", "letters", "backup"), "ok")


def test_a_database_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    answer = views.ready(REQUEST)
    assert answer.status_code == 503
    assert said(answer)["database"] == said(answer)["letters"] == "the database does not answer"


@pytest.mark.django_db
def test_a_redis_that_is_away_is_named(settings: Settings, unused_tcp_port: int) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_tcp_port}/0"
    answer = views.ready(REQUEST)
    assert answer.status_code == 503
    assert said(answer)["broker"] == "Redis does not answer"


@pytest.mark.redis
def test_a_redis_that_answers_is_well(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:6379/5"
    assert not broker()


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_named(photos_folder: Path) -> None:
    photos_folder.write_text("a file in the way")
    answer = views.ready(REQUEST)
    assert answer.status_code == 503
    assert said(answer)["storage"] == "photos cannot be stored: File exists"


@pytest.mark.django_db
def test_copies_that_are_not_made_are_named(settings: Settings) -> None:
    settings.BACKUP_EVERY_H = 6
    answer = views.ready(REQUEST)
    assert answer.status_code == 503
    assert said(answer)["backup"] == "no backup has been made"


@pytest.mark.usefixtures("house")
def test_a_letter_that_waits_longer_than_a_quarter_of_an_hour_is_named() -> None:
    now = timezone.now()
    event = filed(now=now - timedelta(minutes=20)).events.get()
    Letter.objects.create(event=event, recipient="reporter", carrier=Carrier.EMAIL, not_before=event.at)
    assert "the oldest unsent letter waits since" in checks.letters(now)
    assert views.ready(REQUEST).status_code == 503
    assert not checks.letters(event.at + timedelta(minutes=15))


@pytest.mark.django_db
@pytest.mark.parametrize(("why", "told"), [("", "ok"), ("it is behind by 30 s", "it is behind by 30 s")])
def test_a_replica_is_told_of_and_makes_nobody_unready(why: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "look", lambda: replica.Seen(0.0, why, 30.0))
    answer = views.ready(REQUEST)
    assert answer.status_code == 200
    assert said(answer)["replica"] == told
