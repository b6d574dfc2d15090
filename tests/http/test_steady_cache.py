"""While Redis is away the database counts: limits and lock-outs hold."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import redis
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django import Settings

from backend.accounts.models import Role, User
from backend.core.models import KeptForNow
from backend.http import steady_cache
from backend.http.limits import Limit, TooMany, spend
from backend.http.steady_cache import CountingTable, SteadyCache
from tests.reports.filing import officer

NOWHERE = "redis://127.0.0.1:1/0"
NOW = datetime(2026, 11, 25, 2, 0, 10, tzinfo=UTC)
SOON = {"OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1}}


@pytest.fixture
def away(settings: Settings) -> Iterator[None]:
    """The one cache is a Redis where nobody listens."""
    settings.CACHES = {"default": {"BACKEND": "backend.http.steady_cache.SteadyCache", "LOCATION": NOWHERE, **SOON}}
    settings.RATE_LIMITS = True
    yield
    del caches["default"]


@pytest.mark.django_db
@pytest.mark.usefixtures("away")
def test_limits_hold_without_redis() -> None:
    three, request = Limit("act", 3, 60), RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")
    left = [allowance.left for _time in range(3) if (allowance := spend(request, three, now=NOW))]
    assert left == [2, 1, 0]
    with pytest.raises(TooMany):
        spend(request, three, now=NOW)
    assert KeptForNow.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("away", "city")
def test_a_guesser_of_passwords_is_locked_out_without_redis(client: Client) -> None:
    person = User.objects.get(pk=officer(None, Role.AUDITOR).pk)
    person.set_password("mot-mat-khau-that-dai")
    person.save()
    wrong = [
        client.post("/staff/login", {"login": person.username, "password": f"sai {number}"}) for number in range(7)
    ]
    assert "Đã nhập sai nhiều lần." in wrong[-1].content.decode()
    right = client.post("/staff/login", {"login": person.username, "password": "mot-mat-khau-that-dai"})
    assert right.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_redis_is_left_in_peace_for_a_moment_after_it_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    cache, tried = SteadyCache(NOWHERE, SOON), []

    def refuse(*_args: object, **_named: object) -> None:
        tried.append(1)
        raise redis.exceptions.ConnectionError

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", refuse)
    cache.set("a", 1)
    clock = [0.0]
    monkeypatch.setattr("backend.http.steady_cache.time.monotonic", lambda: clock[0])
    cache._away_until = 0.0  # as after five seconds
    assert [cache.get("a"), cache.get("a")] == [1, 1]
    assert len(tried) == 1
    clock[0] += steady_cache.AWAY_FOR_S
    cache.get("a")
    assert len(tried) == 2


@pytest.mark.redis
def test_with_redis_the_table_stays_empty(redis_url: str) -> None:
    cache = SteadyCache(redis_url, SOON)
    assert cache.add("a", 1, timeout=60)
    assert not cache.add("a", 1, timeout=60)
    assert (cache.incr("a"), cache.get("a")) == (2, 2)
    assert cache.delete("a")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


@pytest.mark.django_db
def test_what_ran_out_begins_anew() -> None:
    table = CountingTable()
    with pytest.raises(ValueError, match="gone"):
        table.incr("gone")
    table.set("kept", 4, timeout=60)
    assert (table.incr("kept", 3), table.get("kept")) == (7, 7)
    table.set("over", 4, timeout=-1)
    with pytest.raises(ValueError, match="over"):
        table.incr("over")


@pytest.mark.django_db
def test_counting_on_leaves_the_end_where_it_was() -> None:
    table = CountingTable()
    table.set("window", 0, timeout=60)
    end = KeptForNow.objects.get().expires
    for _time in range(90):
        table.incr("window")
    assert table.get("window") == 90
    assert KeptForNow.objects.get().expires - end <= timedelta(seconds=1)
    assert KeptForNow.objects.get().expires >= end


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_two_who_count_at_once_are_both_counted() -> None:
    CountingTable().set("both", 0, timeout=60)

    def count() -> None:
        try:
            for _time in range(20):
                CountingTable().incr("both")
        finally:
            connection.close()

    threads = [threading.Thread(target=count) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert CountingTable().get("both") == 80
