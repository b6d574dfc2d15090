"""Updates: what happened goes out with FixMyStreet's words, what is said there comes in."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.reports.lifecycle import Move, advance
from backend.reports.models import OutsideLink, Report, Status
from backend.reports.undo import undo
from backend.reports.verify import verify_history
from citizen_api.open311 import statuses
from citizen_api.open311.moments import written
from tests.citizen_api.open311.calls import JSON, V2, filed_id, post, read, tree, wrong
from tests.reports.filing import filed, jpeg, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
FIXMYSTREET = [
    "open", "closed", "fixed", "in_progress", "planned", "action_scheduled", "investigating", "duplicate",
    "not_councils_responsibility", "no_further_action", "internal_referral", "reopen", "for_triage",
]  # fmt: skip


def say(client: Client, key: str, number: str, **fields: str) -> dict[str, str | None]:
    """POST an update and return what is answered."""
    answer = client.post(f"{V2}/servicerequestupdates.json", {"api_key": key, "service_request_id": number} | fields)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, JSON), answer.content
    (one,) = json.loads(answer.content)
    return dict(one)


def test_every_status_of_theirs_is_one_of_ours_and_every_one_of_ours_is_one_of_theirs() -> None:
    assert all(statuses.ours(word) for word in FIXMYSTREET)
    assert statuses.ours("In Progress") == statuses.ours("IN_PROGRESS") == Status.IN_PROGRESS
    assert {statuses.detailed(status) for status in Status} <= set(FIXMYSTREET)
    assert statuses.detailed(Status.REJECTED, "outside_district") == "not_councils_responsibility"
    assert {
        statuses.ours(statuses.detailed(one)) for one in (Status.ACCEPTED, Status.IN_PROGRESS, Status.RESOLVED)
    } == {
        Status.ACCEPTED,
        Status.IN_PROGRESS,
        Status.RESOLVED,
    }
    assert statuses.ours("nothing") is None


@pytest.mark.database
def test_steps_go_out_in_their_order_with_words_and_extended_statuses(client: Client) -> None:
    start = timezone.now() - timedelta(hours=1)
    report = moved(filed(now=start), Status.ACCEPTED, Status.IN_PROGRESS, Status.RESOLVED, now=start, note="Đã dọn.")
    filed(now=start, category="restaurant_food")  # nobody looked at it yet
    found = read(client, "servicerequestupdates")
    assert [one["status"] for one in found] == ["investigating", "in_progress", "fixed"]
    assert {one["service_request_id"] for one in found} == {report.code}
    assert [int(one["update_id"]) for one in found] == sorted(int(one["update_id"]) for one in found)
    assert found[2]["updated_datetime"] == written(start + timedelta(minutes=3))
    assert "Đã dọn." in found[2]["description"]
    xml = tree(client, "servicerequestupdates")
    assert xml.tag == "service_request_updates"
    assert [one.findtext("status") for one in xml.findall("request_update")] == [one["status"] for one in found]
    at = written(start + timedelta(minutes=2))
    between = read(client, "servicerequestupdates", start_date=at, end_date=at)
    assert [one["status"] for one in between] == ["in_progress"]
    assert read(client, "servicerequestupdates", service_request_id="NOTHING1") == []
    assert len(read(client, "servicerequestupdates", page="2", page_size="2")) == 1


def test_a_step_taken_back_goes_out_with_its_undoing_and_without_its_words(client: Client) -> None:
    now = timezone.now() - timedelta(minutes=5)
    report = moved(filed(now=now), Status.ACCEPTED, now=now)
    by, at = staff(report.unit), now + timedelta(minutes=2)
    event = advance(report, Status.RESOLVED, by=by, now=at, move=Move(note="Nhầm phản ánh khác."))
    undo(event, by=by, now=at + timedelta(seconds=5))
    found = read(client, "servicerequestupdates")
    assert [one["status"] for one in found] == ["investigating", "fixed", "investigating"]
    assert "Nhầm" not in json.dumps(found, ensure_ascii=False)
    (shown,) = read(client, "requests")
    assert (shown["status"], "Nhầm" in shown["status_notes"]) == ("open", False)


@pytest.mark.database
def test_a_message_is_kept_for_staff_once_and_moves_nothing_in_the_midst_of_work(
    client: Client, key: str, settings: Settings
) -> None:
    report = Report.objects.get(code=filed_id(client, key))
    moved(report, Status.ACCEPTED, now=timezone.now())
    fields = {"update_id": "638344", "status": "FIXED", "description": "Tôi thấy sạch rồi.", "title": "Cập nhật"}
    first = say(client, key, report.code, **fields)
    assert say(client, key, report.code, **fields) == first
    report.refresh_from_db()
    event = report.events.get(kind="program_said")
    assert (first["update_id"], event.is_public, event.actor_name) == (str(event.seq), False, "FixMyStreet")
    assert report.status == Status.ACCEPTED
    settings.STAFF_MFA = "optional"
    colleague = Client()
    colleague.force_login(officer(report.unit))
    page = colleague.get(f"/staff/r/{report.code}").content.decode()
    assert "Tôi thấy sạch rồi." in page
    assert "Hệ thống khác báo: Đã xử lý" in page
    assert "sạch rồi" not in client.get(f"/r/{report.code}").content.decode()
    assert not list(verify_history())


@pytest.mark.database
def test_the_program_that_sent_a_report_answers_closes_and_reopens_for_its_reporter(client: Client, key: str) -> None:
    report = Report.objects.get(code=filed_id(client, key))
    now = timezone.now()
    moved(report, Status.ACCEPTED, Status.NEEDS_INFO, now=now)
    say(client, key, report.code, status="OPEN", description="Trước nhà số 12.")
    report.refresh_from_db()
    assert report.status == Status.ACCEPTED
    moved(report, Status.RESOLVED, now=now)
    say(client, key, report.code, status="OPEN", description="Vẫn còn rác.", update_id="2")
    report.refresh_from_db()
    assert report.status == Status.ACCEPTED
    moved(report, Status.RESOLVED, now=now)
    say(client, key, report.code, status="CLOSED")
    report.refresh_from_db()
    assert (report.status, report.satisfied) == (Status.CLOSED, None)
    Report.objects.filter(pk=report.pk).update(closed_at=now - timedelta(days=8))
    say(client, key, report.code, status="OPEN", description="Lại bẩn.")
    report.refresh_from_db()
    assert report.status == Status.CLOSED
    assert report.events.order_by("-number")[0].kind == "program_said"
    assert not list(verify_history())


def test_a_program_moves_nothing_that_others_sent_and_sees_nothing_that_is_not_public(
    client: Client, key: str, careful_key: str
) -> None:
    now = timezone.now()
    public, hidden = filed(now=now), filed(now=now, category="restaurant_food", lat=21.0470)
    moved(public, Status.ACCEPTED, Status.RESOLVED, now=now)
    say(client, key, public.code, status="OPEN", description="Chưa xong.")
    public.refresh_from_db()
    assert public.status == Status.RESOLVED
    fields = {"api_key": key, "service_request_id": hidden.code, "description": "x"}
    assert client.post(f"{V2}/servicerequestupdates.json", fields).status_code == 404
    own = filed_id(client, careful_key)
    say(client, careful_key, own, description="Thêm: ở đầu ngõ.")
    assert Report.objects.get(code=own).events.count() == 2


def test_pictures_and_links_of_a_message_are_for_staff(client: Client, key: str) -> None:
    number = filed_id(client, key)
    picture = SimpleUploadedFile("a.jpg", jpeg(), content_type="image/jpeg")
    fields = {"api_key": key, "service_request_id": number, "media_url": "https://example.org/a.jpg", "media": picture}
    assert client.post(f"{V2}/servicerequestupdates.json", fields).status_code == 200
    report = Report.objects.get(code=number)
    assert (report.photo_count, report.photos.get().public_name) == (1, "")
    assert OutsideLink.objects.get().url == "https://example.org/a.jpg"
    assert "example.org" not in json.dumps(read(client, "servicerequestupdates"))


@pytest.mark.parametrize(
    ("fields", "status", "named"),
    [
        ({"service_request_id": ""}, 400, "service_request_id"),
        ({"service_request_id": "NOTHING1"}, 404, ""),
        ({"status": "nothing"}, 400, "status"),
        ({"updated_datetime": "soon"}, 400, "updated_datetime"),
        ({"description": ""}, 400, "description"),
        ({"description": "x" * 5000}, 400, "description"),
        ({"media_url": "file:///etc/passwd"}, 400, "media_url"),
    ],
)
def test_an_update_that_cannot_be_taken_says_why(
    client: Client, key: str, fields: dict[str, str], status: int, named: str
) -> None:
    number = filed_id(client, key)
    sent = {"api_key": key, "service_request_id": number, "description": "Thử."} | fields
    answer = client.post(f"{V2}/servicerequestupdates.json", sent)
    assert answer.status_code == status
    assert wrong(answer).startswith(named)


def test_the_test_endpoint_keeps_no_update(client: Client, key: str) -> None:
    number = filed_id(client, key)
    fields = {"api_key": key, "service_request_id": number, "description": "Thử."}
    assert client.post("/open311/test/v2/servicerequestupdates.json", fields).status_code == 200
    assert Report.objects.get().events.count() == 1
    assert post(client, key, "servicerequestupdates", service_request_id=number, description="Thật.").status_code == 200
