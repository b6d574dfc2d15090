"""While the database or the disk is away: 503 with Retry-After, never 500."""

import errno

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from backend.core import edition
from backend.http.failures import is_outage

pytestmark = [pytest.mark.urls("tests.http.doors"), pytest.mark.django_db]


@pytest.mark.parametrize("path", ["/api/v1/locked", "/api/v1/full", "/api/v1/plain/locked", "/api/v1/plain/full"])
def test_programs_are_told_to_come_again(outside: Client, path: str) -> None:
    answer = outside.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/pages/locked", "/pages/full"])
def test_people_are_told_to_come_again(outside: Client, path: str) -> None:
    answer = outside.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_fault_of_ours_is_no_outage(outside: Client) -> None:
    assert outside.get("/pages/ours").status_code == 500
    assert outside.get("/pages/bug").status_code == 500


def test_the_database_away_before_the_view_is_an_outage_too(outside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(edition, "refresh", away)
    assert outside.get("/api/v1/language").status_code == 503
    assert outside.get("/pages/language").status_code == 503
    assert outside.get("/static/nothing.js").status_code == 404


def test_a_fault_of_ours_before_the_view_is_500(outside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OperationalError("no such table: core_edition")

    monkeypatch.setattr(edition, "refresh", broken)
    assert outside.get("/api/v1/language").status_code == 500


def test_an_outage_in_another_middleware_is_503(outside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.middleware.csrf.CsrfViewMiddleware.process_view", away)
    answer = outside.get("/api/v1/language")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError("couldn't get a connection after 10.00 sec"), True),
        (OperationalError("table reports_report has no column named x"), False),
        (InterfaceError("connection already closed"), True),
        (OSError(errno.ENOSPC, "full"), True),
        (OSError(errno.EROFS, "read only"), True),
        (FileNotFoundError(errno.ENOENT, "gone"), False),
        (ValueError("x"), False),
        (None, False),
    ],
)
def test_what_passes_by_itself_is_an_outage(failure: BaseException | None, expected: bool) -> None:
    assert is_outage(failure) is expected


@pytest.mark.postgres
def test_a_database_that_was_away_for_minutes_is_back_at_once() -> None:
    """The pool's own tries grow apart: a request after the outage must make one of its own."""
    pool = connection.settings_dict["OPTIONS"]["pool"]
    assert pool["reconnect_timeout"] <= pool["timeout"] <= 5
