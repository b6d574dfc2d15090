"""The calls of a telephone in the field: a step and a note are done once, with what is known of the photo."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from backend.reports.models import Report
from backend.reports.uploads import keep_upload
from backend.reports.verify import verify_history
from tests.moderation.conftest import SignIn
from tests.reports.filing import filed, jpeg, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def send(client: Client, report: Report, act: str, key: str = "", **wish: Any) -> Any:
    body = wish if act == "note" else {"version": report.version} | wish
    headers = {"Idempotency-Key": key} if key else {}
    address = f"/api/v1/staff/reports/{report.code}/{act}"
    return client.post(address, json.dumps(body), content_type="application/json", headers=headers)


def test_a_step_whose_answer_was_lost_is_not_taken_twice(sign_in: SignIn) -> None:
    report, key = filed(), str(uuid4())
    client = sign_in(report)
    first = send(client, report, "advance", key, to="accepted", note="Đã nhận.")
    again = send(client, report, "advance", key, to="accepted", note="Đã nhận.")
    assert (first.status_code, again.status_code) == (200, 200)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert report.events.count() == 2


def test_the_same_key_with_other_words_is_refused(sign_in: SignIn) -> None:
    report, key = filed(), str(uuid4())
    client = sign_in(report)
    send(client, report, "note", key, text="Đã xem.")
    other = send(client, report, "note", key, text="Chưa xem.")
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "idempotency_key_reused")
    assert send(client, report, "note", "khong-phai-uuid", text="Đã xem.").status_code == 422


def test_a_note_is_written_once(sign_in: SignIn) -> None:
    report, key = filed(), str(uuid4())
    client = sign_in(report)
    for _ in range(2):
        answer = send(client, report, "note", key, text="Cổng khóa, chiều quay lại.")
        assert answer.json()["history"][-1]["words"] == "Cổng khóa, chiều quay lại."
    assert report.events.count() == 2
    assert send(client, report, "note", text="").json()["errors"][0]["field"] == "text"


def test_what_was_done_is_answered_again_though_the_report_has_gone_elsewhere(sign_in: SignIn) -> None:
    report, key = filed(), str(uuid4())
    client = sign_in(report)
    send(client, report, "note", key, text="Đã xem.")
    report.involvements.all().delete()
    assert send(client, report, "note", key, text="Đã xem.").headers["Idempotency-Replayed"] == "true"
    assert send(client, report, "note", str(uuid4()), text="Đã xem.").status_code == 404


def test_a_conflict_is_not_remembered(sign_in: SignIn) -> None:
    report, key = filed(), str(uuid4())
    client = sign_in(report)
    moved(report, "accepted")
    report.version = 1
    assert send(client, report, "advance", key, to="in_progress").status_code == 409
    report.refresh_from_db()
    assert send(client, report, "advance", key, to="in_progress").json()["status"] == "in_progress"


def test_when_and_how_far_away_the_photo_was_taken_is_kept(sign_in: SignIn) -> None:
    report = filed()
    moved(report, "accepted")
    now = timezone.now()
    token = keep_upload(jpeg(), now=now).token
    taken_at = (now - timedelta(hours=2)).isoformat()
    wish: dict[str, Any] = {
        "to": "resolved",
        "photos": [token],
        "taken_at": taken_at,
        "distance_m": 12.5,
        "from_gallery": True,
    }
    assert send(sign_in(report), report, "advance", **wish).status_code == 200
    event = report.events.get(kind="resolved")
    assert event.data["distance_m"] == 12.5
    assert event.data["from_gallery"] is True
    photo = report.photos.get(is_after=True)
    assert photo.taken_at
    assert (photo.taken_at.isoformat(), photo.distance_m) == (event.data["taken_at"], 12.5)
    assert list(verify_history()) == []


def test_without_a_photo_nothing_is_said_of_one(sign_in: SignIn) -> None:
    report = filed()
    moved(report, "accepted")
    send(sign_in(report), report, "advance", to="resolved", note="Đã dọn.", distance_m=3)
    assert "distance_m" not in report.events.get(kind="resolved").data


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"distance_m": -1}, "distance_m"),
        ({"distance_m": "xa"}, "distance_m"),
        ({"taken_at": "hôm qua"}, "taken_at"),
        ({"from_gallery": "có"}, "from_gallery"),
    ],
)
def test_what_a_telephone_cannot_have_meant_is_refused(sign_in: SignIn, wish: dict[str, Any], field: str) -> None:
    report = filed()
    answer = send(sign_in(staff(report.unit).user), report, "advance", to="accepted", **wish)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
