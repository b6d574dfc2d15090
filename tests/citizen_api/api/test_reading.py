"""One report, its history, and what never leaves."""

import json
from typing import Any

import pytest
from django.test import Client

from backend.reports.lifecycle import Move, advance
from backend.reports.links import secret_of
from backend.reports.models import Contact, Report, Screening
from backend.reports.note import note
from backend.reports.publication import Release, publish
from backend.reports.screening import screen
from backend.routing.book import category
from tests.citizen_api.api.calls import CONTACT, REPORTS, faults, file_waste
from tests.reports.filing import CONTACT as REACHED
from tests.reports.filing import NOW, filed, jpeg, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SHAPE = {
    "code", "published", "status", "status_label", "category", "category_name", "group", "ward", "unit", "lat", "lon",
    "street", "text", "photos", "created_at", "accept_by", "resolve_by", "resolved_at", "supporters",
}  # fmt: skip


def read(client: Client, report: Report, *rest: str) -> Any:
    return client.get("/".join((REPORTS, report.code, *rest)))


@pytest.mark.database
def test_a_released_report_shows_its_public_facts(client: Client) -> None:
    report = filed(photos=[jpeg()], text="Gọi 0912345678. Rác đầy.")
    photo = report.photos.get()
    publish(report, Release("Rác đầy.", frozenset({photo.pk})), by=staff(report.unit), now=NOW)
    photo.refresh_from_db()
    body = read(client, report).json()
    assert set(body) == SHAPE
    assert body["published"] is True
    assert (body["status"], body["category"], body["group"]) == ("received", "household_waste", "environment")
    assert (body["lat"], body["lon"]) == (21.0458, 105.8698)  # to about 20 m
    assert (body["street"], body["text"], body["ward"]["name"]) == ("Phố Ngọc Lâm", "Rác đầy.", "Ngọc Lâm")
    assert body["created_at"] == "2026-11-25T09:00:00+07:00"
    assert body["resolved_at"] is None
    assert body["photos"] == [
        {
            "url": f"/api/v1/photos/{photo.public_name}",
            "thumb_url": f"/api/v1/photos/{photo.public_thumb_name}",
            "width": photo.width,
            "height": photo.height,
            "is_after": False,
        }
    ]


def test_words_are_masked_from_the_start_and_photos_wait_for_a_look(client: Client) -> None:
    body = read(client, filed(photos=[jpeg()], text="Gọi 0912345678. Rác đầy.")).json()
    assert body["text"] == "Gọi [đã che]. Rác đầy."
    assert body["photos"] == []


@pytest.mark.parametrize("how", ["lower", "dashed"])
def test_a_code_typed_by_hand_is_found(client: Client, how: str) -> None:
    code = filed().code
    typed = code.lower() if how == "lower" else f"{code[:4]}-{code[4:]}"
    assert client.get(f"{REPORTS}/{typed}").json()["code"] == code
    assert client.get(f"{REPORTS}/{typed}/events").status_code == 200


@pytest.mark.parametrize("code", ["AAAAAAAA", "x", "%F0%9F%98%80", "a" * 500])
def test_a_code_of_nothing_is_404(client: Client, code: str) -> None:
    answer = client.get(f"{REPORTS}/{code}")
    assert (answer.status_code, faults(answer)) == (404, set())


@pytest.mark.parametrize(
    "text", ["Tôi tố cáo cán bộ địa chính đòi tiền phong bì.", "Tôi khiếu nại quyết định xử phạt."]
)
def test_what_is_held_shows_its_kind_street_and_status_alone(client: Client, text: str) -> None:
    report = filed(text=text, photos=[jpeg()])
    body = read(client, report).json()
    assert set(body) == SHAPE
    assert (body["published"], body["status"], body["street"]) == (False, "received", "Phố Ngọc Lâm")
    assert (body["text"], body["photos"], body["lat"], body["lon"]) == (None, [], None, None)
    assert client.get(REPORTS).json()["results"] == []
    assert all(not line["words"] for line in read(client, report, "events").json()["results"])


