"""The worker of the embedded default, and what the worker's outermost step bears."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from backend.core import bell
from backend.jobs import JOBS, Job
from notifications import embedded, worker
from notifications.dispatch import drain
from notifications.models import Letter
from tests.notifications.test_letters import MAIL
from tests.reports.filing import filed

NEVER = timedelta(days=1)
_runs: list[tuple[str, threading.Thread]] = []
_ran = threading.Condition()


def note_run(now: datetime) -> None:
    """A job: note that it ran."""
    assert timezone.is_aware(now)
    with _ran:
        _runs.append(("noted", threading.current_thread()))
        _ran.notify_all()


def fail(now: datetime) -> None:
    """A job that always fails."""
    raise ZeroDivisionError


def runs(number: int) -> bool:
    """Whether there are ``number`` runs within five seconds."""
    with _ran:
        return _ran.wait_for(lambda: len(_runs) >= number, timeout=5)


@pytest.fixture(autouse=True)
def no_runs() -> Iterator[None]:
    _runs.clear()
    yield
    embedded.stop()


def test_every_job_of_the_timetable_has_a_name_of_its_own() -> None:
    assert len(worker.BY_NAME) == len(JOBS)
    assert set(worker.ON_NEWS) <= set(worker.BY_NAME)


def test_a_job_that_fails_is_logged_and_the_next_one_runs(caplog: pytest.LogCaptureFixture) -> None:
    jobs = (Job("fails", f"{__name__}.fail", NEVER), Job("noted", f"{__name__}.note_run", NEVER))
    one = embedded.Worker(jobs)
    one.start()
    assert runs(1)
    one.stop()
    assert "Job fails failed." in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_job_runs_again_when_its_time_has_come() -> None:
    one = embedded.Worker((Job("noted", f"{__name__}.note_run", timedelta(milliseconds=20)),))
    one.start()
    assert runs(3)
    one.stop()


def test_the_bell_wakes_the_jobs_that_live_on_news_and_no_other() -> None:
    jobs = (Job("letters", f"{__name__}.note_run", NEVER), Job("sweep", f"{__name__}.note_run", NEVER))
    one = embedded.Worker(jobs)
    one.start()
    assert runs(2)
    for listener in tuple(bell._listeners.values()):
        listener()
    assert runs(3)
    one.stop()
    assert len(_runs) == 3
    before = len(bell._listeners)
    one.stop()
    assert len(bell._listeners) == before


def test_a_process_has_one_worker_however_often_it_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job("noted", f"{__name__}.note_run", NEVER)
    monkeypatch.setattr(embedded.Worker.__init__, "__defaults__", ((job,),))
    embedded.start()
    embedded.start()
    assert runs(1)
    assert sum(thread.name == "worker" for thread in threading.enumerate()) == 1
    embedded.stop()
    embedded.stop()
    assert not any(thread.name == "worker" for thread in threading.enumerate())


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
@pytest.mark.usefixtures("house")
def test_a_report_filed_while_the_worker_runs_is_owed_its_letters_at_once() -> None:
    owed = threading.Event()
    letters = next(job for job in JOBS if job.name == "letters")
    one = embedded.Worker((Job("letters", f"{__name__}.drain_and_tell", NEVER),))
    _told.append(owed)
    one.start()
    assert letters.function == "notifications.dispatch.drain"
    filed(contact=MAIL, now=timezone.now())
    assert owed.wait(5)
    one.stop()
    assert Letter.objects.filter(recipient="reporter").exists()


_told: list[threading.Event] = []


def drain_and_tell(now: datetime) -> None:
    """A job: drain, and tell the test once something was written down."""
    if drain(now=now).written:
        _told.pop().set()
