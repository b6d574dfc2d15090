"""News on open pages: who hears what, in which order, how soon."""

import json
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import OperationalError
from pytest_django import Settings
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from backend.accounts.models import Membership, Role
from backend.reports.models import Screening
from backend.reports.note import note
from backend.routing.models import Unit
from notifications.live import hub as hub_module
from notifications.live import socket as socket_module
from notifications.live.news import after, latest_seq
from tests.notifications.live_server import (
    closed_with,
    heard,
    inbox_of,
    open_inbox,
    open_report,
    serving,
    signed_in,
)
from tests.notifications.test_letters import DENUNCIATION
from tests.reports.filing import NOW, filed, moved, officer, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("house"), pytest.mark.database]

WORDS: tuple[tuple[str | bytes, int], ...] = (
    ("hello", 4400),
    ('{"since": "1"}', 4400),
    ('{"since": true}', 4400),
    ('{"since": -1}', 4400),
    ('{"since": 9223372036854775808}', 4400),
    ("[]", 4400),
    ('{"since": 1, "x": "' + "x" * 300 + '"}', 1009),
    (b"\x00", 1009),
)


@pytest.fixture
def address() -> Iterator[str]:
    with serving() as address:
        yield address


def committee() -> Unit:
    return Unit.objects.get(slug="ubnd-ngoc-lam")


def test_a_new_report_is_in_the_open_inbox_within_a_second(address: str) -> None:
    unit = filed().unit
    with inbox_of(officer(unit), address) as page:
        settled(page)
        began = time.monotonic()
        report = filed()
        [said] = heard(page)
        assert time.monotonic() - began < 1.0
        assert said == {
            "event": "report.created",
            "code": report.code,
            "unit": report.unit.code,
            "ward": report.ward.code,
            "status": "received",
            "seq": latest_seq(),
        }
        moved(report, "accepted")
        [said] = heard(page)
        assert (said["event"], said["status"]) == ("report.changed", "accepted")


def settled(page: object) -> None:
    """Wait until the page is heard by the hub: it answers a ``since`` only then."""
    page.send(json.dumps({"since": latest_seq() - 1}))  # type: ignore[attr-defined]  # a connection
    heard(page)  # type: ignore[arg-type]  # a connection


def test_only_units_that_see_the_report_hear_of_it(address: str) -> None:
    first = filed()
    other = Unit.objects.exclude(pk__in=first.involvements.values("unit")).filter(kind="ward_committee").first()
    with (
        inbox_of(officer(first.unit), address) as theirs,
        inbox_of(officer(other), address) as others,
        inbox_of(officer(None, Role.LEADER), address) as leaders,
    ):
        settled(theirs)
        settled(leaders)
        report = filed()
        assert heard(theirs)[0]["code"] == report.code
        assert heard(leaders)[0]["code"] == report.code
        others.send('{"since": 0}')
        with pytest.raises(TimeoutError):
            heard(others, within_s=0.5)


def test_who_comes_back_hears_all_they_missed_in_order_and_goes_on(address: str) -> None:
    first = filed()
    with inbox_of(officer(first.unit), address) as page:
        settled(page)
    since = latest_seq()
    reports = [filed() for _number in range(5)]
    with inbox_of(officer(first.unit), address) as page:
        page.send(json.dumps({"since": since}))
        assert [said["code"] for said in heard(page, 5)] == [report.code for report in reports]
        newest = filed()
        assert heard(page)[0]["code"] == newest.code


def test_a_page_that_asks_whether_anybody_is_there_is_answered(address: str) -> None:
    with inbox_of(officer(filed().unit), address) as page:
        page.send('{"ping": 1}')
        assert heard(page) == [{"event": "pong"}]


def test_who_missed_too_much_is_told_to_load_again(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_module, "MOST_MISSED", 3)
    reports = [filed() for _number in range(4)]
    with inbox_of(officer(reports[0].unit), address) as page:
        page.send('{"since": 0}')
        assert heard(page) == [{"event": "reload"}]
        report = filed()
        assert heard(page)[0]["code"] == report.code


def test_a_page_of_one_report_hears_public_changes_of_it_alone(address: str) -> None:
    report, other = filed(), filed()
    with open_report(address, report.code.lower()) as page:
        page.send(json.dumps({"since": latest_seq() - 2}))
        heard(page)
        note(report, "Nội bộ.", by=staff(report.unit), now=NOW)
        moved(other, "accepted")
        moved(report, "accepted")
        [said] = heard(page)
        assert (said["code"], said["status"], said["unit"]) == (report.code, "accepted", report.unit.code)


def test_of_a_held_report_the_public_hears_no_unit(address: str) -> None:
    report = filed(text=DENUNCIATION)
    assert report.screening == Screening.UNVERIFIED
    with open_report(address, report.code) as page:
        page.send('{"since": 0}')
        [said] = heard(page)
        assert (said["unit"], said["status"]) == ("", "received")


