"""Whom a report concerns, too: once a visitor, and letters only to addresses that said yes."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from backend.core.errors import Refused
from backend.reports.act import NotOpen, Overtaken
from backend.reports.asking import (
    CONFIRM_WITHIN,
    MOST_UNCONFIRMED,
    REST,
    AskedOften,
    confirm,
    forget_unconfirmed,
    stop,
)
from backend.reports.assign import assign
from backend.reports.codes import spoken_code
from backend.reports.history import public_history
from backend.reports.lifecycle import Move, advance
from backend.reports.links import follow_url, secret_of
from backend.reports.models import Contact, Follower, Kind, Report, Screening, Status, Supporter
from backend.reports.screening import screen
from backend.reports.support import Support, others_with_it, support
from backend.reports.undo import undo
from backend.reports.verify import verify_history
from notifications.dispatch import drain
from tests.citizen_api.api.calls import REPORTS, faults, post
from tests.citizen_api.pages.browsing import Browser
from tests.reports.filing import NOW, filed, moved, officer, staff
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SOON = timedelta(seconds=11)
HANNAH = Support(visitor="a" * 32, email="hang@dan.example")


def _others(main: Report) -> int:
    row = Report.objects.get(pk=main.pk)
    return others_with_it(row, row.merged.order_by("id"))


def following(report: Report, wanted: Support = HANNAH) -> Follower:
    support(report, wanted, now=NOW)
    follower = Follower.objects.select_related("report").get(contact__email=wanted.email, report=report)
    confirm(follower, now=NOW)
    return follower


@pytest.mark.database
def test_a_visitor_counts_once_however_often_and_others_beside() -> None:
    report = filed()
    for visitor in ("a" * 32, "a" * 32, "b" * 32):
        support(report, Support(visitor=visitor), now=NOW)
    report.refresh_from_db()
    assert (report.supporters, Supporter.objects.count(), report.version) == (2, 2, 1)
    assert not Follower.objects.exists()
    assert not list(verify_history())


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_many_at_once_are_counted_each_and_the_same_once() -> None:
    report = filed()
    deeds = [partial(support, report, Support(visitor=str(number % 3) * 32), now=NOW) for number in range(6)]
    assert not [one for one in together(deeds) if isinstance(one, Refused)]
    report.refresh_from_db()
    assert (report.supporters, Supporter.objects.count()) == (3, 3)


def test_of_a_duplicate_the_report_it_repeats_is_supported() -> None:
    main, twin = filed(), filed(lat=21.0459)
    advance(twin, Status.DUPLICATE, by=staff(main.unit), now=NOW, move=Move(main=main))
    twin.refresh_from_db()
    assert support(twin, Support(visitor="a" * 32), now=NOW) == main
    assert Report.objects.get(pk=main.pk).supporters == 1


def test_merging_keeps_the_count_of_people_and_taking_it_back_too() -> None:
    main, twin, third = filed(), filed(lat=21.0459), filed(lat=21.0460)
    support(main, Support(visitor="a" * 32), now=NOW)
    support(twin, Support(visitor="b" * 32), now=NOW)
    by = staff(main.unit)
    events = [
        advance(one, Status.DUPLICATE, by=by, now=NOW, move=Move(main=Report.objects.get(pk=main.pk)))
        for one in (twin, third)
    ]
    assert _others(main) == 4  # two who sent it, two who support it
    undo(events[0], by=by, now=NOW)
    assert _others(main) == 2


def test_what_is_over_or_held_is_not_supported() -> None:
    done, spam = moved(filed(), "accepted", "resolved"), filed(lat=21.0470)
    screen(spam, Screening.SPAM, by=staff(spam.unit), now=NOW, note="Tin rác.")
    for report in (done, spam):
        with pytest.raises(NotOpen):
            support(report, Support(visitor="a" * 32), now=NOW)
    assert not Supporter.objects.exists()


def test_taking_an_act_back_takes_no_support_away() -> None:
    report = filed()
    event = assign(report, officer(report.unit), by=staff(report.unit), now=NOW)
    support(report, HANNAH, now=NOW)
    undo(event, by=staff(report.unit), now=NOW + timedelta(seconds=5))
    report.refresh_from_db()
    assert (report.supporters, report.assignee) == (1, None)


def test_the_address_is_asked_first_and_hears_only_after_yes(mailoutbox: list[EmailMessage]) -> None:
    report = filed()
    support(report, HANNAH, now=NOW)
    moved(report, "accepted")
    drain(NOW + timedelta(minutes=2))
    asked = [mail for mail in mailoutbox if mail.to == ["hang@dan.example"]]
    assert len(asked) == 1
    assert "Xác nhận theo dõi" in asked[0].subject
    assert follow_url(Follower.objects.get()) in asked[0].body

    confirm(Follower.objects.get(), now=NOW)
    moved(report, "resolved", now=NOW + timedelta(hours=1), note="Đã dọn, cảm ơn bà Hằng.")
    drain(NOW + timedelta(hours=1, minutes=2))
    news = [mail for mail in mailoutbox if mail.to == ["hang@dan.example"]][1:]
    assert len(news) == 1
    body = str(news[0].body)
    assert "đã xử lý" in news[0].subject.lower()
    assert secret_of(report) not in body
    assert "Hằng" not in body  # words of staff are read on the page, where they can be taken down
    assert "key=" in body
    assert news[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_who_stops_is_erased_and_hears_no_more(mailoutbox: list[EmailMessage]) -> None:
    report = filed()
    follower = following(report)
    moved(report, "accepted")
    drain(NOW)  # the letter is written down and waits
    stop(follower, now=NOW)
    stop(follower, now=NOW)
    drain(NOW + timedelta(minutes=5))
    assert not [mail for mail in mailoutbox if mail.to == ["hang@dan.example"]]
    assert not Contact.objects.filter(email="hang@dan.example").exists()
    assert Report.objects.get(pk=report.pk).supporters == 1
    assert not list(verify_history())


def test_what_staff_say_among_themselves_is_told_to_no_follower(mailoutbox: list[EmailMessage]) -> None:
    report = filed()
    following(report)
    assign(report, officer(report.unit), by=staff(report.unit), now=NOW)
    drain(NOW + SOON)
    assert [mail.subject for mail in mailoutbox if mail.to == ["hang@dan.example"]] == [
        mail.subject for mail in mailoutbox if "Xác nhận" in mail.subject
    ]
    assert Kind.FOLLOWED not in [line.kind for line in public_history(report)]


def test_an_address_is_asked_once_and_never_flooded() -> None:
    report = filed()
    for visitor in "abc":
        support(report, Support(visitor=visitor * 32, email="Hang@dan.example"), now=NOW)
    assert Follower.objects.count() == 1
    for number in range(MOST_UNCONFIRMED - 1):
        support(filed(lat=21.0460 + number * 1e-4), HANNAH, now=NOW)
    with pytest.raises(AskedOften):
        support(filed(lat=21.0478), HANNAH, now=NOW)
    assert Follower.objects.count() == MOST_UNCONFIRMED


def test_addresses_nobody_confirmed_are_erased_in_time() -> None:
    support(filed(), HANNAH, now=NOW)
    kept = following(filed(lat=21.0460), Support(visitor="b" * 32, email="lan@dan.example"))
    assert forget_unconfirmed(NOW + CONFIRM_WITHIN - timedelta(seconds=1)) == 0
    assert forget_unconfirmed(NOW + CONFIRM_WITHIN) == 1
    assert list(Follower.objects.filter(stopped_at=None)) == [kept]
    assert list(Contact.objects.exclude(email="").values_list("email", flat=True)) == ["lan@dan.example"]
    forget_unconfirmed(NOW + CONFIRM_WITHIN + REST)
    assert list(Follower.objects.all()) == [kept]


def test_who_said_no_is_not_asked_again_for_a_while() -> None:
    report = filed()
    support(report, HANNAH, now=NOW)
    stop(Follower.objects.get(), now=NOW)
    support(report, HANNAH, now=NOW + timedelta(days=1))
    assert report.events.filter(kind=Kind.FOLLOWED).count() == 1
    for number in range(MOST_UNCONFIRMED - 1):
        other = filed(lat=21.0460 + number * 1e-4)
        support(other, HANNAH, now=NOW)
        stop(Follower.objects.get(report=other), now=NOW)
    with pytest.raises(AskedOften):
        support(filed(lat=21.0478), HANNAH, now=NOW)


def test_who_followed_a_duplicate_hears_of_the_report_it_repeats(mailoutbox: list[EmailMessage]) -> None:
    main, twin = filed(), filed(lat=21.0459)
    following(twin)
    advance(twin, Status.DUPLICATE, by=staff(main.unit), now=NOW, move=Move(main=main))
    moved(main, "accepted", now=NOW + timedelta(minutes=5))
    drain(NOW + timedelta(minutes=10))
    told = [mail.subject for mail in mailoutbox if mail.to == ["hang@dan.example"] and "Xác nhận" not in mail.subject]
    assert [spoken_code(main.code) in subject for subject in told] == [False, True]


@pytest.mark.parametrize("email", ["khong-phai", "a@b", "x" * 250 + "@dan.example", "a@dan.example\nBcc: b@d.example"])
def test_what_is_no_address_is_refused_and_nothing_counted(email: str) -> None:
    with pytest.raises(Refused) as refused:
        support(filed(), Support(visitor="a" * 32, email=email), now=NOW)
    assert refused.value.field == "contact_email"
    assert not isinstance(refused.value, Overtaken)
    assert not Supporter.objects.exists()


def test_a_program_says_it_once_with_a_cookie_or_without(client: Client) -> None:
    report = filed()
    address = f"{REPORTS}/{report.code}/support"
    with_cookie = [post(client, address), post(client, address)]
    assert [answer.json()["supporters"] for answer in with_cookie] == [1, 1]
    assert post(Client(), address).json()["supporters"] == 1  # the same address and program, its cookie thrown away
    other = Client(headers={"User-Agent": "other/1.0"})
    assert post(other, address).json()["supporters"] == 2
    assert faults(post(client, address, contact_email="khong-phai")) == {("contact_email", "invalid_email")}
    assert post(client, f"{REPORTS}/ZZZZZZZZ/support").status_code == 404


def test_a_resident_presses_the_button_confirms_by_letter_and_stops(city: None, mailoutbox: list[EmailMessage]) -> None:
    report = filed()
    browser = Browser(Client(enforce_csrf_checks=True))
    page = browser.open(f"/r/{report.code}")
    page = browser.press(page, "", ending="/support", contact_email="hang@dan.example")
    assert "Đã ghi nhận" in page.text
    assert "1 người cũng gặp" in page.text
    page = browser.press(page, "", ending="/support", contact_email="sai")
    assert (page.status, page.values("contact_email", "/support")) == (422, ["sai"])
    drain(Follower.objects.get().event.at + SOON)
    found = re.search(r"https?://\S+/theo-doi/\S+", str(mailoutbox[-1].body))
    assert found
    address = "/theo-doi/" + found[0].partition("/theo-doi/")[2]
    question = browser.open(address)
    assert question.response.headers["Referrer-Policy"] == "no-referrer"
    assert Follower.objects.get().confirmed_at is None  # looking is no yes
    answered = browser.client.post(address, {"act": "confirm"})
    assert "Ông/bà đang nhận tin" in answered.content.decode()
    assert Follower.objects.get().confirmed_at is not None
    assert browser.client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Contact.objects.filter(email="hang@dan.example").exists()
    assert browser.open(address).status == 404
    assert browser.open(address[:-3]).status == 404


def test_the_reporter_and_what_is_over_have_no_button() -> None:
    report = filed()
    browser = Browser(Client())
    assert "Tôi cũng gặp" in browser.open(f"/r/{report.code}").text
    assert "Tôi cũng gặp" not in browser.open(f"/r/{report.code}?key={secret_of(report)}").text
    moved(report, "accepted", "resolved")
    assert "Tôi cũng gặp" not in browser.open(f"/r/{report.code}").text
