"""An alert that nobody takes note of is told again, once a rung, to the right people; so are units at its edge."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from backend.accounts.actor import Staff
from backend.accounts.models import Role, User
from backend.core.month import Month
from backend.indicators import alert_work
from backend.indicators.alert_work import Found
from backend.indicators.first_action import first_actions
from backend.indicators.models import Alert, AlertKind
from backend.indicators.remind_alerts import remind
from backend.indicators.watch_food import watch
from backend.reports.codes import spoken_code
from backend.reports.models import Event, Report, Screening
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.routing.models import Unit
from notifications.dispatch import drain
from notifications.models import Letter
from notifications.owing import write_letters
from tests.alerts.test_watch import poisoned, raised_alert
from tests.reports.filing import NGOC_LAM, NOW, officer, staff
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
RAISED_AT = NOW + timedelta(hours=1)  # by raised_alert
HALF_AN_HOUR, TWO_HOURS = RAISED_AT + timedelta(minutes=30), RAISED_AT + timedelta(hours=2)
ACROSS = NGOC_LAM  # a mile away, where a guest lives: the host is the same


def person(unit: Unit | None, role: Role, name: str) -> User:
    user = officer(unit, role)
    User.objects.filter(pk=user.pk).update(email=f"{name}@quan.example")
    return user


def told(kind: str) -> list[set[str]]:
    """Return to whom the letters of each event of ``kind`` go, the oldest first."""
    events = Event.objects.filter(kind=kind).order_by("seq")
    return [set(Letter.objects.filter(event=one).values_list("recipient", flat=True)) for one in events]


def post(now: datetime) -> list[str]:
    """Write and send what is owed; return the subjects that went out."""
    before = len(mail.outbox)
    write_letters(now=now)
    drain(now + timedelta(minutes=1))  # a letter hesitates for some seconds
    return [str(one.subject) for one in mail.outbox[before:]]


def subjects(words: str, found: Iterable[str]) -> int:
    return sum(words in one for one in found)


@pytest.mark.database
def test_who_was_told_is_reminded_after_half_an_hour_and_who_leads_them_after_two_once_each() -> None:
    Unit.objects.update(email="")
    health = Unit.objects.get(slug="phong-y-te")
    Unit.objects.filter(pk=health.pk).update(email="y-te@quan.example")
    leader = person(None, Role.LEADER, "lanhdao")
    head, of_office = person(health, Role.UNIT_HEAD, "truong"), person(None, Role.PROGRAMME_OFFICE, "to-giup-viec")
    person(Unit.objects.get(slug="ubnd-phuc-loi"), Role.UNIT_HEAD, "khac")
    raised_alert()
    post(RAISED_AT)
    assert remind(HALF_AN_HOUR - timedelta(seconds=1)) == 0
    assert [remind(HALF_AN_HOUR), remind(HALF_AN_HOUR), remind(TWO_HOURS - timedelta(seconds=1))] == [1, 0, 0]
    first = post(HALF_AN_HOUR)
    assert [remind(TWO_HOURS), remind(TWO_HOURS), remind(TWO_HOURS + timedelta(days=1))] == [1, 0, 0]
    second = post(TWO_HOURS)
    assert told("alert_reminded") == [told("alert_raised")[0], {f"person:{head.pk}", f"person:{of_office.pk}"}]
    assert told("alert_raised")[0] == {"unit:phong-y-te", f"person:{leader.pk}"}
    assert (subjects("chưa ai nhận tin sau 30 phút", first), subjects("sau 120 phút", second)) == (2, 2)


def test_who_took_note_in_time_is_not_reminded_and_no_letter_under_way_is_sent() -> None:
    Unit.objects.filter(slug="phong-y-te").update(email="y-te@quan.example")
    alert = raised_alert()
    assert remind(HALF_AN_HOUR) == 1
    write_letters(now=HALF_AN_HOUR)
    alert_work.acknowledge(alert, by=staff(Unit.objects.get(slug="phong-y-te")), now=HALF_AN_HOUR)
    assert subjects("chưa ai nhận tin", post(HALF_AN_HOUR + timedelta(minutes=1))) == 0
    assert remind(TWO_HOURS) == 0
    assert {one.last_error for one in Letter.objects.filter(event__kind="alert_reminded")} == {"done_meanwhile"}


def test_what_was_missed_while_the_workers_slept_is_made_up_for_and_a_week_later_no_more() -> None:
    raised_alert()
    assert remind(TWO_HOURS + timedelta(hours=9)) == 2
    Alert.objects.update(rung=0)
    assert remind(RAISED_AT + timedelta(days=7)) == 0


def test_a_spike_found_at_night_waits_for_the_offices_to_open() -> None:
    alert = raised_alert()
    night = NOW.replace(hour=0, minute=40)
    Alert.objects.filter(pk=alert.pk).update(kind=AlertKind.SPIKE, opened_at=night)
    assert [remind(NOW.replace(hour=8, minute=29)), remind(NOW.replace(hour=8, minute=30))] == [0, 1]
    assert [remind(NOW.replace(hour=9, minute=59)), remind(NOW.replace(hour=10, minute=0))] == [0, 1]


def test_a_reminder_is_no_first_action_and_stands_in_the_timeline(settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    alert = raised_alert()
    remind(HALF_AN_HOUR)
    [month] = first_actions([Month.of(NOW.date())], now=TWO_HOURS)
    assert (month.all.number, month.all.untouched) == (1, 1)
    client = Client()
    client.force_login(officer(None, Role.LEADER))
    assert "Nhắc lại: chưa ai nhận tin sau 30 phút" in client.get(f"/programme/alerts/{alert.pk}").content.decode()


def test_a_cluster_over_a_border_is_told_to_both_committees_and_a_later_ward_by_a_letter_of_its_own() -> None:
    Unit.objects.update(email="don-vi@quan.example")
    poisoned(0), poisoned(1, after=timedelta(minutes=5))
    assert watch(RAISED_AT) == 1
    alert = Alert.objects.get()
    committees = set(alert.units.filter(kind="ward_committee").values_list("slug", flat=True))
    assert len(committees) == 1
    later = poisoned(2, after=timedelta(minutes=70), lat=ACROSS[0], lon=ACROSS[1])
    assert later.ward_id != alert.ward_id
    watch(RAISED_AT + timedelta(minutes=15))
    both = set(alert.units.filter(kind="ward_committee").values_list("slug", flat=True))
    assert len(both) == 2
    [new] = both - committees
    post(RAISED_AT + timedelta(minutes=16))
    assert f"unit:{new}" in told("alert_grown")[0]
    assert not told("alert_grown")[0] & told("alert_raised")[0]
    by = Staff(officer(Unit.objects.get(slug=new)))
    assert alert_work.acknowledge(alert, by=by, now=RAISED_AT + timedelta(minutes=20)).kind == "alert_acknowledged"


def test_a_late_report_joins_a_closed_outbreak_without_opening_it_and_two_are_a_new_one() -> None:
    alert = raised_alert()
    by = staff(Unit.objects.get(slug="phong-y-te"))
    alert_work.close(alert, Found("confirmed", "Cỗ cưới."), by=by, now=RAISED_AT + timedelta(minutes=10))
    poisoned(3, after=timedelta(hours=2))
    assert watch(NOW + timedelta(hours=2)) == 0
    alert.refresh_from_db()
    assert (alert.state, alert.reports.count(), alert.reports.filter(came_later=True).count()) == ("closed", 4, 1)
    poisoned(4, after=timedelta(hours=3))
    assert watch(NOW + timedelta(hours=3)) == 1
    assert Alert.objects.open().get().reports.count() == 2
    assert Alert.objects.get(pk=alert.pk).state == "closed"


def test_a_report_from_a_clock_that_runs_ahead_is_looked_at() -> None:
    watch(NOW)
    poisoned(0)
    poisoned(1, after=timedelta(seconds=90))
    assert watch(NOW + timedelta(seconds=30)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city", "own_tables")
@pytest.mark.database
def test_of_two_workers_at_once_one_raises_and_one_reminds() -> None:
    watch(NOW)
    poisoned(0), poisoned(1)
    assert sorted(map(int, map(str, together([partial(watch, RAISED_AT)] * 3)))) == [0, 0, 1]
    assert sorted(map(int, map(str, together([partial(remind, HALF_AN_HOUR)] * 3)))) == [0, 0, 1]
    assert Event.objects.filter(kind="alert_reminded").count() == 1
    letters = together([partial(write_letters, now=HALF_AN_HOUR)] * 2)
    assert all(isinstance(one, int) for one in letters)
    assert Letter.objects.filter(event__kind="alert_reminded").count() == len(set(told("alert_reminded")[0]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city", "own_tables")
@pytest.mark.database
def test_of_two_colleagues_at_once_one_takes_note() -> None:
    alert = raised_alert()
    by = [staff(Unit.objects.get(slug="phong-y-te")), Staff(officer(None, Role.LEADER))]
    deeds = [partial(alert_work.acknowledge, Alert.objects.get(pk=alert.pk), by=one, now=HALF_AN_HOUR) for one in by]
    results = sorted(type(one).__name__ for one in together(deeds))
    assert results == ["AlertMovedOn", "Event"]
    assert Event.objects.filter(kind="alert_acknowledged").count() == 1


def test_what_was_refused_merged_or_spam_since_is_marked_and_no_longer_counted(settings: Settings) -> None:
    settings.STAFF_MFA = "optional"
    Unit.objects.filter(slug="phong-y-te").update(email="y-te@quan.example")
    alert = raised_alert()
    fallen, denounced, _third = (one.report for one in alert.reports.select_related("report").order_by("report_id"))
    Report.objects.filter(pk=fallen.pk).update(screening=Screening.SPAM)
    Report.objects.filter(pk=denounced.pk).update(held_as=HELD_DENUNCIATION)
    remind(HALF_AN_HOUR)
    assert subjects("Nghi ngộ độc thực phẩm: 1 phản ánh", post(HALF_AN_HOUR)) >= 1
    client = Client()
    client.force_login(officer(None, Role.LEADER))
    page = client.get(f"/programme/alerts/{alert.pk}").content.decode()
    assert "1 phản ánh trong số này không còn tính" in page
    assert (spoken_code(fallen.code) in page, spoken_code(denounced.code) in page) == (True, False)
