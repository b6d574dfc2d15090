"""Deep pages go on from where the page before ended, and are what walking past all before them finds."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.reports.models import Report, Status
from citizen_api.open311 import bookmarks
from tests.citizen_api.open311.calls import read
from tests.reports.filing import filed, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "deep"), pytest.mark.database]


@pytest.fixture
def deep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bookmarks, "DEEP", 2)
    cache.clear()


@pytest.fixture
def reports() -> list[Report]:
    """Return seven reports, the newest first; of two that were sent at the same moment the later one."""
    now = timezone.now()
    hours = [0, 1, 2, 2, 3, 4, 5]
    made = [filed(now=now - timedelta(hours=hour), lat=21.0458 + n * 1e-4) for n, hour in enumerate(reversed(hours))]
    return made[::-1]


def page(client: Client, number: int, **query: str) -> list[str]:
    rows = read(client, "requests", page=str(number), page_size="2", **query)
    return [row["service_request_id"] for row in rows]


def test_pages_in_turn_are_those_that_are_asked_for_out_of_turn(client: Client, reports: list[Report]) -> None:
    codes = [one.code for one in reports]
    out_of_turn = [page(client, number) for number in (4, 3, 2, 1)][::-1]
    cache.clear()
    in_turn = [page(client, number) for number in (1, 2, 3, 4, 5)]
    assert in_turn == [codes[:2], codes[2:4], codes[4:6], codes[6:], []]
    assert out_of_turn == in_turn[:4]


def test_what_comes_in_meanwhile_repeats_nothing(client: Client, reports: list[Report]) -> None:
    seen = [*page(client, 1), *page(client, 2)]
    filed(now=timezone.now(), lat=21.0480)
    seen += [*page(client, 3), *page(client, 4)]
    assert seen == [one.code for one in reports]


def test_of_two_who_ask_at_once_neither_misses_a_row(client: Client, reports: list[Report]) -> None:
    other = Client(headers={"user-agent": "another program"})
    seen = [*page(client, 1), *page(client, 2)]
    new = [filed(now=timezone.now(), lat=21.0480 + n * 1e-4).code for n in range(3)]
    theirs = [code for number in (1, 2, 3, 4, 5) for code in page(other, number)]
    seen += [*page(client, 3), *page(client, 4)]
    assert seen == [one.code for one in reports]
    assert theirs == [*new[::-1], *seen]


def test_another_question_has_pages_of_its_own(client: Client, reports: list[Report]) -> None:
    for number in (1, 2):
        page(client, number)
    light = filed(now=timezone.now() - timedelta(minutes=1), category="street_light", lat=21.0485)
    others = {"service_code": "household_waste"}
    assert page(client, 3, **others) == [one.code for one in reports[4:6]]
    assert light.code in page(client, 1)


def test_a_deep_page_in_turn_reads_no_row_before_it(client: Client, reports: list[Report]) -> None:
    page(client, 2)
    with CaptureQueriesContext(connection) as captured:
        assert page(client, 3) == [one.code for one in reports[4:6]]
    listing = [one["sql"] for one in captured if "created_at" in one["sql"] and one["sql"].endswith("LIMIT 2")]
    assert len(listing) == 1
    assert "OFFSET" not in listing[0]


def test_a_list_that_shrank_is_told_once(client: Client, reports: list[Report]) -> None:
    assert [len(page(client, number, status="open")) for number in (1, 2, 3, 4)] == [2, 2, 2, 1]
    Report.objects.filter(pk__in=[one.pk for one in reports[:4]]).update(published_at=None)
    assert [page(client, number, status="open") for number in (1, 2, 3, 4)] == [
        [one.code for one in reports[4:6]],
        [reports[6].code],
        [],
        [],
    ]


def test_changes_and_updates_are_walked_alike(client: Client, reports: list[Report]) -> None:
    since = (timezone.now() - timedelta(days=1)).isoformat()
    for one in reports:
        moved(one, Status.ACCEPTED)
    pages = [page(client, number, updated_after=since) for number in (1, 2, 3, 4)]
    assert sorted(code for codes in pages for code in codes) == sorted(one.code for one in reports)
    updates = [read(client, "servicerequestupdates", page=str(number), page_size="2") for number in (1, 2, 3, 4, 5)]
    numbers = [int(row["update_id"]) for rows in updates for row in rows]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == len(reports)


def test_a_bookmark_that_is_gone_is_no_harm(client: Client, reports: list[Report]) -> None:
    for number in (1, 2):
        page(client, number)
    cache.clear()
    assert page(client, 3) == [one.code for one in reports[4:6]]
