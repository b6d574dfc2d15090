"""Addresses that somebody typed: nobody's inside is called, nothing is followed, nothing is waited for too long."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from notifications import outward
from notifications.outward import Question, Unreachable, ask, is_open_address
from tests.notifications.neighbour import Neighbour, breaks_off, drips, neighbour, never_ends, redirects

INNER = (
    "0.0.0.0",  # noqa: S104  # nothing is bound: it is refused
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "x", "",
)  # fmt: skip


@pytest.fixture
def other(settings: Settings) -> Iterator[Neighbour]:
    with neighbour() as here:
        settings.NEIGHBOURS_INSIDE = frozenset({f"127.0.0.1:{here.port}"})
        yield here


@pytest.mark.parametrize("address", INNER)
def test_no_inner_address_is_open_in_any_disguise(address: str) -> None:
    assert not is_open_address(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "113.160.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_network_are_open(address: str) -> None:
    assert is_open_address(address)


def refused(url: str) -> Unreachable:
    with pytest.raises(Unreachable) as failed:
        ask(Question(url))
    return failed.value


def test_an_inner_address_is_not_called_unless_it_was_named(other: Neighbour, settings: Settings) -> None:
    other.replies["GET /v2/x"] = (200, [])
    assert ask(Question(f"{other.endpoint}/x")).status == 200
    settings.NEIGHBOURS_INSIDE = frozenset()
    for host in ("127.0.0.1", "localhost"):
        failed = refused(f"http://{host}:{other.port}/v2/x")
        assert (failed.code, failed.was_sent) == ("inner_address", False)
    assert len(other.asked) == 1


def test_a_name_that_leads_inside_as_well_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(_host: str, port: int, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, 1, 6, "", (address, port)) for address in ("8.8.8.8", "10.0.0.7")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert refused("https://two-faced.example/").code == "inner_address"


@pytest.mark.parametrize("url", ["ftp://x/", "http:///x", "http://a:b@x/", "file:///etc/passwd", "x"])
def test_what_is_no_plain_address_is_not_called(url: str) -> None:
    assert refused(url).code == "bad_address"


def test_redirections_are_told_and_not_followed(other: Neighbour) -> None:
    other.replies |= {"GET /v2/x": redirects, "GET /v2/elsewhere": (200, [])}
    assert ask(Question(f"{other.endpoint}/x")).status == 302
    assert [what for what, _fields, _headers in other.asked] == ["GET /v2/x"]


def test_an_answer_without_an_end_is_cut(other: Neighbour) -> None:
    other.replies["GET /v2/x"] = never_ends
    failed = refused(f"{other.endpoint}/x")
    assert (failed.code, failed.was_sent) == ("too_large", True)


def test_who_drips_is_not_waited_for(other: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outward, "WHOLE_S", 0.3)
    other.replies["GET /v2/x"] = drips
    began = time.monotonic()
    assert refused(f"{other.endpoint}/x").was_sent
    assert time.monotonic() - began < 3


def test_whether_anything_left_is_known(other: Neighbour, settings: Settings) -> None:
    other.replies["POST /v2/x"] = breaks_off
    with pytest.raises(Unreachable) as failed:
        ask(Question(f"{other.endpoint}/x", b"a=1"))
    assert (failed.value.code, failed.value.was_sent) == ("broken_off", True)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
    settings.NEIGHBOURS_INSIDE = frozenset({f"127.0.0.1:{port}"})
    assert refused(f"http://127.0.0.1:{port}/").code == "no_connection"
