"""What is not ours goes on to a neighbour, once, and what the neighbour says comes back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.models import Role, SettingChange
from backend.core.errors import Forbidden, Refused
from backend.reports.history import public_history, staff_history
from backend.reports.models import Report
from backend.reports.send_on import SentAlready, send_on
from backend.reports.verify import verify_history
from notifications.models import Parcel, Partner
from notifications.partners import book, polling, sending
from notifications.partners.book import WantedPartner
from tests.notifications.neighbour import Neighbour, Reply, breaks_off, neighbour, never_ends, redirects
from tests.notifications.test_letters import DENUNCIATION
from tests.reports.filing import CONTACT, filed, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house"), pytest.mark.database]
POST, LIST = "POST /v2/requests.json", "GET /v2/requests.json"
UPDATES = "GET /v2/servicerequestupdates.json"
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def other(settings: Settings) -> Iterator[Neighbour]:
    with neighbour() as here:
        settings.NEIGHBOURS_INSIDE = frozenset({f"127.0.0.1:{here.port}"})
        yield here


def wanted(endpoint: str, **changes: str) -> WantedPartner:
    wish: dict[str, Any] = {
        "name": "Gia Lâm", "endpoint": endpoint, "services": "household_waste = rac", "jurisdiction_id": "gialam.vn",
        "api_key": "khoa-rat-bi-mat", "reason": "Quy chế phối hợp.",
    }  # fmt: skip
    return WantedPartner(**wish | changes)


def partner_at(endpoint: str) -> Partner:
    return book.make(wanted(endpoint), by=staff(None, Role.ADMINISTRATOR), now=NOW)


def sent_on(other: Neighbour) -> Parcel:
    """Let a new report go on to the neighbour."""
    report, to = filed(now=NOW, contact=CONTACT), partner_at(other.endpoint)
    sending.send(report, str(to.pk), words="Bãi rác bên kia ranh giới.", by=staff(report.unit), now=NOW)
    return Parcel.objects.get()


def later(parcel: Parcel) -> Parcel:
    """Let the worker come round when the parcel is due again."""
    parcel.refresh_from_db()
    sending.drain(now=max(parcel.not_before, parcel.lease_until or NOW))
    parcel.refresh_from_db()
    return parcel


def test_a_report_is_posted_with_the_key_and_without_its_reporter(other: Neighbour) -> None:
    other.replies[POST] = (200, [{"service_request_id": "GL-7"}])
    parcel = later(sent_on(other))
    assert (parcel.remote_id, parcel.last_error, parcel.sent_at is not None) == ("GL-7", "", True)
    [posted] = other.posts()
    report = parcel.report
    assert (posted["service_code"], posted["api_key"], posted["jurisdiction_id"]) == (
        "rac", "khoa-rat-bi-mat", "gialam.vn",
    )  # fmt: skip
    assert (float(posted["lat"]), float(posted["long"])) == (report.lat, report.lon)
    assert "Bãi rác bên kia ranh giới." in posted["description"]
    assert f"/r/{report.code}" in posted["description"]
    for secret in (CONTACT.name, CONTACT.phone, CONTACT.email):
        assert not secret or secret not in str(posted)
    titles = [line.title for line in public_history(report)]
    assert titles[-2:] == ["Đã gửi sang Gia Lâm", "Gia Lâm đã nhận, mã GL-7"]
    assert report.code in Client().get(f"/r/{report.code}").content.decode()
    assert "Gia Lâm" in Client().get(f"/r/{report.code}").content.decode()
    assert list(verify_history(codes=[report.code])) == []
    sending.drain(now=NOW + timedelta(days=1))
    assert len(other.posts()) == 1


def test_a_broken_line_is_followed_by_a_look_not_by_a_second_post(other: Neighbour) -> None:
    parcel = sent_on(other)
    other.replies[POST] = breaks_off
    assert later(parcel).last_error == "broken_off"
    own = other.posts()[0]["description"]
    other.replies[LIST] = (200, [{"service_request_id": "x"}, {"service_request_id": "GL-8", "description": own}])
    assert later(parcel).remote_id == "GL-8"
    assert len(other.posts()) == 1


def test_a_worker_that_died_after_the_post_is_followed_by_a_look(other: Neighbour) -> None:
    parcel = sent_on(other)

    class Killed(BaseException):
        pass

    other.replies[POST] = (200, [{"service_request_id": "GL-9"}])

    def dies(*_one: object, **_more: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "_ticked_off", dies)
        with pytest.raises(Killed):
            sending.drain(now=NOW)
    parcel.refresh_from_db()
    assert (parcel.remote_id, parcel.posting_at is not None) == ("", True)
    assert sending.drain(now=NOW) == 0  # its lease holds
    own = other.posts()[0]["description"]
    other.replies[LIST] = (200, [{"service_request_id": "GL-9", "description": own}])
    assert later(parcel).remote_id == "GL-9"
    assert len(other.posts()) == 1


def test_while_a_look_is_not_answered_nothing_is_posted_again(other: Neighbour) -> None:
    parcel = sent_on(other)
    other.replies |= {POST: (502, []), LIST: (503, [])}
    later(parcel)
    later(parcel)
    assert len(other.posts()) == 1
    other.replies |= {POST: (200, [{"service_request_id": "1"}]), LIST: (200, [])}
    assert later(parcel).remote_id == "1"
    keys = {headers["Idempotency-Key"] for what, _fields, headers in other.asked if what == POST}
    assert (len(other.posts()), keys) == (2, {str(parcel.key)})


def test_a_token_is_asked_until_there_is_a_number(other: Neighbour) -> None:
    parcel = sent_on(other)
    other.replies |= {POST: (200, [{"token": "t 1"}]), "GET /v2/tokens/t%201.json": (200, [{"token": "t 1"}])}
    for _turn in range(12):
        assert later(parcel).last_error == "waits_for_its_number"
    other.replies["GET /v2/tokens/t%201.json"] = (200, [{"token": "t 1", "service_request_id": 77}])
    assert later(parcel).remote_id == "77"
    assert len(other.posts()) == 1


@pytest.mark.parametrize("status", [400, 403, 404])
def test_what_the_neighbour_refuses_is_given_up_and_the_unit_reads_it(other: Neighbour, status: int) -> None:
    other.replies[POST] = (status, [{"code": status, "description": "Không nhận."}])
    parcel = later(sent_on(other))
    assert (parcel.gave_up_at is not None, parcel.last_error) == (True, f"answered_{status}")
    report = parcel.report
    assert "Không gửi được sang Gia Lâm" not in [line.title for line in public_history(report)]
    lines = staff_history(report, reader=officer(report.unit, username="nguoi-xem"))
    assert lines[-1].title == "Không gửi được sang Gia Lâm"
    admin = Client()
    admin.force_login(officer(None, Role.ADMINISTRATOR, username="qt"), backend="moderation.sign_in.StaffBackend")
    assert report.code in admin.get("/staff/settings/partners").content.decode()


def test_a_neighbour_away_for_days_is_given_up_in_the_end(other: Neighbour, settings: Settings) -> None:
    parcel = sent_on(other)
    settings.NEIGHBOURS_INSIDE = frozenset()
    for _turn in range(sending.MOST_ATTEMPTS):
        later(parcel)
    assert (parcel.last_error, parcel.gave_up_at is not None) == ("inner_address", True)
    assert other.posts() == []


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (redirects, "answered_302"),
        (never_ends, "too_large"),
        ((200, b"<html>"), "not_understood"),
        ((200, b"[" * 100_000), "not_understood"),
        ((200, [1]), "not_understood"),
        ((200, [{"service_request_id": {"a": 1}}]), "not_understood"),
        ((200, []), "not_understood"),
        ((200, [{"service_request_id": True}]), "not_understood"),
    ],
)
def test_hostile_answers_put_off_and_break_nothing(other: Neighbour, reply: Reply, code: str) -> None:
    other.replies[POST] = reply
    parcel = later(sent_on(other))
    assert (parcel.last_error, parcel.remote_id, parcel.lease_until) == (code, "", None)


def arrived(other: Neighbour) -> Parcel:
    other.replies[POST] = (200, [{"service_request_id": "GL-7"}])
    return later(sent_on(other))


def test_updates_come_back_once_each_in_our_words(other: Neighbour) -> None:
    parcel = arrived(other)
    rows = [
        {"update_id": "1", "service_request_id": "GL-7", "status": "in_progress", "description": "Đang\x00 dọn."},
        {"update_id": 2, "service_request_id": "GL-7", "status": "FIXED", "description": "Đã dọn."},
        {"update_id": "3", "service_request_id": "khac", "status": "fixed", "description": "Của ai đó."},
        {"update_id": None, "service_request_id": "GL-7", "description": "Không số."},
    ]
    other.replies[UPDATES] = (200, rows)
    assert polling.poll(now=NOW + timedelta(hours=1)) == 2
    Parcel.objects.update(is_over=False)
    assert polling.poll(now=NOW + timedelta(hours=2)) == 0
    parcel.refresh_from_db()
    assert parcel.remote_status == "resolved"
    lines = public_history(parcel.report, for_reporter=True)[-2:]
    assert [line.title for line in lines] == ["Gia Lâm báo: Đang xử lý", "Gia Lâm báo: Đã xử lý"]
    assert [line.words for line in lines] == ["Đang dọn.", "Đã dọn."]
    assert Report.objects.get().status == "received"  # the unit's own steps stay the unit's


def test_a_neighbour_without_updates_is_read_by_its_statuses(other: Neighbour) -> None:
    parcel = arrived(other)
    other.replies[LIST] = (200, [{"service_request_id": "GL-7", "status": "open"}])
    assert polling.poll(now=NOW + timedelta(hours=1)) == 0
    other.replies[LIST] = (200, [{"service_request_id": "GL-7", "status": "closed", "status_notes": "Xong."}])
    assert polling.poll(now=NOW + timedelta(hours=1, minutes=1)) == 0  # it was asked a minute ago
    assert polling.poll(now=NOW + timedelta(hours=2)) == 1
    assert public_history(parcel.report)[-1].title == "Gia Lâm báo: Đã đóng"
    asked = len(other.asked)
    polling.poll(now=NOW + timedelta(hours=3))
    assert len(other.asked) == asked  # it is over


@pytest.mark.parametrize(
    "reply", [never_ends, redirects, breaks_off, (200, b"{{"), (200, [[1]]), (200, [{"status": 1}])]
)
def test_hostile_updates_say_nothing(other: Neighbour, reply: Reply) -> None:
    arrived(other)
    other.replies |= {UPDATES: reply, LIST: reply}
    assert polling.poll(now=NOW + timedelta(hours=1)) == 0


def test_a_report_goes_to_a_neighbour_once_and_not_what_is_held(other: Neighbour) -> None:
    parcel = sent_on(other)
    with pytest.raises(Refused):
        sending.send(parcel.report, str(parcel.partner_id), words="Nữa.", by=staff(parcel.report.unit), now=NOW)
    with pytest.raises(SentAlready):
        send_on(parcel.report, "Gia Lâm", words="Nữa.", by=staff(parcel.report.unit), now=NOW)
    held = filed(text=DENUNCIATION)
    with pytest.raises(Refused):
        sending.send(held, str(parcel.partner_id), words="Chuyển.", by=staff(held.unit), now=NOW)
    assert Parcel.objects.count() == 1


def test_the_form_stands_on_the_page_where_there_is_somewhere_to_send_it(other: Neighbour) -> None:
    report = filed()
    client = Client()
    client.force_login(officer(report.unit), backend="moderation.sign_in.StaffBackend")
    assert "Gửi sang hệ thống khác" not in client.get(f"/staff/r/{report.code}").content.decode()
    to = partner_at(other.endpoint)
    assert "Gửi sang hệ thống khác" in client.get(f"/staff/r/{report.code}").content.decode()
    sent = {"partner": str(to.pk), "note": "Bên kia ranh giới.", "version": report.version}
    assert client.post(f"/staff/r/{report.code}/act/send-on", sent).status_code == 302
    assert Parcel.objects.get().report == report
    assert "Gửi sang hệ thống khác" not in client.get(f"/staff/r/{report.code}").content.decode()


def test_the_key_lies_sealed_and_is_shown_to_nobody(other: Neighbour, settings: Settings) -> None:
    row = partner_at(other.endpoint)
    assert book.key_of(row) == "khoa-rat-bi-mat"
    for kept in (str(Partner.objects.values()), str(SettingChange.objects.values())):
        assert "khoa-rat-bi-mat" not in kept
    admin = Client()
    admin.force_login(officer(None, Role.ADMINISTRATOR, username="qt"), backend="moderation.sign_in.StaffBackend")
    page = admin.get("/staff/settings/partners").content.decode()
    assert "khoa-rat-bi-mat" not in page
    assert other.endpoint in page
    settings.SECRET_LINK_KEY = "another"
    assert book.key_of(row) == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"), ({"name": "x" * 61}, "name"), ({"endpoint": "http://8.8.8.8/v2"}, "endpoint"),
        ({"endpoint": "https://a:b@x/v2"}, "endpoint"), ({"endpoint": "https://x/v2?a=1"}, "endpoint"),
        ({"endpoint": "https://[/v2"}, "endpoint"), ({"endpoint": "https://x:99999/v2"}, "endpoint"),
        ({"services": ""}, "services"), ({"services": "khong_co = x"}, "services"),
        ({"services": "household_waste ="}, "services"), ({"reason": ""}, "reason"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_partner_is_refused_by_field(changes: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        book.make(
            wanted(**{"endpoint": "https://open311.gialam.example/v2"} | changes),
            by=staff(None, Role.ADMINISTRATOR),
            now=NOW,
        )
    assert refused.value.field == field


def test_only_the_administrator_sets_partners_up_and_ends_them(other: Neighbour) -> None:
    with pytest.raises(Forbidden):
        book.make(wanted(other.endpoint), by=staff(filed().unit), now=NOW)
    parcel = sent_on(other)
    admin = Client()
    admin.force_login(officer(None, Role.ADMINISTRATOR, username="qt"), backend="moderation.sign_in.StaffBackend")
    ends = f"/staff/settings/partners/{parcel.partner_id}/end"
    assert admin.post(ends, {"reason": "Hết thỏa thuận."}).status_code == 302
    assert admin.post(ends, {"reason": "Hết thỏa thuận."}).status_code == 404
    assert later(parcel).last_error == "partner_ended"
    assert book.partners_for(filed()) == []
    sent = vars(wanted(other.endpoint, name="Đông Anh"))
    assert admin.post("/staff/settings/partners", sent).status_code == 302
    assert admin.post("/staff/settings/partners", sent).status_code == 422
