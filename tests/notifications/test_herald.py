"""What is told to other processes after a commit, and what happens where Redis is away."""

import queue
import threading
import time
from pathlib import Path

import pytest
from channels_redis.core import RedisChannelLayer
from django.apps import apps
from kombu.exceptions import OperationalError
from pytest_django import Settings
from redis import Redis

from backend.core import bell
from notifications.herald import Herald, tell_hubs, tell_worker
from notifications.tasks import run_job
from tests.production.stores import redis_server, wait_for_redis


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


def test_rings_of_one_moment_are_passed_on_twice_at_most() -> None:
    """The first at once; whatever came within the pause after it, together when it is over."""
    told: queue.Queue[float] = queue.Queue()
    herald = Herald(lambda: told.put(time.monotonic()), pause_s=0.5)
    herald.ring()
    first = told.get(timeout=5)
    for _number in range(5):
        herald.ring()
    assert told.get(timeout=5) - first >= 0.5
    with pytest.raises(queue.Empty):
        told.get(timeout=1)


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


def test_with_one_process_nobody_else_is_told_and_with_more_the_bell_is(settings: Settings) -> None:
    config = apps.get_app_config("notifications")
    before = len(bell._listeners)
    settings.EMBEDDED = True
    config.ready()
    assert len(bell._listeners) == before
    settings.EMBEDDED = False
    config.ready()
    added = list(bell._listeners)[before:]
    for ticket in added:
        bell.leave(ticket)
    assert len(added) == 2


def test_hubs_are_told_by_the_channel_layer_and_the_worker_by_its_jobs_names(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []

    class Layer:
        async def group_send(self, group: str, message: dict[str, str]) -> None:
            sent.append((group, message["type"]))

    monkeypatch.setattr("notifications.herald.get_channel_layer", Layer)
    monkeypatch.setattr("backend.celery.app.send_task", lambda name, words, **_how: sent.append((name, words)))
    tell_hubs()
    tell_worker()
    assert sent == [
        ("news", "news"),
        *(("notifications.run", [name]) for name in ("food alerts", "letters", "webhooks", "figures")),
    ]


@pytest.mark.redis
def test_a_redis_that_came_back_is_told_the_next_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with redis_server(tmp_path) as redis:
        layer = RedisChannelLayer(hosts=[redis.address])  # type: ignore[no-untyped-call]  # it has no types
        monkeypatch.setattr("notifications.herald.get_channel_layer", lambda: layer)
        tell_hubs()
        redis.server.kill()
        redis.server.start()
        wait_for_redis(redis.address)
        with Redis.from_url(redis.address) as seen:
            seen.config_resetstat()
            tell_hubs()
            assert seen.info("commandstats")["cmdstat_zrange"]["calls"] == 1  # who listens was asked for
