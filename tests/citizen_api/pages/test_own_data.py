"""What reporters see and take along of their own data, and the public register of what is done with it."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from backend.accounts.models import Role
from backend.reports import arrivals, asking, consent, processing, retention
from backend.reports.links import secret_of
from backend.reports.looks import looks_by_person
from backend.reports.models import Contact, Kind, Report, Status
from backend.reports.note import note
from backend.reports.own_contact import erase
from backend.reports.retention import forget_ended
from backend.routing.models import Unit
from tests.citizen_api.pages.browsing import Browser
from tests.reports.filing import CONTACT, NOW, filed, jpeg, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

STATEMENTS = 12
# SHA-256 of each consent text in Vietnamese: a text somebody agreed to is never changed, a new one has a new version.
AGREED = {
    "2026-1": "861fe3a55933392aa5fbbae9189b72c7c1c0c5f2a619dbf535ee929adf07d79b",
    "follow-2026-1": "8be37091bf247ff1f61eeb664964c3ee1eb2c46c2ce815df4efaf4f2dd95d44d",
}


def address(report: Report, ending: str = "") -> str:
    return f"/r/{report.code}/data{ending}?key={secret_of(report)}"


def seen(report: Report) -> None:
    note(report, "Hỏi số nhà.", by=staff(report.unit), now=NOW, kind=Kind.CONTACT_SEEN)


def test_the_page_shows_all_that_is_kept_and_why(browser: Browser) -> None:
    report = filed(contact=CONTACT, photos=[jpeg()], address="gần chợ")
    seen(report)
    page = browser.open(address(report))
    for words in (CONTACT.name, "mau@dan.example", "gần chợ", "Rác ba ngày", "12 tháng", "91/2025/QH15"):
        assert words in page.text
    assert "theo bản 2026-1" in page.text
    assert consent.text() in page.text
    assert "Ủy ban nhân dân phường Ngọc Lâm" in page.text
    assert (page.response["Cache-Control"], page.response["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_the_file_says_the_same_to_programs(client: Client) -> None:
    report = filed(contact=CONTACT, photos=[jpeg()])
    seen(report)
    response = client.get(address(report, ".json"))
    data = json.loads(response.content)
    assert response["Content-Disposition"] == f'attachment; filename="phan-anh-{report.code}.json"'
    assert data["contact"]["email"] == "mau@dan.example"
    assert data["contact"]["consent"] == {
        "version": "2026-1",
        "at": data["contact"]["consent"]["at"],
        "text": consent.text("2026-1"),
    }
    assert data["processing"]["kept_until"] is None
    assert [one["unit"] for one in data["looks"]] == ["Ủy ban nhân dân phường Ngọc Lâm"]
    assert data["history"][0]["words"].startswith("Rác ba ngày")
    assert client.get(data["photos"][0])["Content-Type"] == "image/jpeg"
    assert client.get(data["photos"][0].partition("?")[0]).status_code == 404


def test_only_the_secret_opens_them(client: Client) -> None:
    report, other = filed(contact=CONTACT), filed(lat=21.0459)
    for ending in ("", ".json"):
        for query in ("", "?key=wrong", f"?key={secret_of(other)}"):
            response = client.get(f"/r/{report.code}/data{ending}{query}")
            assert response.status_code == 404
            assert CONTACT.name not in response.content.decode()
        assert client.get(f"/r/ZZZZZZZZ/data{ending}").status_code == 404


def test_statements_do_not_grow_with_what_happened(client: Client) -> None:
    report = filed(contact=CONTACT, photos=[jpeg()])
    with CaptureQueriesContext(connection) as before:
        client.get(address(report))
    for _number in range(5):
        seen(report)
    with CaptureQueriesContext(connection) as after:
        client.get(address(report))
    assert len(after) <= len(before) + 1 <= STATEMENTS  # the units are read once somebody looked


def test_once_it_is_over_the_day_of_its_end_is_named(client: Client) -> None:
    report = moved(filed(contact=CONTACT), Status.REJECTED)
    until = client.get(address(report, ".json")).json()["processing"]["kept_until"]
    assert until.startswith("2027-11-25")


def test_what_is_erased_is_said_to_be_erased(client: Client) -> None:
    report = filed(contact=CONTACT)
    erase(report, now=NOW)
    data = client.get(address(report, ".json")).json()
    assert (data["contact"]["name"], bool(data["contact"]["erased_at"])) == ("", True)
    assert "Đã xóa lúc" in client.get(address(report)).content.decode()


def test_after_the_keeping_time_the_page_is_empty_of_the_person(client: Client) -> None:
    report = moved(filed(contact=CONTACT, address="gần chợ"), Status.REJECTED)
    forget_ended(NOW + timedelta(days=370))
    for ending in ("", ".json"):
        said = client.get(address(report, ending)).content.decode()
        assert CONTACT.name not in said
        assert "gần chợ" not in said
        assert "(Nội dung đã xóa.)" in said


def test_the_own_page_shows_what_was_agreed_to(browser: Browser) -> None:
    report = filed(contact=CONTACT)
    page = browser.open(f"/r/{report.code}?key={secret_of(report)}")
    assert "theo bản 2026-1" in page.text
    assert any("/data?key=" in link for link in page.links)


def test_a_contact_keeps_the_version_it_agreed_to(monkeypatch: pytest.MonkeyPatch, browser: Browser) -> None:
    report = filed(contact=CONTACT)
    monkeypatch.setattr(consent, "TEXTS", {**consent.TEXTS, "2027-1": "Một lời khác."})
    monkeypatch.setattr(consent, "VERSION", "2027-1")
    assert "Tôi đồng ý để quận Long Biên lưu tên" in browser.open(address(report)).text
    assert Contact.objects.get().consent_version == "2026-1"


def test_no_text_that_was_agreed_to_ever_changes() -> None:
    with translation.override("vi"):
        said = {version: hashlib.sha256(str(text).encode()).hexdigest() for version, text in consent.TEXTS.items()}
    assert said == AGREED
    assert {consent.VERSION, consent.FOLLOWING} <= consent.TEXTS.keys()
    assert consent.text("1999-1") == ""


def test_the_register_of_processing_is_public_and_complete(browser: Browser) -> None:
    page = browser.open("/privacy")
    for one in processing.REGISTER:
        for words in (one.what, one.why, one.basis, one.kept, one.seen_by):
            assert str(words) in page.text
    assert "/privacy" in browser.open("/help/").links
    assert "/privacy" in browser.open("/").links


def test_the_register_names_the_times_that_are_kept() -> None:
    said = {one.code: str(one.kept) for one in processing.REGISTER}
    assert f"{12 * retention.KEPT_YEARS} tháng" in said["contact"]
    assert f"{asking.CONFIRM_WITHIN.days} ngày" in said["followers"]
    assert said["arrivals"] == f"{arrivals.KEPT // timedelta(hours=1)} giờ"


def test_heads_and_the_office_see_how_often_each_person_looked(client: Client) -> None:
    report, other = filed(contact=CONTACT), filed(contact=CONTACT, lat=21.0459)
    for one in (report, report, other):
        note(one, "Hỏi số nhà.", by=staff(one.unit), now=timezone.now(), kind=Kind.CONTACT_SEEN)
    since = timezone.now() - timedelta(days=1)
    head = officer(report.unit, Role.UNIT_HEAD)
    counted = [(one.person, one.unit, one.number, one.reports) for one in looks_by_person(head, since=since)]
    assert counted == [(officer(report.unit), report.unit, 3, 2)]
    assert looks_by_person(officer(Unit.objects.get(slug="phong-y-te"), Role.UNIT_HEAD), since=since) == []
    assert looks_by_person(head, since=timezone.now() + timedelta(days=1)) == []
    office = officer(None, Role.PROGRAMME_OFFICE)
    assert [one.number for one in looks_by_person(office, since=since)] == [3]
