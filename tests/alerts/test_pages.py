"""Alerts at the staff's door: who sees them, what they do there; who is told by letter and on open pages."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import Role, User
from backend.indicators.models import Alert
from backend.reports.models import Event
from backend.routing.models import Unit
from notifications.dispatch import drain
from notifications.live.news import after
from notifications.models import Letter
from notifications.owing import write_letters
from tests.alerts.test_watch import raised_alert
from tests.reports.filing import NOW, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SOON = NOW + timedelta(hours=1, minutes=1)


@pytest.fixture(autouse=True)
def password_alone(settings: Settings) -> None:
    settings.STAFF_MFA = "optional"


def door(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def health() -> User:
    return officer(Unit.objects.get(slug="phong-y-te"))


def test_health_unit_ward_and_leader_get_a_letter_and_nobody_else() -> None:
    Unit.objects.update(email="")
    Unit.objects.filter(slug__in=["phong-y-te", "ubnd-bo-de"]).update(email="don-vi@quan.example")
    leader = officer(None, Role.LEADER)
    User.objects.filter(pk=leader.pk).update(email="lanhdao@quan.example")
    alert = raised_alert()
    ward = alert.units.get(ward=alert.ward)
    Unit.objects.filter(pk=ward.pk).update(email="phuong@quan.example")
    write_letters(now=SOON)
    event = Event.objects.get(kind="alert_raised")
    told = set(Letter.objects.filter(event=event).values_list("recipient", flat=True))
    assert told == {"unit:phong-y-te", f"unit:{ward.slug}", f"person:{leader.pk}"}
    drain(SOON)
    letters = [one for one in mail.outbox if "CẢNH BÁO" in one.subject]
    assert len(letters) == 3
    assert f"/programme/alerts/{alert.pk}" in letters[0].body
    assert "ông Hưng" not in letters[0].body


def test_an_open_inbox_hears_of_an_alert_if_its_unit_was_told() -> None:
    alert = raised_alert()
    [news] = [one for one in after(0, most=100).news if "alert" in json.loads(one.text)]
    assert json.loads(news.text)["event"] == "alert.raised"
    assert json.loads(news.text)["alert"] == alert.pk
    assert news.unit_ids == set(alert.units.values_list("pk", flat=True))
    assert not news.is_public


def test_the_health_unit_takes_note_ticks_and_closes() -> None:
    alert = raised_alert()
    client, address = door(health()), f"/programme/alerts/{alert.pk}"
    page = client.get(address).content.decode()
    assert "Đã nhận tin" in page
    assert page.count("<tr data-lat") == 3
    assert client.post(address, {"act": "acknowledge"}).status_code == 302
    assert client.post(address, {"act": "start"}).status_code == 302
    step = alert.steps.order_by("order")[0]
    client.post(address, {"act": "tick", "step": step.code, "note": "Đã gọi ba người."})
    refused = client.post(address, {"act": "close", "outcome": "confirmed", "findings": ""})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    client.post(address, {"act": "close", "outcome": "confirmed", "findings": "Gà luộc để qua đêm."})
    page = client.get(address).content.decode()
    assert "Gà luộc để qua đêm." in page
    assert "Đã gọi ba người." in page
    assert "Đã làm:" in page
    assert 'name="act"' not in page
    assert client.post(address, {"act": "start"}).status_code == 409
    assert client.post(address, {"act": "dance"}).status_code == 404


def test_the_auditor_reads_and_another_ward_sees_nothing() -> None:
    alert = raised_alert()
    auditor, stranger = door(officer(None, Role.AUDITOR)), door(officer(Unit.objects.get(slug="ubnd-phuc-loi")))
    address = f"/programme/alerts/{alert.pk}"
    assert 'name="act"' not in auditor.get(address).content.decode()
    assert auditor.post(address, {"act": "acknowledge"}).status_code == 403
    assert stranger.get(address).status_code == 404
    assert address not in stranger.get("/programme/alerts").content.decode()
    assert address in auditor.get("/programme/alerts").content.decode()
    assert door(officer(None, Role.ADMINISTRATOR)).get("/programme/alerts").status_code == 403


def test_the_list_says_how_soon_somebody_acted() -> None:
    alert = raised_alert()
    Alert.objects.update(state="acknowledged", first_action_at=alert.opened_at + timedelta(minutes=12, seconds=40))
    page = door(officer(None, Role.LEADER)).get("/programme/alerts").content.decode()
    assert "trung vị 12 phút" in page
    assert door(health()).get("/programme/alerts?cursor=x").status_code == 302
