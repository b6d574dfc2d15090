"""More than one process: Celery carries letters, Redis carries the hint to every hub."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings as django_settings
from redis import Redis

from backend.celery import app
from backend.jobs import JOBS
from backend.routing.models import Unit
from notifications.live.news import latest_seq
from notifications.models import Letter
from tests.notifications.live_server import heard, inbox_of
from tests.notifications.test_kills import ROOT, database_url
from tests.reports.filing import officer
from tests.server import free_port

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/5")
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start processes of one production on the test's database; all are ended afterwards."""
    more = {
        "DATABASE_URL": database_url(),
        "REDIS_URL": REDIS,
        "STAFF_MFA": "optional",
        "VAR": str(tmp_path),
        "SECRET_KEY": django_settings.SECRET_KEY,
        "SECRET_LINK_KEY": django_settings.SECRET_LINK_KEY,
        "EMAIL_URL": f"filemail://{tmp_path / 'mail'}",
    }
    Redis.from_url(REDIS).delete("celery")  # the queue a run before may have left
    with ExitStack() as processes:
        yield lambda *words: processes.enter_context(_process(words, os.environ | more))


@contextmanager
def _process(words: tuple[str, ...], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    one = subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-m", *words], cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True
    )
    try:
        yield one
    finally:
        one.terminate()
        one.communicate(timeout=30)


def file_one(door: subprocess.Popen[str]) -> str:
    """File a report in another process and return its code, once it is committed."""
    assert door.stdin
    assert door.stdout
    door.stdin.write("\n")
    door.stdin.flush()
    return door.stdout.readline().strip()


def within(seconds: float, is_so: Callable[[], bool]) -> bool:
    """Whether it becomes so in time, asked ten times a second."""
    ends = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > ends:
            return False
        time.sleep(0.1)
    return True


def test_celery_and_the_embedded_thread_run_the_same_table() -> None:
    assert isinstance(app, Celery)
    assert {name: (one["args"], one["schedule"]) for name, one in app.conf.beat_schedule.items()} == {
        job.name: ([job.name], job.every) for job in JOBS
    }
    assert {one["task"] for one in app.conf.beat_schedule.values()} == {"notifications.run"}


@pytest.mark.redis
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
def test_celery_sends_the_letters_of_a_report_filed_in_another_process(start: Start, tmp_path: Path) -> None:
    start("celery", "--app=backend.celery", "worker", "--pool=solo", "--loglevel=warning")
    code = file_one(start("tests.notifications.file_reports"))
    sent = Letter.objects.filter(recipient="reporter", sent_at__isnull=False, event__report__code=code)
    assert within(60, sent.exists)
    assert any(code in file.read_text("utf-8") for file in (tmp_path / "mail").iterdir())


@pytest.mark.redis
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("house")
def test_an_inbox_hears_within_a_second_of_what_another_process_filed(start: Start) -> None:
    port = free_port()
    start("uvicorn", "backend.asgi:application", f"--port={port}", "--log-level=warning")
    door = start("tests.notifications.file_reports")
    unit = Unit.objects.get(slug="ubnd-ngoc-lam")
    file_one(door)
    assert within(60, lambda: _answers(port))
    with inbox_of(officer(unit), f"127.0.0.1:{port}") as page:
        page.send(json.dumps({"since": latest_seq() - 1}))
        heard(page)
        for _number in range(4):  # by its slow look alone the hub would be in time once by chance, not four times
            code = file_one(door)
            began = time.monotonic()
            assert heard(page)[0]["code"] == code
            assert time.monotonic() - began < 1.0


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
