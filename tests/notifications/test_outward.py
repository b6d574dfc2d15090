"""Addresses that somebody typed: nobody's inside is called, nothing is followed, nothing is waited for too long."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from notifications import outward
from notifications.outward import Question, Unreachable, ask
from tests.notifications.neighbour import Neighbour, breaks_off, drips, neighbour, never_ends, redirects


@pytest.fixture
def other(settings: Settings) -> Iterator[Neighbour]:
    with neighbour() as here:
        settings.NEIGHBOURS_INSIDE = frozenset({f"127.0.0.1:{here.port}"})
        yield here


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
    def both(_host: str, port: int, *_more: Any) -> list[Any]:
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
