"""The page of calls: whom to call, what to say, and the number by an act of its own."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Role
from backend.reports.models import Kind, Report
from backend.reports.new_report import NewContact
from backend.routing.models import Unit
from notifications import calls, dispatch
from notifications.models import Letter
from tests.moderation.conftest import SignIn
from tests.reports.filing import filed, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
PHONE = NewContact(name="Bà Tư", phone="0912345678", consent_version="2026-1")


def told(number: int = 1) -> list[Report]:
    ago = timezone.now() - timedelta(hours=2)
    reports = [filed(contact=PHONE, now=ago + timedelta(minutes=one)) for one in range(number)]
    dispatch.drain(timezone.now())
    return reports


def look(client: Client, query: str = "") -> str:
    return client.get(f"/staff/calls{query}").content.decode()


def test_the_number_comes_after_the_act_and_the_call_is_ticked_off(sign_in: SignIn) -> None:
    report = told()[0]
    client, letter = sign_in(report), Letter.objects.get(carrier="call")
    page = look(client)
    assert "Thưa ông/bà, " in page
    assert report.code in page
    assert "0912345678" not in page

    shown = client.post(f"/staff/calls/{letter.pk}/number").content.decode()
    assert "0912345678" in shown
    assert report.events.filter(kind=Kind.CONTACT_SEEN).count() == 1
    answer = client.post(f"/staff/calls/{letter.pk}", {"result": "talked", "note": "Bà đã biết."}, follow=True)
    page = answer.content.decode()
    assert "Đã ghi nhận cuộc gọi." in page
    assert "Không còn ai phải gọi." in page
    assert "0912345678" not in page
    assert client.post(f"/staff/calls/{letter.pk}", {"result": "talked"}).status_code == 404


def test_nobody_answered_is_called_later(sign_in: SignIn) -> None:
    report = told()[0]
    client, letter = sign_in(report), Letter.objects.get(carrier="call")
    client.post(f"/staff/calls/{letter.pk}", {"result": "no_answer"})
    page = look(client)
    assert "đã gọi 1 lần" in page
    assert "gọi lại sau" in page


def test_what_is_refused_keeps_the_words(sign_in: SignIn) -> None:
    report = told()[0]
    client, letter = sign_in(report), Letter.objects.get(carrier="call")
    for wrong in ({"result": "sang", "note": "Lời đã ghi."}, {"result": "talked", "note": "Lời đã ghi." * 500}):
        answer = client.post(f"/staff/calls/{letter.pk}", wrong)
        assert answer.status_code == 422
        assert "Lời đã ghi." in answer.content.decode()
    assert calls.waiting(report)


def test_other_units_and_readers_have_no_calls_of_it(sign_in: SignIn) -> None:
    report = told()[0]
    letter = Letter.objects.get(carrier="call")
    others = Unit.objects.exclude(pk=report.unit_id).order_by("id")[0]
    for stranger in (sign_in(others), sign_in(officer(None, Role.LEADER))):
        assert report.code not in look(stranger)
        assert stranger.post(f"/staff/calls/{letter.pk}/number").status_code == 404
        assert stranger.post(f"/staff/calls/{letter.pk}").status_code == 404


def test_long_lists_go_by_pages(sign_in: SignIn) -> None:
    reports = told(23)
    client = sign_in(reports[0])
    first = look(client)
    assert first.count('id="call-card-') == 20
    cursor = re.search(r'href="(\?cursor=[^"]+)"', first)
    assert cursor
    second = look(client, cursor[1])
    assert [report.code in second for report in reports[-3:]] == [True, True, True]
    assert look(client, "?cursor=hong").count('id="call-card-') == 20
