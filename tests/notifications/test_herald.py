"""What is told to other processes after a commit, and what happens where Redis is away."""

import threading

import pytest
from kombu.exceptions import OperationalError

from notifications.herald import Herald
from notifications.tasks import run_job


def test_a_ring_is_passed_on_in_a_thread_of_its_own() -> None:
    told = threading.Event()
    threads: list[threading.Thread] = []

    def tell() -> None:
        threads.append(threading.current_thread())
        told.set()

    herald = Herald(tell)
    herald.ring()
    assert told.wait(5)
    assert threads[0] is not threading.current_thread()
    assert threads[0].daemon
    told.clear()
    herald.ring()
    assert told.wait(5)
    assert threads[0] is threads[1]


def test_a_redis_that_is_away_is_logged_once_until_it_is_back(caplog: pytest.LogCaptureFixture) -> None:
    answers: list[Exception | None] = [ConnectionRefusedError(), OperationalError("away"), None, OSError("again")]

    def tell() -> None:
        if (answer := answers.pop(0)) is not None:
            raise answer

    herald = Herald(tell)
    for _number in range(4):
        herald.pass_on()
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


def test_celery_runs_a_job_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr("notifications.tasks.run", lambda job: ran.append(job.function))
    run_job("letters")
    assert ran == ["notifications.dispatch.drain"]
