"""What a page of each list costs in statements: a fixed number, few rows or many, first page or deep, any filter."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.reports.models import Report, Status
from tests.accounts.keys import made_key
from tests.notifications.hooks import hooked, owe_everything
from tests.reports.filing import filed, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
REPORTS, OPEN311 = "/api/v1/reports?limit=3", "/open311/v2/requests.json?page_size=3"
# By address: the most statements a page may take, the look whether reference data changed included.
MOST = {
    REPORTS: 3,
    f"{REPORTS}&format=geojson": 3,
    f"{REPORTS}&ward=ngoc-lam": 3,
    f"{REPORTS}&unit=ubnd-ngoc-lam": 4,
    f"{REPORTS}&category=household_waste": 4,
    f"{REPORTS}&status=accepted": 3,
    # These look first how far the next rows of the list reach (see ``paging.Walk``).
    f"{REPORTS}&bbox=105.8,21.0,105.95,21.1": 4,
    f"{REPORTS}&near=21.0458,105.8698&radius_m=2000": 4,
    f"{REPORTS}&q=rac+ngoc+lam": 4,
    f"{REPORTS}&q=rac+ngoc+lam&unit=ubnd-ngoc-lam&category=household_waste": 6,
    "/api/v1/changes?limit=3": 4,
    OPEN311: 6,
    f"{OPEN311}&page=2": 6,
    f"{OPEN311}&extensions=true&status=open&service_code=household_waste": 6,
    f"{OPEN311}&updated_after=2020-01-01": 6,
    "/open311/v2/servicerequestupdates.json?page_size=3": 4,
    "/open311/v2/servicerequestupdates.json?page_size=3&page=2": 4,
    "/feeds/reports.atom?ward=ngoc-lam": 4,
    "/feeds/reports.atom?category=household_waste": 4,
    "/feeds/reports.atom?street=Phố Ngọc Lâm": 5,
}


def grow(number: int) -> None:
    """Let there be so many reports, each accepted."""
    for place in range(Report.objects.count(), number):
        moved(filed(now=timezone.now(), lat=21.0458 + place * 1e-5), Status.ACCEPTED, now=timezone.now())


def cost(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as spent:
        ask()
    return len(spent)


def _next(answer: Any) -> str:
    """Return the address of the page after this one, "" for none."""
    return str(json.loads(answer.content)["next"] or "")


@pytest.mark.parametrize("address", MOST)
def test_a_page_costs_the_same_however_many_there_are(client: Client, address: str) -> None:
    costs = []
    for number in (4, 12):
        grow(number)
        answer = client.get(address)  # what is kept in memory is read once
        assert answer.status_code == 200, answer.content
        costs.append(cost(partial(client.get, address)))
        if "/api/v1/" in address and (following := _next(answer)):
            costs.append(cost(partial(client.get, following)))
    assert max(costs) <= MOST[address], costs
    assert len(set(costs)) == 1, costs


@pytest.mark.parametrize("words", ["bbox=105.8,21.0,105.95,21.1", "bbox=105.0,20.0,105.1,20.1", "q=rac+ngoc+lam"])
def test_a_list_walked_in_vain_costs_a_few_statements_more_however_many_there_are(
    client: Client, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr("backend.http.paging.WALKED", 2)
    costs = set()
    for number in (4, 12):
        grow(number)
        client.get(f"{REPORTS}&{words}")
        costs.add(cost(partial(client.get, f"{REPORTS}&{words}")))
    assert max(costs) <= 6


def test_the_log_of_a_webhook_costs_the_same_on_every_page() -> None:
    _row, key = made_key()
    hook = hooked(now=timezone.now() - timedelta(days=1))
    hook.key = _row
    hook.save(update_fields=["key"])
    headers = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/webhooks", headers=headers).status_code == HTTPStatus.OK  # notes the key's first use
    costs = []
    for number in (4, 12):
        grow(number)
        owe_everything()
        page = f"/api/v1/webhooks/{hook.pk}/deliveries?limit=2"
        while page:
            with CaptureQueriesContext(connection) as spent:
                answer = Client().get(page, headers=headers)
            costs.append(len(spent))
            page = answer.json()["next"]
    assert len(set(costs)) == 1
    assert costs[0] <= 5, costs
