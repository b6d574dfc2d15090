"""How soon somebody acted on food alerts, from hand-made events: half of them within so many minutes, by ward."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.alert_work import acknowledge, start, tick
from backend.indicators.alerts import NewAlert, raised, tell
from backend.indicators.checklist import add_missing_items
from backend.indicators.close import CannotClose, close
from backend.indicators.first_action import ActionMonth, first_actions
from backend.indicators.models import Alert, AlertKind, AlertMoment, FrozenAction
from backend.indicators.verify_month import verify_month
from backend.places.geometry import Point
from backend.reports.models import Report
from backend.routing.models import Group
from tests.registers.entries import SAI_DONG
from tests.reports.filing import CITY, NGOC_LAM, filed, staff

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.database]

AT = datetime(2026, 11, 20, 9, 0, tzinfo=CITY)
LATER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


def alert(report: Report, *, at: datetime = AT, kind: AlertKind = AlertKind.OUTBREAK) -> Alert:
    new = NewAlert(
        kind=kind,
        group=Group.FOOD,
        ward_id=report.ward_id,
        point=Point(report.lat, report.lon),
        radius_m=100.0,
        reports=[report.pk],
        units={report.unit_id},
        first_report_at=at,
        last_report_at=at,
        evidence={"reports": 1},
    )
    with transaction.atomic():
        telling = raised(new, now=at)
        tell([telling], now=at)
    return telling.alert


def acted(one: Alert, minutes: float) -> None:
    acknowledge(one, by=staff(None, Role.LEADER), now=AT + timedelta(minutes=minutes))


def november(now: datetime = LATER) -> ActionMonth:
    [month] = first_actions([NOVEMBER], now=now)
    return month


@pytest.fixture
def report() -> Report:
    return filed(now=AT - timedelta(hours=1), category="food_poisoning")


@pytest.mark.parametrize(
    ("minutes", "untouched", "median", "is_over"),
    [
        ([], 0, None, False),
        ([12.9], 0, 12, False),
        ([5, 50, 500], 0, 50, False),
        ([5, 50], 0, 5, False),
        ([5, 50], 1, 50, False),  # who acted on none took longer than any
        ([5], 2, 36000, True),
    ],
)
def test_half_of_the_alerts_were_acted_on_within_so_many_minutes(
    report: Report, minutes: Sequence[float], untouched: int, median: int | None, is_over: bool
) -> None:
    for one in minutes:
        acted(alert(report), one)
    for _number in range(untouched):
        alert(report)
    found = november().all
    assert (found.number, found.untouched) == (len(minutes) + untouched, untouched)
    assert (found.median_minutes, found.is_over) == (median, is_over)


def test_the_first_of_taking_note_starting_or_ticking_counts_and_spikes_do_not(report: Report) -> None:
    add_missing_items()
    one, by = alert(report), staff(None, Role.LEADER)
    tick(one, one.steps.order_by("order")[0].code, by=by, now=AT + timedelta(minutes=7))
    one.refresh_from_db()
    start(one, by=by, now=AT + timedelta(minutes=30))
    alert(report, kind=AlertKind.SPIKE)
    assert [(one.minutes, one.is_acted) for one in november().all.actions] == [(7, True)]


def test_alerts_count_in_the_month_they_were_raised_and_in_their_ward(report: Report) -> None:
    other = filed(now=AT, category="food_poisoning", lat=SAI_DONG[0], lon=SAI_DONG[1])
    acted(alert(report), 10)
    acted(alert(other), 40)
    alert(report, at=NOVEMBER.starts_at - timedelta(seconds=1))
    before, this = first_actions([OCTOBER, NOVEMBER], now=LATER)
    assert (before.all.number, this.all.number) == (1, 2)
    assert [(ward.slug, ones.median_minutes) for ward, ones in this.by_ward] == [("ngoc-lam", 10), ("sai-dong", 40)]
    assert (report.lat, report.lon) == NGOC_LAM


def test_what_was_acted_is_frozen_with_the_month_and_acting_later_makes_a_revision(report: Report) -> None:
    acted(alert(report), 10)
    late = alert(report)
    by = staff(None, Role.PROGRAMME_OFFICE)
    closed = close(NOVEMBER, by=by, now=LATER)
    assert (november().all.untouched, november().is_frozen, list(verify_month())) == (1, True, [])
    with pytest.raises(CannotClose, match="không có gì thay đổi"):
        close(NOVEMBER, by=by, now=LATER + timedelta(hours=1), reason="Thử lại")
    acknowledge(late, by=by, now=LATER + timedelta(hours=2))
    assert november(LATER + timedelta(hours=3)).all.untouched == 1
    close(NOVEMBER, by=by, now=LATER + timedelta(hours=3), reason="Phường nhận tin muộn.")
    assert (november().all.untouched, list(verify_month())) == (0, [])
    row = FrozenAction.objects.filter(closed=closed)[0]
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        FrozenAction.objects.filter(pk=row.pk).update(minutes=1)


def test_an_alert_whose_events_are_not_those_that_were_frozen_is_found(report: Report) -> None:
    one = alert(report)
    acted(one, 10)
    close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=LATER)
    AlertMoment.objects.filter(alert=one, event__kind="alert_acknowledged").delete()
    assert [fault.what for fault in verify_month()] == ["first actions on alerts differ from the events"]
