"""The feed of changes: in order, nothing missed, nothing twice, nothing that is not public."""

import json
from typing import Any

import pytest
from django.test import Client

from backend.reports import publication, screening, withhold
from backend.reports.models import Event, Report, Screening
from backend.reports.note import note
from backend.reports.own_contact import erase
from backend.reports.publication import Release
from backend.reports.support import Support, support
from tests.citizen_api.api.calls import faults
from tests.reports.filing import CONTACT, NOW, file, filed, jpeg, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
CHANGES = "/api/v1/changes"


def read(client: Client, **asked: Any) -> Any:
    answer = client.get(CHANGES, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.database
def test_every_public_change_is_told_once_in_the_order_of_commits(client: Client) -> None:
    first, second = filed(), filed(lat=21.0462)
    moved(first, "accepted", "in_progress")
    page = read(client)
    assert [one["seq"] for one in page["results"]] == sorted(Event.objects.values_list("seq", flat=True))
    assert [(one["code"], one["turn"]) for one in page["results"]] == [
        (first.code, "published"),
        (second.code, "published"),
        (first.code, "progressed"),
        (first.code, "progressed"),
    ]
    assert page["next"] is None
    assert page["since"] == page["results"][-1]["seq"]
    assert read(client, since=page["since"])["results"] == []
    assert read(client, since=page["since"])["since"] == page["since"]


def test_a_change_brings_the_report_as_anyone_may_read_it(client: Client) -> None:
    report = moved(filed(), "accepted")
    shown = client.get(f"/api/v1/reports/{report.code}").json()
    shown.pop("supporters")
    assert [one["report"] for one in read(client)["results"]] == [shown, shown]


def test_pages_follow_one_another_by_link(client: Client) -> None:
    for number in range(7):
        filed(lat=21.0458 + number * 1e-4)
    seen, address, pages = [], f"{CHANGES}?limit=3", 0
    while address:
        answer = client.get(address)
        seen += [one["seq"] for one in answer.json()["results"]]
        address, pages = answer.json()["next"], pages + 1
        assert answer.headers.get("Link", "") == (f'<{address}>; rel="next"' if address else "")
    assert (pages, seen) == (3, sorted(Event.objects.values_list("seq", flat=True)))


def test_who_has_the_page_gets_304_until_something_happens(client: Client) -> None:
    report = filed()
    tag = client.get(CHANGES).headers["ETag"]
    assert client.get(CHANGES, headers={"If-None-Match": tag}).status_code == 304
    moved(report, "accepted")
    assert client.get(CHANGES, headers={"If-None-Match": tag}).status_code == 200


def _hide(report: Report) -> None:
    publication.hide(report, reason="Thử.", by=staff(report.unit), now=NOW)


def _spam(report: Report) -> None:
    screening.screen(report, Screening.SPAM, by=staff(report.unit), now=NOW)


def _withhold(report: Report) -> None:
    withhold.withhold(report, now=NOW)


@pytest.mark.parametrize("deed", [_hide, _spam, _withhold])
def test_what_is_no_longer_public_is_told_as_such_and_says_no_more(client: Client, deed: Any) -> None:
    report = filed(text="Rác ở cửa nhà bà Mẫu.", photos=[jpeg()], contact=CONTACT)
    before = read(client)["since"]
    deed(report)
    last = read(client, since=before)["results"][-1]
    assert (last["code"], last["turn"], last["published"], last["report"]) == (report.code, "withdrawn", False, None)
    everything = json.dumps(read(client), ensure_ascii=False)
    assert "Mẫu" not in everything
    assert "spam" not in everything
    assert {one["published"] for one in read(client)["results"]} == {False}


def test_what_was_never_public_is_not_in_it(client: Client) -> None:
    held = filed(category="restaurant_food", lat=21.0462)
    assert held.published_at is None
    note(held, "Xem.", by=staff(held.unit), now=NOW)
    moved(held, "accepted")
    assert read(client)["results"] == []
    publication.publish(held, Release("Quán ăn bẩn."), by=staff(held.unit), now=NOW)
    last = read(client)["results"][-1]
    assert (last["turn"], last["report"]["text"]) == ("published", "Quán ăn bẩn.")
    assert last["report"]["lat"] == round(held.lat, 3)


def test_notes_looks_contacts_and_supporters_are_nobodys_business(client: Client) -> None:
    report = file(contact=CONTACT).report
    before = read(client)["since"]
    note(report, "Gọi bà Mẫu 0900000123.", by=staff(report.unit), now=NOW)
    erase(report, now=NOW)
    support(report, Support(visitor="a" * 32), now=NOW)
    assert read(client, since=before)["results"] == []


@pytest.mark.parametrize("asked", [{"since": "-1"}, {"since": "x"}, {"limit": "0"}, {"limit": "501"}, {"cursor": "1"}])
def test_a_wrong_question_is_refused_in_words(client: Client, asked: dict[str, str]) -> None:
    answer = client.get(CHANGES, asked)
    assert answer.status_code == 422
    assert {field for field, _code in faults(answer)} == set(asked)
