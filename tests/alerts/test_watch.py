"""The whole way: residents report, the job looks, an alert stands, people are told; once, whoever looks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.actor import Staff
from backend.accounts.models import Role, User
from backend.core.errors import Refused
from backend.indicators import alert_work, watch_spikes
from backend.indicators.alert_work import AlertMovedOn, Found, NotYourAlert
from backend.indicators.models import Alert, AlertKind, AlertMoment, AlertState, AlertStep, ChecklistItem, Watermark
from backend.indicators.rollup import fold
from backend.indicators.watch_food import MARK, watch
from backend.indicators.watch_food import _one_window as one_window
from backend.reports.models import Event, Report, Screening, Status
from backend.reports.new_report import NewContact
from backend.reports.screening import screen
from backend.routing.models import Unit
from notifications.live.news import latest_seq
from tests.reports.filing import NOW, filed, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
PLACE = (21.0512, 105.8837)


def poisoned(number: int = 0, *, after: timedelta = timedelta(), **changes: object) -> Report:
    """File a suspected poisoning at a banquet, some metres from the last."""
    answers = {"host": "ông Hưng tổ 12", "people_ill": 2, "meal_at": "2026-11-25T07:00+07:00"}
    wanted: dict[str, object] = {
        "category": "food_poisoning", "text": "Ăn cỗ về đau bụng, nôn.", "lat": PLACE[0] + number * 1e-4,
        "lon": PLACE[1], "answers": answers,
    }  # fmt: skip
    return filed(now=NOW + after, **wanted | changes)


def raised_alert() -> Alert:
    for number in range(3):
        poisoned(number, after=timedelta(minutes=20 * number))
    assert watch(NOW + timedelta(hours=1)) == 1
    return Alert.objects.get()


def test_a_round_without_food_costs_three_statements() -> None:
    watch(NOW)
    filed()
    with CaptureQueriesContext(connection) as spent:
        assert watch(NOW) == 0
    assert len([one for one in spent if "SAVEPOINT" not in one["sql"]]) <= 4


@pytest.mark.database
def test_reports_of_one_banquet_become_one_alert_and_later_ones_join_it() -> None:
    watch(NOW)
    poisoned()
    assert watch(NOW) == 0
    poisoned(1, after=timedelta(minutes=20))
    assert watch(NOW + timedelta(minutes=21)) == 1
    for number in range(2, 6):
        poisoned(number, after=timedelta(minutes=20 + 25 * number))
    assert watch(NOW + timedelta(hours=3)) == 0
    alert = Alert.objects.get()
    assert (alert.kind, alert.state, alert.reports.count()) == (AlertKind.OUTBREAK, AlertState.RAISED, 6)
    assert alert.reports.filter(came_later=True).count() == 4
    assert "place:ong hung to 12" in alert.names
    assert {one.slug for one in alert.units.all()} >= {"phong-y-te"}
    assert alert.units.filter(ward=alert.ward).exists()
    kinds = list(AlertMoment.objects.values_list("event__kind", flat=True))
    assert kinds == ["alert_raised", "alert_grown", "alert_grown", "alert_grown", "alert_grown"]
    assert not Event.objects.filter(kind__startswith="alert_", report__isnull=False).exists()


def test_a_second_look_at_the_same_events_raises_nothing_again() -> None:
    alert = raised_alert()
    assert watch(NOW + timedelta(hours=1)) == 0
    assert Alert.objects.get() == alert


def test_of_two_workers_with_the_same_events_one_alone_raises() -> None:
    watch(NOW)
    mark = Watermark.objects.get(name=MARK).seq
    poisoned(0)
    poisoned(1)
    upto = latest_seq()
    later = NOW + timedelta(minutes=1)
    assert [one_window(mark, upto, now=later), one_window(mark, upto, now=later)] == [1, 0]
    assert Alert.objects.count() == 1


def test_what_waited_for_a_look_counts_once_it_is_released() -> None:
    first, second = poisoned(0), poisoned(1, after=timedelta(minutes=20))
    Report.objects.filter(pk=first.pk).update(screening=Screening.UNVERIFIED)
    assert watch(NOW + timedelta(hours=1)) == 0
    first.refresh_from_db()
    screen(first, Screening.CLEAR, by=staff(first.unit), now=NOW + timedelta(hours=2))
    assert watch(NOW + timedelta(hours=2)) == 1
    assert set(Alert.objects.get().reports.values_list("report", flat=True)) == {first.pk, second.pk}


def test_refused_reports_and_several_from_one_telephone_are_no_cluster() -> None:
    one_person = NewContact(name="Bà Mẫu", phone="0900 000 123", consent_version="2026-1")
    poisoned(0, contact=one_person)
    poisoned(1, contact=one_person)
    moved(poisoned(2), Status.REJECTED)
    assert watch(NOW + timedelta(hours=1)) == 0


def test_the_first_act_counts_and_closing_needs_words() -> None:
    alert = raised_alert()
    by = staff(Unit.objects.get(slug="phong-y-te"))
    first = AlertStep.objects.filter(alert=alert).order_by("order")[0]
    alert_work.tick(alert, first.code, by=by, now=alert.opened_at + timedelta(minutes=7), note="Đã gọi.")
    alert.refresh_from_db()
    assert (alert.state, alert.minutes_to_first_action) == (AlertState.ACKNOWLEDGED, 7)
    with pytest.raises(AlertMovedOn):
        alert_work.tick(alert, first.code, by=by, now=NOW)
    alert_work.start(alert, by=by, now=alert.opened_at + timedelta(minutes=9))
    alert.refresh_from_db()
    with pytest.raises(Refused):
        alert_work.close(alert, Found("confirmed", " "), by=by, now=NOW)
    alert_work.close(alert, Found("confirmed", "Cỗ cưới, 12 người mệt."), by=by, now=NOW + timedelta(days=1))
    alert.refresh_from_db()
    assert (alert.state, alert.outcome, alert.minutes_to_first_action) == (AlertState.CLOSED, "confirmed", 7)
    with pytest.raises(AlertMovedOn):
        alert_work.acknowledge(alert, by=by, now=NOW)


def test_who_was_not_told_and_who_only_reads_does_nothing() -> None:
    alert = raised_alert()
    auditor = Staff(officer(None, Role.AUDITOR))
    stranger = staff(Unit.objects.get(slug="ubnd-bo-de"))
    for by in (auditor, stranger):
        with pytest.raises(NotYourAlert):
            alert_work.acknowledge(alert, by=by, now=NOW)
    assert Alert.objects.for_staff(auditor.user).exists()
    assert not Alert.objects.for_staff(stranger.user).exists()
    assert not Alert.objects.for_staff(User(is_active=False)).exists()


def test_the_district_edits_what_an_alert_asks_for() -> None:
    first = raised_alert()
    ChecklistItem.objects.filter(code="outbreak-trace").update(active=False)
    alert_work.close(first, Found("false", "Báo nhầm."), by=Staff(officer(None, Role.LEADER)), now=NOW)
    for number in range(2):
        poisoned(number, after=timedelta(hours=2, minutes=number))
    assert watch(NOW + timedelta(hours=3)) == 1
    second = Alert.objects.open().get()
    assert first.steps.filter(code="outbreak-trace").exists()
    assert not second.steps.filter(code="outbreak-trace").exists()


@pytest.mark.database
def test_a_day_full_of_dust_in_one_ward_is_an_alert_once() -> None:
    day = NOW - timedelta(days=1)
    for week in range(1, 11):
        filed(category="street_dust", text="Bụi.", now=day - timedelta(weeks=week))
    for number in range(9):
        filed(category="street_dust", text="Bụi mù.", lat=21.0458 + number * 1e-4, now=day)
    fold(NOW)
    assert watch_spikes.watch(NOW) == 1
    assert watch_spikes.watch(NOW) == 0
    alert = Alert.objects.get()
    assert (alert.kind, alert.group, alert.reports.count()) == (AlertKind.SPIKE, "environment", 9)
    assert alert.steps.exists()
    for number in range(12):
        filed(category="street_dust", text="Bụi mù.", lat=21.0458 + number * 1e-4, now=NOW + timedelta(minutes=1))
    tomorrow = NOW + timedelta(days=1)
    fold(tomorrow)
    assert watch_spikes.watch(tomorrow) == 0
    assert Alert.objects.get().reports.count() == 21  # the next day joins the alert that is open


def test_days_that_passed_while_the_workers_slept_are_looked_at_once_they_wake() -> None:
    day = NOW - timedelta(days=1)
    for week in range(1, 11):
        filed(category="street_dust", text="Bụi.", now=day - timedelta(weeks=week))
    Watermark.objects.create(name=watch_spikes.MARK, seq=(NOW.date() - timedelta(days=2)).toordinal())
    for number in range(9):
        filed(category="street_dust", text="Bụi mù.", lat=21.0458 + number * 1e-4, now=day)
    awake = NOW + timedelta(days=2)
    fold(awake)
    assert [watch_spikes.watch(awake), watch_spikes.watch(awake)] == [1, 0]
    assert Alert.objects.get().evidence["last"] == day.date().isoformat()
    assert Watermark.objects.get(name=watch_spikes.MARK).seq == (awake.date() - timedelta(days=1)).toordinal()


def test_before_half_past_midnight_yesterday_is_not_looked_at() -> None:
    assert watch_spikes.watch(NOW.replace(hour=0, minute=10)) == 0
    assert not Watermark.objects.filter(name=watch_spikes.MARK).exists()