def test_spam_is_taken_back(client: Client) -> None:
    report = filed()
    screen(report, Screening.SPAM, by=staff(report.unit), now=NOW)
    assert read(client, report).json()["published"] is False


@pytest.mark.database
def test_a_kind_that_is_shown_after_a_look_is_placed_roughly(client: Client) -> None:
    report = filed(category="restaurant_food", text="Quán ăn đồ ôi thiu.")
    assert read(client, report).json()["published"] is False
    publish(report, Release("Đồ ôi thiu."), by=staff(report.unit), now=NOW)
    body = read(client, report).json()
    assert (body["lat"], body["lon"]) == (21.046, 105.87)


@pytest.mark.database
def test_the_history_tells_what_happened_and_not_who_in_person(client: Client) -> None:
    report = moved(filed(), "accepted", "in_progress", "resolved", note="Đã thu gom xong.")
    note(report, "Nội bộ: nhà ông X.", by=staff(report.unit), now=NOW)
    body = read(client, report, "events").json()
    assert set(body) == {"next", "previous", "results"}
    lines = body["results"]
    assert [line["kind"] for line in lines] == ["received", "accepted", "started", "resolved"]
    assert set(lines[0]) == {"at", "kind", "title", "status", "status_label", "who", "words", "photos"}
    assert lines[-1]["words"] == "Đã thu gom xong."
    assert lines[-1]["who"] == str(report.unit)
    assert "Nội bộ" not in json.dumps(body, ensure_ascii=False)
    assert "Cán bộ" not in json.dumps(body, ensure_ascii=False)


SECRET = "Bí mật của tôi"
PRIVATE_WORDS = (SECRET, "Câu trả lời riêng", "0900000123", "0900 000 123", "mau@dan.example", "Nguyễn Thị Mẫu")


@pytest.mark.database
def test_nothing_of_a_contact_and_no_private_answer_ever_leaves(client: Client) -> None:
    kind = "restaurant_food"
    asked = [question for question in category(kind).questions.all() if question.is_private]
    assert asked
    answers = {question.code: SECRET for question in asked if question.type == "text"}
    report = filed(category=kind, text="Quán ăn đồ ôi thiu.", contact=REACHED, answers=answers, address=SECRET)
    publish(report, Release("Đồ ôi thiu."), by=staff(report.unit), now=NOW)
    by = staff(report.unit)
    advance(report, "needs_info", by=by, now=NOW, move=Move(note="Xin cho biết giờ ăn?", is_public=False))
    client.post(
        f"{REPORTS}/{report.code}/reply",
        {"secret": secret_of(report), "text": "Câu trả lời riêng"},
        content_type="application/json",
    )
    contact = Contact.objects.get()
    forbidden = {*PRIVATE_WORDS, contact.name, contact.phone, contact.email, report.random_id.hex, secret_of(report)}
    here = f"lat={report.lat}&lon={report.lon}"
    for path in (
        REPORTS,
        f"{REPORTS}?format=geojson",
        f"{REPORTS}?format=csv",
        f"{REPORTS}/{report.code}",
        f"{REPORTS}/{report.code}/events",
        f"{REPORTS}/nearby?{here}&category={kind}",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        said = b"".join(answer) if answer.streaming else answer.content
        text = said.decode()
        assert report.code in text or path.endswith("events")
        assert not [word for word in forbidden if word in text], path
        assert not [name for name in ("contact", "address", "answers", "random_id", "secret") if f'"{name}' in text]


def test_a_contact_sent_through_the_api_comes_out_nowhere(client: Client) -> None:
    answer = file_waste(client, **CONTACT)
    everything = client.get(answer.headers["Location"]).text + client.get(REPORTS).text
    assert not [word for word in PRIVATE_WORDS if word in everything]
