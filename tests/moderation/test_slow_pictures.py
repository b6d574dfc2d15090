"""The worker that makes public pictures is too slow, or dies: that is said in words, and nothing is half public."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from backend.photos import clean as asking
from backend.photos.pool import Pool, WorkerFailed
from backend.reports.models import Report
from tests.accounts.keys import made_key
from tests.moderation.conftest import SignIn
from tests.reports.filing import filed, jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
WORDS = "Máy chủ chưa làm xong bản công khai của ảnh"


def let_fail(monkeypatch: pytest.MonkeyPatch, *, is_slow: bool = True) -> None:
    """Let the worker fail from now on."""

    def fail(_request: bytes) -> None:
        raise WorkerFailed(is_slow=is_slow)

    failing = Pool(1)
    monkeypatch.setattr(failing, "ask", fail)
    monkeypatch.setattr(asking, "pool", failing)


@pytest.fixture
def report() -> Report:
    return filed(photos=[jpeg()])


def check_nothing_changed(report: Report) -> None:
    report.refresh_from_db()
    assert (report.photos.get().public_name, report.version, report.events.count()) == ("", 1, 1)


@pytest.mark.parametrize("is_slow", [True, False])
def test_a_program_is_told_to_come_again(
    sign_in: SignIn, report: Report, monkeypatch: pytest.MonkeyPatch, *, is_slow: bool
) -> None:
    client, photo = sign_in(report), report.photos.get()
    wish: dict[str, Any] = {"text": "Rác.", "photos": [photo.pk], "version": 1}
    address = f"/api/v1/staff/reports/{report.code}/publish"
    with monkeypatch.context() as while_it_fails:
        let_fail(while_it_fails, is_slow=is_slow)
        answer = client.post(address, wish, content_type="application/json", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()["errors"][0]
    assert (said["field"], said["code"]) == ("photos", "not_rendered")
    assert said["message"].startswith("The server has not finished the public picture")
    check_nothing_changed(report)
    assert client.post(address, wish, content_type="application/json").json()["published"] is True


def test_the_page_keeps_what_was_typed_and_says_why(
    sign_in: SignIn, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, photo = sign_in(report), report.photos.get()
    let_fail(monkeypatch)
    page = client.post(f"/staff/r/{report.code}/publish", {"text": "Rác ở đây.", "photo": [photo.pk], "version": 1})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert WORDS in page.content.decode()
    check_nothing_changed(report)


def test_a_step_that_lets_a_photo_out_is_not_taken(
    sign_in: SignIn, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, photo = sign_in(report), report.photos.get()
    let_fail(monkeypatch)
    typed = {"to": "accepted", "note": "Đã nhận.", "release": "1", "text": "Rác.", "photo": [photo.pk], "version": 1}
    page = client.post(f"/staff/r/{report.code}/advance", typed)
    assert (page.status_code, WORDS in page.content.decode()) == (503, True)
    check_nothing_changed(report)


def test_a_photo_that_is_public_stays_as_it_was_where_it_cannot_be_covered(
    sign_in: SignIn, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, photo = sign_in(report), report.photos.get()
    wish = {"text": "Rác.", "photos": [photo.pk]}
    client.post(f"/api/v1/staff/reports/{report.code}/publish", wish, content_type="application/json")
    photo.refresh_from_db()
    let_fail(monkeypatch)
    page = client.post(f"/staff/r/{report.code}/photos/{photo.pk}/cover", {"boxes": "10 10 20 20", "turn": "0"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    before = photo.public_name
    photo.refresh_from_db()
    assert (photo.public_name, photo.boxes) == (before, [])


def test_a_system_whose_reports_are_public_at_once_is_told_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    _row, key = made_key(publishes_at_once=True)
    client = Client()
    token = client.post("/api/v1/photos", {"photo": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")}).json()["token"]
    let_fail(monkeypatch)
    wish = {"category": "household_waste", "text": "Rác.", "lat": 21.045795, "lon": 105.869766, "photo_tokens": [token]}
    said = {"Authorization": f"Bearer {key}"}
    answer = client.post("/api/v1/reports", wish, content_type="application/json", headers=said)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30"), answer.json()
    assert not Report.objects.exists()
