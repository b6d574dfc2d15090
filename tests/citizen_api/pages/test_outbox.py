"""What waited in a browser comes in once, and is asked for what the form asks for."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.reports.models import Report
from tests.citizen_api.pages.browsing import Browser
from tests.reports.filing import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
KEY = "6f1e1f4e-6a5d-4c0e-9d6b-2a8a1f6c7f10"
WASTE: dict[str, Any] = {
    "lat": "21.045795",
    "lon": "105.869766",
    "category": "household_waste",
    "text": "Rác ba ngày chưa ai lấy.",
    "answers.since_when": "today",
    "act": "send",
}


def _post(client: Client, key: str = KEY, **changes: Any) -> Any:
    return client.post("/outbox", WASTE | changes, headers={"Idempotency-Key": key})


def _photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("anh.jpg", jpeg(), "image/jpeg")


def test_a_report_that_waited_is_filed_as_from_the_form_with_the_moment_it_was_written() -> None:
    client = Client(enforce_csrf_checks=True)  # no cookie and no token: the worker of the browser has neither
    written_at = timezone.now() - timedelta(hours=3)
    answer = _post(client, photos=[_photo()], captured_at=written_at.isoformat(timespec="milliseconds"))
    report = Report.objects.get()
    assert answer.status_code == 201
    assert answer.json()["code"] == report.code
    assert (report.channel, report.photo_count, report.answers) == ("web", 1, {"since_when": "today"})
    assert abs(report.captured_at - written_at) < timedelta(milliseconds=1)  # type: ignore[operator]  # it is there
    assert report.was_seen_earlier
    assert "Đã gửi phản ánh" in client.get(answer.json()["url"]).content.decode()


def test_sent_again_it_is_the_same_report_and_the_same_link(client: Client) -> None:
    first = _post(client, photos=[_photo()])
    again = _post(client, photos=[_photo()])
    assert (again.status_code, again.json()) == (201, first.json())
    assert Report.objects.count() == 1


@pytest.mark.database
def test_the_same_words_are_the_same_report_in_whichever_language_and_by_whichever_clock(client: Client) -> None:
    ahead = (timezone.now() + timedelta(hours=1)).isoformat(timespec="milliseconds")
    contact = {"contact_phone": "0900 000 123", "consent": "1"}
    filed = [_post(client, captured_at=moment, **contact) for moment in (ahead, timezone.now().isoformat())]
    in_english = client.post("/outbox", WASTE | contact, headers={"Idempotency-Key": KEY, "Accept-Language": "en"})
    by_the_form = client.post("/", WASTE | contact | {"key": KEY})
    assert [one.status_code for one in (*filed, in_english, by_the_form)] == [201, 201, 201, 303]
    assert {one.json()["code"] for one in (*filed, in_english)} == {Report.objects.get().code}


def test_with_other_words_under_its_key_it_is_said_which_report_is_in(client: Client) -> None:
    spoken = _post(client).json()["spoken"]
    answer = _post(client, text="Rác bốn ngày chưa ai lấy.")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "idempotency_key_reused")
    assert spoken in answer.json()["detail"]
    form = client.post("/", WASTE | {"key": KEY, "text": "Rác bốn ngày chưa ai lấy."})
    assert spoken in form.content.decode()
    assert Report.objects.count() == 1


def test_a_report_sent_at_once_was_not_seen_earlier(client: Client) -> None:
    _post(client, captured_at=timezone.now().isoformat(timespec="milliseconds"))
    assert not Report.objects.get().was_seen_earlier


@pytest.mark.parametrize("moment", ["2099-01-01T00:00:00Z", "yesterday", ""])
def test_a_wrong_clock_loses_no_report(client: Client, moment: str) -> None:
    assert _post(client, captured_at=moment).status_code == 201
    assert Report.objects.get().captured_at is None


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"lat": ""}, "lat", "required"),
        ({"category": "illegal_dumping"}, "photos", "required"),
        ({"contact_phone": "0900 000 123"}, "consent", "required"),
        ({"photo_tokens": "x" * 43}, "photo_tokens", "unknown_token"),
        ({"text": "Tôi tố cáo ông A cán bộ phường nhận hối lộ."}, "text", "held"),
    ],
)
def test_what_the_form_would_refuse_is_refused_with_a_token_for_the_form(
    client: Client, changes: dict[str, str], field: str, code: str
) -> None:
    answer = _post(client, **changes)
    said = answer.json()
    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert (field, code) in {(one["field"], one["code"]) for one in said["errors"]}
    assert said["detail"]
    form = {**WASTE, "key": KEY, "csrfmiddlewaretoken": said["csrf"]}
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post("/", form).status_code == 303


def test_why_there_is_no_photo_and_the_second_press_under_a_complaint_count_here_too(client: Client) -> None:
    reason = {"category": "illegal_dumping", "no_photo_reason": "Trời tối.", "answers.since_when": ""}
    assert _post(client, **reason).status_code == 201
    complaint = {"text": "Tôi tố cáo ông A cán bộ phường nhận hối lộ.", "act": "insist"}
    assert _post(client, str(uuid4()), **complaint).status_code == 201


@pytest.mark.parametrize("key", ["", "not-a-uuid"])
def test_without_a_key_nothing_is_taken(client: Client, key: str) -> None:
    assert _post(client, key).status_code == 422
    assert client.post("/outbox", WASTE).status_code == 422
    assert Report.objects.count() == 0


def test_a_flood_is_told_to_wait(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = True
    for number in range(30):
        _post(client, str(uuid4()), text=f"Rác {number} ngày chưa ai lấy.")
    answer = _post(client, str(uuid4()))
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)


def test_the_kept_parts_of_kinds_are_those_the_page_fetches_one_by_one(client: Client) -> None:
    parts = client.get("/kinds.json").json()
    assert len(parts) == 42
    assert parts["illegal_dumping"] == client.get("/kinds/illegal_dumping").content.decode()


def test_the_kept_form_names_nobody(browser: Browser) -> None:
    page = browser.open("/?lang=en")
    form = page.form()
    assert {name for name, values in form.fields.items() if any(values)} == {"csrfmiddlewaretoken", "key", "opened"}


def test_the_manifest_speaks_the_language_of_the_page_and_has_every_icon(client: Client) -> None:
    answer = client.get("/manifest.webmanifest?lang=en")
    about = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (about["lang"], about["start_url"], about["display"]) == ("en", "/", "standalone")
    assert {one["sizes"] for one in about["icons"]} >= {"192x192", "512x512"}
    assert [one["purpose"] for one in about["icons"] if "maskable" in one.get("purpose", "")] == ["maskable"]
    assert [client.get(one["url"]).status_code for one in about["shortcuts"]] == [200, 200]
    assert 'href="/manifest.webmanifest?lang=en"' in client.get("/?lang=en").content.decode()


def test_the_worker_speaks_of_the_form_and_of_no_page_of_the_staff(client: Client) -> None:
    answer = client.get("/sw.js")
    words = answer.content.decode()
    assert answer["Cache-Control"] == "no-cache"
    assert "citizen/form" in words
    assert "moderation/" not in words


def test_the_page_for_a_lost_network_leads_to_the_form_and_the_numbers(browser: Browser) -> None:
    page = browser.open("/offline")
    assert {"/", "tel:113", "tel:114", "tel:115"} <= set(page.links)
    assert "Chưa có mạng" in page.text
