"""Reports come in through the API."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from backend.reports.links import secret_of
from backend.reports.models import Channel, Contact, Report, Screening
from tests.citizen_api.api.calls import CONTACT, REPORTS, WASTE, faults, file_waste, post
from tests.reports.filing import jpeg, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SHAPE = {
    "code", "secret", "status", "category", "ward", "unit", "with", "near_boundary", "created_at", "accept_by",
    "resolve_by", "url", "photos_left_out",
}  # fmt: skip


def picture(name: str = "a.jpg", raw: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw or jpeg(), content_type="image/jpeg")


@pytest.mark.database
def test_a_report_is_filed_and_answered_with_all_that_the_sender_needs(client: Client) -> None:
    answer = file_waste(client)
    report = Report.objects.get()
    body = answer.json()
    assert answer.status_code == 201
    assert set(body) == SHAPE
    assert answer.headers["Location"] == f"http://testserver/api/v1/reports/{report.code}"
    assert "Idempotency-Replayed" not in answer.headers
    assert body["code"] == report.code
    assert body["secret"] == secret_of(report)
    assert (body["status"], body["category"], body["near_boundary"]) == ("received", "household_waste", False)
    assert body["ward"]["name"] == "Ngọc Lâm"
    assert body["unit"] == {"code": report.unit.code, "name": report.unit.name}
    assert {unit["code"] for unit in body["with"]} == {"MOI-TRUONG-DO-THI", "PHONG-TNMT"}
    assert body["created_at"].endswith("+07:00")
    assert body["accept_by"] < body["resolve_by"]
    assert body["url"].endswith(f"/r/{report.code}")
    assert report.channel == Channel.API


def test_a_form_with_photos_is_filed(client: Client) -> None:
    form = {**WASTE, "answers": "{}", "photos": [picture(), picture("b.jpg", jpeg((1, 2, 3)))]}
    answer = client.post(REPORTS, form)
    assert answer.status_code == 201
    assert Report.objects.get().photo_count == 2


@pytest.mark.database
def test_photos_sent_ahead_are_taken_by_their_tokens(client: Client) -> None:
    sent = client.post("/api/v1/photos", {"photo": picture()})
    assert sent.status_code == 201
    assert set(sent.json()) == {"token", "expires_at"}
    token = sent.json()["token"]
    assert file_waste(client, photo_tokens=[token]).status_code == 201
    assert Report.objects.get().photo_count == 1
    assert faults(file_waste(client, photo_tokens=[token])) == {("photo_tokens", "unknown_token")}
    form = client.post(REPORTS, {**WASTE, "photo_tokens": ["x" * 43, "y" * 43]})
    assert faults(form) == {("photo_tokens", "unknown_token")}


@pytest.mark.database
def test_the_same_key_and_body_answer_the_first_answer_again_also_when_the_report_went_on(client: Client) -> None:
    key = str(uuid4())
    first = file_waste(client, key=key)
    moved(Report.objects.get(), "accepted")
    again = file_waste(client, key=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert Report.objects.count() == 1


@pytest.mark.database
def test_the_same_key_with_another_body_is_refused(client: Client) -> None:
    key = str(uuid4())
    file_waste(client, key=key)
    answer = file_waste(client, key=key, text="Chuyện khác.")
    assert (answer.status_code, faults(answer)) == (422, {("Idempotency-Key", "idempotency_key_reused")})


def test_a_key_that_is_no_uuid_is_refused(client: Client) -> None:
    answer = file_waste(client, key="1")
    assert (answer.status_code, faults(answer)) == (422, {("Idempotency-Key", "invalid_idempotency_key")})
    assert not Report.objects.exists()


def test_all_that_is_missing_is_said_at_once(client: Client) -> None:
    answer = post(client)
    assert answer.status_code == 422
    assert faults(answer) == {(field, "required") for field in ("category", "text", "lat", "lon")}
    assert "Xin ông/bà chọn loại việc." in {fault["message"] for fault in answer.json()["errors"]}


def test_blank_and_wrong_words_are_said_at_once(client: Client) -> None:
    answer = file_waste(client, category="", text=" \u200b ", contact_phone="12", consent="2026-1", accuracy_m=3)
    assert {("category", "required"), ("text", "required"), ("contact_phone", "invalid_phone")} <= faults(answer)


def test_an_address_is_not_a_place(client: Client) -> None:
    answer = file_waste(client, lat=None, lon=None, address="12 Phố Ngọc Lâm")
    assert ("lat", "required") in faults(answer)


def test_outside_the_district_is_said_in_words(client: Client) -> None:
    answer = file_waste(client, lat=21.0285, lon=105.8542)
    assert (answer.status_code, faults(answer)) == (422, {("lat", "outside_district")})
    assert "Long Biên" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"lat": True}, ("lat", "invalid")),
        ({"lat": "21.0"}, ("lat", "invalid")),
        ({"lat": 91.0}, ("lat", "invalid")),
        ({"accuracy_m": -1}, ("accuracy_m", "min_value")),
        ({"category": "nothing"}, ("category", "unknown_category")),
        ({"text": 5}, ("text", "invalid")),
        ({"text": "x" * 4001}, ("text", "too_long")),
        ({"address": "x" * 301}, ("address", "too_long")),
        ({"answers": {"nobody_asked": 1}}, ("answers.nobody_asked", "unknown_question")),
        ({"answers": [1]}, ("answers", "invalid")),
        ({"captured_at": "yesterday"}, ("captured_at", "invalid")),
        ({"captured_at": "2999-01-01T00:00:00Z"}, ("captured_at", "invalid")),
        ({"photo_tokens": ["\x00"]}, ("photo_tokens.0", "invalid")),
        ({"photo_tokens": "x"}, ("photo_tokens", "not_a_list")),
        ({"photos": ["x"]}, ("photos.0", "invalid")),
        ({"contact_phone": "0900000123"}, ("consent", "required")),
        ({"contact_name": "Bà Mẫu", "consent": "2026-1"}, ("contact_phone", "required")),
        ({"contact_email": "x", "consent": "2026-1"}, ("contact_email", "invalid_email")),
        ({"txet": "x"}, ("txet", "unknown_field")),
    ],
)
def test_what_is_wrong_is_refused_by_its_field(client: Client, changes: dict[str, Any], fault: tuple[str, str]) -> None:
    answer = file_waste(client, **changes)
    assert (answer.status_code, faults(answer)) == (422, {fault})
    assert not Report.objects.exists()


@pytest.mark.database
def test_odd_characters_are_cleaned_not_feared(client: Client) -> None:
    odd = json.dumps(WASTE | {"text": "R\u00e1c\x00 \ud800 \u200bnhi\u1ec1u", "address": "\ud800"})
    answer = client.post(REPORTS, odd, content_type="application/json")
    assert answer.status_code == 201
    assert client.get(answer.headers["Location"]).json()["text"] == "Rác nhiều"


def test_a_contact_is_kept_with_its_consent_and_answered_to_nobody(client: Client) -> None:
    answer = file_waste(client, **CONTACT)
    contact = Contact.objects.get()
    assert (contact.phone, contact.consent_version, contact.language) == ("0900000123", "2026-1", "vi")
    assert "contact" not in answer.text
    assert "0900" not in answer.text


def test_a_contact_speaks_the_language_of_the_request(client: Client) -> None:
    client.post(f"{REPORTS}?lang=en", WASTE | CONTACT, content_type="application/json")
    assert Contact.objects.get().language == "en"


def test_required_questions_and_photos_are_for_the_form_alone(client: Client) -> None:
    assert file_waste(client, category="restaurant_food", text="Quán ăn đồ ôi thiu.").status_code == 201


def test_files_that_are_no_photos_are_refused(client: Client, settings: Settings) -> None:
    assert faults(client.post(REPORTS, {**WASTE, "photos": [picture(raw=b"GIF89a")]})) == {("photos", "not_a_photo")}
    assert faults(client.post(REPORTS, {**WASTE, "photos": [SimpleUploadedFile("a.jpg", b"")]})) == {
        ("photos", "empty")
    }
    six = client.post(REPORTS, {**WASTE, "photos": [picture() for _number in range(6)]})
    assert faults(six) == {("photos", "too_many")}
    settings.MAX_PHOTO_BYTES = 100
    large = client.post(REPORTS, {**WASTE, "photos": [picture()]})
    assert (large.status_code, faults(large)) == (413, {("photos", "too_large")})
    assert not Report.objects.exists()


def test_a_photo_sent_ahead_must_be_one(client: Client) -> None:
    path = "/api/v1/photos"
    assert faults(client.post(path)) == {("photo", "required")}
    assert faults(client.post(path, {"photo": "a"})) == {("photo", "invalid")}
    assert client.post(path, {"anh": picture()}).status_code == 201  # one file is one file, whatever its part is called
    assert faults(client.post(path, {"photo": picture(), "anh": picture()})) == {("photo", "too_many")}
    assert faults(client.post(path, {"photo": picture(raw=b"x")})) == {("photos", "not_a_photo")}


def test_names_are_english_for_who_asks_for_english(client: Client) -> None:
    answer = client.post(f"{REPORTS}?lang=en", WASTE, content_type="application/json")
    assert answer.json()["unit"]["name"] == Report.objects.get().unit.name_en


@pytest.mark.database
def test_filing_costs_the_same_number_of_statements_each_time(client: Client) -> None:
    costs = []
    file_waste(client)
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            file_waste(client)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def flooded(client: Client, settings: Settings) -> None:
    """Use up what one device may send."""
    settings.RATE_LIMITS = True
    for number in range(30):
        assert file_waste(client, text=f"Rác {'x' * number}").status_code == 201


def test_more_than_thirty_in_ten_minutes_from_one_device_wait_and_are_told_whom_to_call(
    client: Client, settings: Settings
) -> None:
    flooded(client, settings)
    refused = file_waste(client)
    assert (refused.status_code, faults(refused)) == (429, {("", "too_many_requests")})
    assert int(refused.headers["Retry-After"]) >= 1
    assert all(number in refused.json()["detail"] for number in (settings.HOTLINE, "113", "114", "115"))
    assert Report.objects.count() == 30


def test_an_emergency_is_taken_in_whatever_was_sent_before(client: Client, settings: Settings) -> None:
    flooded(client, settings)
    answer = file_waste(client, category="food_poisoning", text="Cả lớp nôn sau bữa trưa.", answers={"people_ill": 9})
    assert answer.status_code == 201
    assert Report.objects.latest("id").screening == Screening.UNVERIFIED


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP"])
def test_a_forged_address_makes_nobody_another(client: Client, settings: Settings, name: str) -> None:
    flooded(client, settings)
    refused = client.post(REPORTS, WASTE, content_type="application/json", headers={name: "203.0.113.9"})
    assert refused.status_code == 429


def test_a_report_sent_again_under_its_key_is_answered_in_a_flood_too(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = True
    key = str(uuid4())
    first = file_waste(client, key=key)
    flooded_by_29 = [file_waste(client, text=f"Rác {'y' * number}").status_code for number in range(29)]
    assert (set(flooded_by_29), file_waste(client).status_code) == ({201}, 429)
    again = file_waste(client, key=key)
    assert (again.status_code, again.json()) == (201, first.json())
