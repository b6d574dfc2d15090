"""Addresses that somebody made up: months that are none, numbers too large, files that are not there. None fails."""

from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import Role
from backend.indicators.models import ClosedMonth
from tests.indicators.documents.made import closed, november
from tests.reports.filing import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "programme"), pytest.mark.database]
ODD = (
    "0000-13", "9999-12", "2026-00", "2026-13", "2999-12", "1000-01", "0001-01", "２０２６-１１", "2026-11\x00",
    "../../etc", "2026-11/..", "%", "'", "=1+1", "-1", "1e9", "9" * 40, "NaN", "2026-11 OR 1=1", "á" * 400,
)  # fmt: skip
OPEN = (
    "/open-data/figures/{}.csv", "/open-data/figures/2026-11.{}", "/figures?month={}", "/figures?wards_on={}",
    "/figures?ward={}", "/api/v1/figures?from={}", "/api/v1/figures?to={}", "/api/v1/figures?wards_on={}",
    "/api/v1/figures?ward={}", "/api/v1/figures?category={}", "/api/v1/indicators?lang={}", "/open-data/?lang={}",
)  # fmt: skip
STAFF = (
    "/programme/?month={}", "/programme/?wards_on={}", "/programme/cuts?month={}", "/programme/cuts?by={}",
    "/programme/reports?figure={}", "/programme/reports?figure=late&month={}", "/programme/documents?cursor={}",
    "/programme/reports?figure=late&month=2026-11&ward={}", "/programme/months/{}", "/programme/indicators/{}",
    "/programme/indicators/2.1.1/reports?month={}", "/programme/indicators/2.1.1/reports?ward={}",
    "/programme/indicators/2.1.1/reports?page={}", "/programme/documents/{}", "/programme/documents/1/file.{}",
    "/programme/documents/{}/file.pdf", "/programme/alerts?cursor={}", "/programme/hotspots/{}",
)  # fmt: skip


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.STAFF_MFA = "optional"
    november()
    closed()
    return Client()


@pytest.mark.parametrize("address", OPEN)
def test_what_a_stranger_makes_up_is_answered(client: Client, address: str) -> None:
    _all_answered(client, address)


@pytest.mark.parametrize("address", STAFF)
def test_what_the_office_mistypes_is_answered(client: Client, address: str) -> None:
    client.force_login(officer(None, Role.PROGRAMME_OFFICE))
    _all_answered(client, address)


def _all_answered(client: Client, address: str) -> None:
    for odd in ODD:
        answer = client.get(address.format(quote(odd, safe="")))
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, odd
    assert ClosedMonth.objects.count() == 1


@pytest.mark.parametrize("odd", ODD)
def test_no_odd_month_is_closed_and_no_odd_period_reported(client: Client, odd: str) -> None:
    client.force_login(officer(None, Role.PROGRAMME_OFFICE))
    calls = (
        client.post(f"/programme/months/{quote(odd, safe='')}", {"reason": odd}),
        client.post(f"/api/v1/staff/months/{quote(odd, safe='')}/close", {"reason": odd}),
        client.post("/programme/documents", {"period": odd, "form": "state"}),
        client.post("/programme/documents", {"period": "2026-11", "form": odd, "ward": odd}),
    )
    assert {answer.status_code for answer in calls} <= {302, 400, 403, 404, 409, 413, 415, 422}
    assert ClosedMonth.objects.count() == 1
