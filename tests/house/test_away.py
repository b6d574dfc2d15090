"""The database is away: every route answers 503 with Retry-After, to programs as a problem, and nothing answers 500."""

import logging
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from backend.core import edition
from backend.reports.models import Report
from tests.house.test_access import TABLE, answer_of, people_of_roles
from tests.house.test_access import report as report  # noqa: PLC0414  # the fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
AWAY = HTTPStatus.SERVICE_UNAVAILABLE
WITHOUT = {"healthz"}  # need no database, whoever asks
ROLES = ("administrator", "head", "anyone")
ASKS = {
    "form-twins",
    "outbox",
    "map-reports",
    "report-page",
    "figures",
    "api-reports",
    "api-changes",
    "api-staff-inbox",
}
ASKS |= {"open311-requests", "staff-inbox", "staff-report", "staff-advance", "programme", "readyz", "api-staff-advance"}
WORDS = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: Connection refused'


class InAnOutage(Client):
    """Whatever is asked by it finds no database."""

    def request(self, **asked: Any) -> Any:
        with connection.execute_wrapper(_away):
            return super().request(**asked)


def _away(_execute: Callable[..., object], *_asked: object) -> object:
    raise OperationalError(WORDS)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Each outage is logged with its traceback, here a thousand times."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("patience_s", [0.0, 3600.0], ids=["before the page", "by the page"])
def test_no_route_answers_500(patience_s: float, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """The outage is found before the page, which asks for the edition of the data, or by the page itself."""
    people = people_of_roles(report)
    clients = {role: InAnOutage(raise_request_exception=False) for role in ROLES}
    for role, client in clients.items():
        if user := people[role]:
            client.force_login(user)
    edition.refresh()
    monkeypatch.setattr(edition, "PATIENCE_S", patience_s)
    said = {name: answer_of(clients[_who(name)], name, report) for name in TABLE}
    assert [f"{name} {why}" for name, one in said.items() if (why := wrong(one, name))] == []
    away = {name for name, one in said.items() if one.status_code == AWAY}
    assert away >= ASKS
    if not patience_s:
        assert set(TABLE) - away == WITHOUT


def _who(name: str) -> str:
    """Return who asks: somebody who is let in, where anybody is."""
    return next((role for role in ROLES if role in TABLE[name][1]), "anyone")


def wrong(answer: Any, name: str) -> str:
    """Return what is wrong with an answer in an outage, empty where nothing is."""
    if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return ""  # it needed no database
    if name == "readyz":
        return ""  # no caller of ours waits for it: a probe comes again by itself
    if answer.status_code != AWAY or "Retry-After" not in answer.headers:
        return f"{answer.status_code} {dict(answer.headers)}"
    path = TABLE[name][0].partition(" ")[2]
    is_problem = answer.headers["Content-Type"] == "application/problem+json"
    return "" if is_problem or not path.startswith("/api/v1/") else answer.headers["Content-Type"]
