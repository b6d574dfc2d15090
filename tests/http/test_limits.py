"""Floods from one address wait; everybody else goes on."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings
from redis.exceptions import ConnectionError as RedisAway

from backend.http.limits import Limit, TooMany, spend
from backend.http.visitor import client_address, origin_of, remember

NOW = datetime(2026, 11, 25, 2, 0, 10, tzinfo=UTC)
THREE = Limit("act", 3, 60)
FROM = RequestFactory()


@pytest.fixture(autouse=True)
def limited(no_limits: None, settings: Settings) -> None:
    settings.RATE_LIMITS = True
    cache.clear()


def use_up(address: str, *, now: datetime = NOW) -> None:
    assert passed(address, now=now) == 3


def passed(address: str, *, now: datetime = NOW, times: int = 3) -> int:
    """Return how many of ``times`` calls from ``address`` were let through."""
    through = 0
    for _time in range(times):
        with suppress(TooMany):
            spend(FROM.get("/", REMOTE_ADDR=address), THREE, now=now)
            through += 1
    return through


def test_the_fourth_within_the_minute_is_told_when_to_come_again() -> None:
    use_up("10.0.0.1")
    with pytest.raises(TooMany) as refused:
        spend(FROM.get("/", REMOTE_ADDR="10.0.0.1"), THREE, now=NOW)
    assert (refused.value.status, refused.value.retry_after_s) == (429, 50)
    spend(FROM.get("/", REMOTE_ADDR="10.0.0.1"), THREE, now=NOW + timedelta(seconds=50))


def test_each_address_and_each_act_is_counted_alone() -> None:
    use_up("10.0.0.1")
    use_up("10.0.0.2")  # its own three, though the first address has none left
    spend(FROM.get("/", REMOTE_ADDR="10.0.0.1"), Limit("other", 3, 60), now=NOW)
    for address in ("10.0.0.1", "10.0.0.2"):
        with pytest.raises(TooMany):
            spend(FROM.get("/", REMOTE_ADDR=address), THREE, now=NOW)


def test_one_line_of_ipv6_is_one_address() -> None:
    use_up("2001:db8:1:2::1")
    with pytest.raises(TooMany):
        spend(FROM.get("/", REMOTE_ADDR="2001:db8:1:2:ffff::9"), THREE, now=NOW)
    spend(FROM.get("/", REMOTE_ADDR="2001:db8:1:3::1"), THREE, now=NOW)


def test_who_has_no_address_shares_one_counter() -> None:
    use_up("")
    with pytest.raises(TooMany):
        spend(FROM.get("/", REMOTE_ADDR="unix:"), THREE, now=NOW)


def test_an_address_written_as_ipv6_is_the_same_address() -> None:
    use_up("10.0.0.1")
    with pytest.raises(TooMany):
        spend(FROM.get("/", REMOTE_ADDR="::ffff:10.0.0.1"), THREE, now=NOW)


def browser_cookie() -> str:
    """Return the Cookie header of a browser that has been here before."""
    given = remember(FROM.get("/"), HttpResponse()).cookies["visitor"]
    return f"visitor={given.value}"


def test_browsers_behind_one_address_have_each_their_own_until_the_crowd_is_too_large() -> None:
    crowd = Limit("crowd", 3, 60, crowd=9)
    through = []
    for browser in range(3):
        cookie = browser_cookie()
        for _time in range(4):
            with suppress(TooMany):
                spend(FROM.get("/", REMOTE_ADDR="10.0.0.1", headers={"Cookie": cookie}), crowd, now=NOW)
                through.append(browser)
    assert [through.count(browser) for browser in range(3)] == [3, 3, 1]  # refused calls count in the crowd


def test_a_cookie_nobody_gave_makes_no_new_browser() -> None:
    made_up = [{"Cookie": f"visitor={number:032x}:made:up"} for number in range(4)]
    requests = [FROM.get("/", REMOTE_ADDR="10.0.0.1", headers=headers) for headers in made_up]
    crowd = Limit("forged", 3, 60, crowd=50)
    for request in requests[:3]:
        spend(request, crowd, now=NOW)
    with pytest.raises(TooMany):
        spend(requests[3], crowd, now=NOW)


FORGED = (
    "X-Forwarded-For", "Forwarded", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP",
    "X-Cluster-Client-IP", "Client-IP", "Via",
)  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_nobody_hides_behind_a_header_he_wrote_himself(name: str, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    value = "for=1.2.3.4" if name == "Forwarded" else "1.2.3.4"
    request = FROM.get("/", REMOTE_ADDR="10.0.0.1", headers={name: value})
    origin = origin_of(request)
    assert client_address(request) == "10.0.0.1"
    assert origin
    assert origin.address == "10.0.0.1"
    assert origin == origin_of(FROM.get("/", REMOTE_ADDR="10.0.0.1"))


@pytest.mark.parametrize("name", FORGED)
def test_behind_our_proxy_only_what_the_proxy_wrote_counts(name: str, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    seen = {"X-Forwarded-For": "9.9.9.9"}  # the proxy adds the address that it saw to whatever came
    forged = {**seen, name: "1.2.3.4, 9.9.9.9" if name == "X-Forwarded-For" else "1.2.3.4"}
    assert client_address(FROM.get("/", REMOTE_ADDR="10.0.0.1", headers=forged)) == "9.9.9.9"


def test_behind_our_proxy_the_address_is_the_one_the_proxy_saw(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = FROM.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "1.2.3.4, 5.6.7.8"})
    assert client_address(request) == "5.6.7.8"
    assert client_address(FROM.get("/", REMOTE_ADDR="10.0.0.1")) == "10.0.0.1"


def test_switched_off_nothing_is_counted(settings: Settings) -> None:
    settings.RATE_LIMITS = False
    assert passed("10.0.0.1", times=6) == 6


def test_without_the_cache_all_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise RedisAway

    monkeypatch.setattr(cache, "add", away)
    assert passed("10.0.0.1", times=6) == 6


def test_a_counter_that_ran_out_in_between_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: object) -> int:
        raise ValueError

    monkeypatch.setattr(cache, "incr", gone)
    assert passed("10.0.0.1", times=6) == 6


@pytest.mark.urls("tests.http.doors")
@pytest.mark.django_db
def test_at_the_door_it_is_429_with_the_seconds_to_wait_and_whom_to_call(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    answers = [client.post("/api/v1/body", {"text": "a"}) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "50"
    assert answers[-1].json()["errors"][0]["code"] == "too_many_requests"
    assert all(number in answers[-1].json()["detail"] for number in (settings.HOTLINE, "113", "114", "115"))
