"""Somebody is named in a note: who may be, who hears of it, when it counts as read."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import Role, User
from backend.core.errors import Refused
from backend.reports.models import Event, Mention, Report
from backend.reports.note import mentioned, note, unseen
from backend.routing.models import Unit
from notifications.dispatch import drain
from tests.reports.filing import NOW, filed, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def report(city: None, settings: Settings) -> Report:
    settings.STAFF_MFA = "optional"
    return filed()


def test_who_is_named_hears_of_it_and_reads_it_by_opening_the_report(report: Report, client: Client) -> None:
    person = officer(report.unit, username="ba.ly")
    User.objects.filter(pk=person.pk).update(email="ba.ly@quan.example")
    note(report, "Nhờ @ba.ly xem giúp, cảm ơn.", by=staff(report.unit), now=NOW)
    assert [one.report_id for one in unseen(person)] == [report.pk]
    drain(NOW + timedelta(seconds=11))
    letters = [one for one in mail.outbox if one.to == ["ba.ly@quan.example"]]
    assert [one.subject.startswith("[Nhắc tên]") for one in letters] == [True]
    assert "xem giúp" not in str(letters[0].body)
    client.force_login(person)
    mine = client.get("/staff/?tab=mine").content.decode()
    assert "Nhờ @ba.ly xem giúp" in mine
    client.get(f"/staff/r/{report.code}")
    assert unseen(person) == []
    assert "Nhờ @ba.ly" not in client.get("/staff/?tab=mine").content.decode()


@pytest.mark.parametrize("words", ["@khong-co xem", "@nguoi.la xem", "@da.nghi xem"])
def test_nobody_is_named_who_cannot_read_it_and_the_note_is_not_lost(
    report: Report, words: str, client: Client
) -> None:
    officer(Unit.objects.get(slug="phong-y-te"), username="nguoi.la")
    gone = officer(report.unit, username="da.nghi")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    events = Event.objects.count()
    client.force_login(officer(report.unit))
    page = client.post(f"/staff/r/{report.code}/note", {"to": "note", "note": words})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert (Event.objects.count(), Mention.objects.count()) == (events, 0)


def test_ones_own_name_an_address_and_a_leader(report: Report) -> None:
    by = staff(report.unit)
    leader = officer(None, Role.LEADER, username="lanh-dao")
    assert mentioned(report, f"@{by.user.username} tự nhớ; gửi a@b.vn", by=by) == []
    assert mentioned(report, "(@lanh-dao)", by=by) == [leader]
    with pytest.raises(Refused, match="Nhắc nhiều nhất"):
        mentioned(report, " ".join(f"@n{number}" for number in range(11)), by=by)
