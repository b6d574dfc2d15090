"""Notices on residents' telephones: what a push service gets, what the telephone shows, and what is erased."""

import json
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from backend.reports.area_digest import announce
from backend.reports.follow_by_browser import MOST
from backend.reports.lifecycle import advance
from backend.reports.links import secret_of
from backend.reports.models import AreaFollower, Contact, Follower, Report, Status
from backend.reports.models import Browser as Known
from notifications.dispatch import drain
from notifications.models import Carrier, Letter
from tests.notifications.push_service import Browser, claims_of, plain
from tests.notifications.test_letters import DENUNCIATION
from tests.reports.filing import CITY, CONTACT, NOW, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
SOON = timedelta(minutes=5)
EVENING = datetime(2026, 11, 25, 18, 1, tzinfo=CITY)


def told(browser: Browser, address: str, act: str, *, name: str = "mine", **more: str) -> tuple[int, dict[str, Any]]:
    """Tell the page's address what its script would, and return (status, what it answers)."""
    keys = {"endpoint": f"{browser.address}/{name}", "p256dh": browser.p256dh, "auth": plain(browser.auth)}
    answer = Client(enforce_csrf_checks=True).post(address, {"act": act, **keys, **more})
    return answer.status_code, answer.json()


def followed(browser: Browser, report: Report, **more: str) -> Follower:
    status, said = told(browser, f"/r/{report.code}/push", "start", **more)
    assert (status, said["following"]) == (HTTPStatus.OK, True)
    Follower.objects.update(confirmed_at=NOW, asked_at=NOW)  # the door reads the clock, this story has its own
    return Follower.objects.get(report=report)


def test_who_follows_a_report_is_shown_its_news_encrypted_for_their_browser_alone(browser: Browser) -> None:
    report = filed(contact=CONTACT)
    followed(browser, report)
    moved(report, "accepted", note="Chị Hằng ở số 5 sẽ xem.")
    drain(NOW + SOON)
    headers, body = browser.asked[-1]
    assert headers["content-encoding"] == "aes128gcm"
    assert claims_of(headers["authorization"])["aud"] == browser.address
    assert report.code.encode() not in body
    notice = browser.read()
    assert set(notice) == {"title", "body", "url", "tag"}
    assert "Đã tiếp nhận" in notice["title"]
    assert notice["url"].endswith(f"/r/{report.code}")
    assert "Ngọc Lâm" in notice["body"]
    assert "Hằng" not in json.dumps(notice, ensure_ascii=False)
    assert [one.carrier for one in Letter.objects.filter(recipient__startswith="follower:", sent_at__isnull=False)] == [
        Carrier.PUSH
    ]


def test_the_reporter_hears_what_is_asked_of_them_and_others_do_not(browser: Browser) -> None:
    report = filed()
    followed(browser, report, key=secret_of(report))
    assert Follower.objects.get().is_reporter
    told(browser, f"/r/{report.code}/push", "start", name="other")
    moved(report, "accepted", "needs_info", note="Rác ở đầu ngõ nào?")
    drain(NOW + SOON)
    shown = [one for one in browser.all_read() if "Chờ bổ sung" in one["title"]]
    assert len(shown) == 1
    assert "cần hỏi thêm ông/bà" in shown[0]["body"]
    assert secret_of(report) not in json.dumps(browser.all_read())


def test_the_reporter_of_a_held_report_hears_and_nobody_else_may(browser: Browser) -> None:
    report = filed(text=DENUNCIATION)
    assert told(browser, f"/r/{report.code}/push", "start")[0] == HTTPStatus.CONFLICT
    assert told(browser, f"/r/{report.code}/push", "start", key=secret_of(report))[0] == HTTPStatus.OK


def test_one_tap_stops_it_and_erases_the_telephones_address(browser: Browser) -> None:
    report = filed()
    followed(browser, report)
    address = f"/r/{report.code}/push"
    assert told(browser, address, "look")[1]["following"]
    assert not told(browser, address, "look", name="other")[1]["following"]
    told(browser, address, "stop", name="other")  # of another telephone: nothing of this one's
    moved(report, "accepted")
    drain(NOW)  # the notice is written down and waits
    assert told(browser, address, "stop")[1]["following"] is False
    drain(NOW + SOON)
    assert not browser.asked
    assert not Known.objects.exists()
    assert not Contact.objects.filter(by_browser=True).exists()
    assert Follower.objects.get().stopped_at


