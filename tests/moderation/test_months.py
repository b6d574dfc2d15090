"""Months are looked at and closed at the staff's door: by the programme's office alone, under a name, once."""

from collections.abc import Iterator
from datetime import date, datetime
from unittest import mock

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.indicators.models import ClosedMonth
from backend.indicators.rollup import fold
from backend.reports.models import Status
from tests.reports.filing import CITY, filed, moved, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)


@pytest.fixture(autouse=True)
def later() -> Iterator[None]:
    """Let it be the middle of December at the door."""
    moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    fold(AFTER)
    with (
        mock.patch("moderation.programme.months.timezone.now", return_value=AFTER),
    ):
        yield


def door(role: Role) -> Client:
    client = Client()
    client.force_login(officer(None, role))
    return client


def test_the_office_looks_and_closes_with_its_name() -> None:
    client = door(Role.PROGRAMME_OFFICE)
    assert 'href="/programme/months/2026-11"' in client.get("/programme/months").content.decode()
    page = client.get("/programme/months/2026-11").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert client.post("/programme/months/2026-11", {"seen": "0" * 64}).status_code == 409
    assert client.post("/programme/months/2026-11", {"seen": seen}).status_code == 302
    closed = ClosedMonth.objects.get()
    assert (closed.first_day, closed.revision) == (date(2026, 11, 1), 1)
    assert closed.head[:16] in client.get("/programme/months").content.decode()


def test_a_leader_looks_and_does_not_close() -> None:
    client = door(Role.LEADER)
    page = client.get("/programme/months/2026-11")
    assert page.status_code == 200
    assert 'name="seen"' not in page.content.decode()
    assert client.post("/programme/months/2026-11").status_code == 403
    assert not ClosedMonth.objects.exists()


@pytest.mark.parametrize(("month", "status"), [("2026-12", 409), ("2026-13", 404), ("thang-11", 404)])
def test_a_month_that_is_none_or_not_over_is_refused_in_words(month: str, status: int) -> None:
    assert door(Role.PROGRAMME_OFFICE).get(f"/programme/months/{month}").status_code == status


def test_a_program_closes_a_month_once() -> None:
    filed(now=datetime(2026, 10, 5, 9, 0, tzinfo=CITY))
    client = door(Role.PROGRAMME_OFFICE)
    key = {"Idempotency-Key": "0b5bd9a8-95a5-4e60-9a5e-5a4b0f2f3b11"}
    address = "/api/v1/staff/months/2026-10/close"
    first = client.post(address, {}, content_type="application/json", headers=key)
    again = client.post(address, {}, content_type="application/json", headers=key)
    assert first.status_code == 200
    assert (first.json()["month"], first.json()["revision"]) == ("2026-10", 1)
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    refused = client.post(address, {"reason": "Thử"}, content_type="application/json")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "unchanged")