def test_who_is_not_signed_in_is_closed_out(address: str) -> None:
    with open_inbox(address) as nobody, open_inbox(address, session="a" * 32) as unknown:
        assert closed_with(nobody) == closed_with(unknown) == 4401


def test_a_person_who_left_is_not_signed_in(address: str) -> None:
    person = officer(committee())
    key = signed_in(person)
    person.is_active = False
    person.save()
    with open_inbox(address, session=key) as page:
        assert closed_with(page) == 4401


def test_a_person_without_the_second_factor_they_need_hears_nothing(address: str, settings: Settings) -> None:
    settings.STAFF_MFA = "required"
    bare, enrolled = officer(committee()), officer(committee(), Role.UNIT_HEAD)
    Authenticator.objects.create(user=enrolled, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=bare, type=Authenticator.Type.RECOVERY_CODES, data={})
    with (
        open_inbox(address, session=signed_in(bare)) as closed,
        open_inbox(address, session=signed_in(enrolled)) as page,
    ):
        assert closed_with(closed) == 4401
        report = filed()
        assert heard(page)[0]["code"] == report.code


def test_a_session_that_no_database_takes_is_refused(address: str) -> None:
    with pytest.raises(InvalidStatus), open_inbox(address, session=r'"\000aaaaaaaaaaa"'):
        pass  # not even opened


def test_pages_of_other_origins_are_refused(address: str) -> None:
    key = signed_in(officer(committee()))
    for origin in ("https://elsewhere.example", "http://127.0.0.1:1", "null"):
        with pytest.raises(InvalidStatus):
            open_inbox(address, session=key, origin=origin)


def test_the_public_address_and_programs_without_an_origin_are_let_in(address: str, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://phananh.longbien.example"
    key = signed_in(officer(committee()))
    for headers in ({"Origin": "https://phananh.longbien.example"}, {}):
        cookie = {"Cookie": f"sessionid={key}"}
        with connect(f"ws://{address}/ws/inbox", additional_headers=headers | cookie, proxy=None) as page:
            assert page.protocol.state.name == "OPEN"


def test_unknown_paths_are_refused_and_unknown_codes_closed(address: str) -> None:
    with pytest.raises(InvalidStatus):
        connect(f"ws://{address}/ws/elsewhere", proxy=None)
    with open_report(address, "22222222") as unknown, open_report(address, "no-code") as wrong:
        assert closed_with(unknown) == closed_with(wrong) == 4404


def test_words_that_are_not_understood_close_the_page(address: str) -> None:
    code = filed().code
    for word, closes_with in WORDS:
        with open_report(address, code) as page:
            page.send(word)
            assert closed_with(page) == closes_with, word


def test_a_page_that_talks_too_much_is_closed(address: str) -> None:
    with open_report(address, filed().code) as page:
        try:
            for _number in range(40):
                page.send('{"since": 0}')
        except ConnectionClosed:
            pass
        assert closed_with(page) == 4429


def test_who_signs_out_or_changes_units_hears_no_more(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "SIGHT_S", 0.0)
    first = filed()
    person, colleague = officer(first.unit), officer(first.unit, username="dong-nghiep")
    key = signed_in(colleague)
    with inbox_of(person, address) as page, open_inbox(address, session=key) as gone:
        settled(page)
        settled(gone)
        Membership.objects.filter(user=person).delete()
        Session.objects.filter(pk=key).delete()
        filed()
        assert closed_with(gone) == 4401
        page.send('{"since": 0}')
        with pytest.raises(TimeoutError):
            heard(page, within_s=0.5)


def test_a_hint_that_got_lost_costs_one_slow_look(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.core.bell.ring_after_commit", lambda: None)
    unit = filed().unit
    with inbox_of(officer(unit), address) as page:
        settled(page)
        report = filed()
        assert heard(page)[0]["code"] == report.code


def test_the_hub_outlives_a_database_that_goes_away_for_a_while(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = iter([OperationalError("gone")])

    def at_first_away(seq: int, *, most: int) -> object:
        for failure in failures:
            raise failure
        return after(seq, most=most)

    monkeypatch.setattr(hub_module, "SLOW_LOOK_S", 0.05)
    unit = filed().unit
    with inbox_of(officer(unit), address) as page:
        settled(page)
        monkeypatch.setattr(hub_module, "after", at_first_away)
        report = filed()
        assert heard(page)[0]["code"] == report.code
    assert "cannot read the history" in caplog.text


def test_more_news_than_one_look_takes_is_handed_out_all_the_same(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "_BATCH", 1)
    unit = filed().unit
    with inbox_of(officer(unit), address) as page:
        settled(page)
        codes = [filed().code for _number in range(4)]
        assert [said["code"] for said in heard(page, 4)] == codes