@pytest.mark.parametrize("status", [HTTPStatus.NOT_FOUND, HTTPStatus.GONE])
def test_a_telephone_that_took_its_permission_back_is_erased_from_all_it_followed(
    browser: Browser, status: HTTPStatus
) -> None:
    report, other = filed(), filed(lat=21.0470)
    for one in (report, other):
        followed(browser, one)
    browser.status = status
    moved(report, "accepted")
    drain(NOW + SOON)
    assert not Known.objects.exists()
    assert not Follower.objects.filter(stopped_at=None).exists()
    assert Letter.objects.get(carrier=Carrier.PUSH).last_error == "no_address"


def test_a_service_that_fails_is_tried_again_and_the_notice_shown_once(browser: Browser) -> None:
    report = filed()
    followed(browser, report)
    browser.status = 503
    moved(report, "accepted")
    drain(NOW + SOON)
    browser.status = 201
    drain(NOW + SOON + timedelta(minutes=2))
    drain(NOW + SOON + timedelta(minutes=20))
    assert [one["title"] for one in browser.all_read()] == [browser.read()["title"]] * 2  # refused, then taken
    assert Letter.objects.get(carrier=Carrier.PUSH).sent_at


def test_no_telephone_rings_in_the_night(browser: Browser) -> None:
    report = filed()
    followed(browser, report)
    night = datetime(2026, 11, 25, 23, 0, tzinfo=CITY)
    advance(report, Status.ACCEPTED, by=staff(report.unit), now=night)
    drain(night + SOON)
    assert not browser.asked
    drain(datetime(2026, 11, 26, 7, 1, tzinfo=CITY))
    assert len(browser.asked) == 1


def test_who_follows_a_street_is_told_in_the_evening_how_many(browser: Browser) -> None:
    announce(NOW)
    first = filed(now=NOW)
    street = str(first.street_id)
    assert told(browser, "/follow/push", "start", street=street)[0] == HTTPStatus.OK
    assert told(browser, "/follow/push", "look", street=street)[1]["following"]
    told(browser, "/follow/push", "start", street=street, group="food")  # and thinks better of it
    told(browser, "/follow/push", "start", street=street)
    AreaFollower.objects.update(confirmed_at=NOW, asked_at=NOW)
    later = NOW + timedelta(hours=1)
    for lat in (21.0458, 21.0459):
        filed(now=later, lat=lat)
    announce(EVENING)
    drain(EVENING + SOON)
    assert [(one["title"], one["body"]) for one in browser.all_read()] == [("Phố Ngọc Lâm", "Hôm nay: 2 phản ánh mới.")]
    assert browser.read()["url"].endswith(f"/follow?street={street}")


def test_strange_services_bad_keys_and_very_many_things_are_refused(browser: Browser) -> None:
    report = filed()
    address = f"/r/{report.code}/push"
    for endpoint in ("http://169.254.169.254/latest", "https://evil.example/x", "file:///etc/passwd", ""):
        answer = Client().post(address, {"act": "start", "endpoint": endpoint, "p256dh": browser.p256dh, "auth": "x"})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert told(browser, address, "start", p256dh="x")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert told(browser, "/follow/push", "start")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert told(browser, "/follow/push", "start", ward="khong-co")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    status, said = told(browser, "/r/ZZZZZZZZ/push", "start")
    assert (status, said["detail"]) == (HTTPStatus.NOT_FOUND, "Không có phản ánh này.")
    for number in range(MOST):
        assert told(browser, f"/r/{filed(lat=21.0460 + number * 1e-4).code}/push", "start")[0] == HTTPStatus.OK
    assert told(browser, address, "start")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Known.objects.count() == MOST


def test_no_more_browsers_hear_of_one_report_than_there_is_room_for(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.reports.follow_by_browser.MOST_OF_REPORT", 1)
    report = filed()
    followed(browser, report)
    status, said = told(browser, f"/r/{report.code}/push", "start", name="another")
    assert (status, "thư điện tử" in said["detail"]) == (422, True)
    assert told(browser, f"/r/{report.code}/push", "start")[0] == HTTPStatus.OK  # the one that has its place


@pytest.mark.database
@pytest.mark.parametrize("endpoint", ["https://[", "\0", "https://fcm.googleapis.com/\0"])
def test_an_address_that_is_none_follows_nothing(browser: Browser, endpoint: str) -> None:
    address = f"/r/{filed().code}/push"
    assert told(browser, address, "start", endpoint=endpoint)[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [told(browser, address, act, endpoint=endpoint)[0] for act in ("stop", "look")] == [HTTPStatus.OK] * 2


@pytest.mark.database
@pytest.mark.parametrize("query", ["ward=ngoc-lam&group=%00", "ward=ngoc-lam&group=xyz", "at=21.04,105.87&radius_m=7"])
def test_an_area_that_cannot_be_followed_has_no_page(query: str) -> None:
    assert Client().get(f"/follow?{query}").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
