"""The roster: who writes it, what it takes, who is called first."""

from datetime import datetime, timedelta

import pytest

from backend.accounts.models import Role, SettingChange, Shift
from backend.accounts.roster import WantedShift, on_duty, put_on_duty, shifts_for, take_off_duty
from backend.core.errors import Forbidden, Refused
from backend.routing.models import Unit
from tests.reports.filing import CITY, NOW, filed, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
EVENING = datetime(2026, 11, 25, 17, 0, tzinfo=CITY)


@pytest.fixture
def unit(city: None) -> Unit:
    return filed().unit


def wanted(unit: Unit | None, **changes: object) -> WantedShift:
    user = officer(unit) if unit else officer(None, Role.LEADER)
    fields = {"unit": unit, "user": user, "starts_at": EVENING, "ends_at": EVENING + timedelta(hours=15)}
    return WantedShift(**({**fields, "reason": "Lịch tuần."} | changes))  # type: ignore[arg-type]  # a test's shorthand


def test_a_head_writes_the_units_roster_for_several_days(unit: Unit) -> None:
    head = staff(unit, Role.UNIT_HEAD)
    rows = put_on_duty(wanted(unit, days=3), by=head, now=NOW)
    assert [row.starts_at.day for row in rows] == [25, 26, 27]
    assert SettingChange.objects.get().after["days"] == 3
    twice = [rows[1], Shift.objects.get(pk=rows[1].pk)]
    for same in twice:
        take_off_duty(same, by=head, now=NOW)
    assert SettingChange.objects.count() == 2
    assert list(shifts_for(head.user, now=NOW)) == [rows[0], rows[2]]
    assert not shifts_for(officer(unit), now=NOW).exists()


def test_own_people_are_called_before_the_districts_and_by_rank(unit: Unit) -> None:
    administrator = staff(None, Role.ADMINISTRATOR)
    put_on_duty(wanted(None), by=administrator, now=NOW)
    put_on_duty(wanted(unit, rank=2), by=administrator, now=NOW)
    first = officer(unit, username="first")
    put_on_duty(wanted(unit, user=first), by=administrator, now=NOW)
    called = [shift.user for shift in on_duty(unit.pk, now=EVENING)]
    assert called == [first, officer(unit), officer(None, Role.LEADER)]
    assert on_duty(unit.pk, now=EVENING + timedelta(hours=15)) == []
    assert [shift.user for shift in on_duty(0, now=EVENING)] == [officer(None, Role.LEADER)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"user": None}, "user"),
        ({"ends_at": EVENING}, "ends_at"),
        ({"ends_at": EVENING + timedelta(days=4)}, "ends_at"),
        ({"rank": 0}, "rank"),
        ({"days": 32}, "days"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(unit: Unit, change: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        put_on_duty(wanted(unit, **change), by=staff(unit, Role.UNIT_HEAD), now=NOW)
    assert refused.value.field == field
    assert not Shift.objects.exists()


def test_nobody_is_called_for_what_they_cannot_see_nor_by_a_stranger(unit: Unit) -> None:
    stranger = officer(Unit.objects.get(slug="phong-y-te"))
    for place in (unit, None):
        with pytest.raises(Refused) as refused:
            put_on_duty(wanted(place, user=stranger), by=staff(None, Role.ADMINISTRATOR), now=NOW)
        assert refused.value.field == "user"
    for place in (unit, None):
        with pytest.raises(Forbidden):
            put_on_duty(wanted(place), by=staff(Unit.objects.get(slug="phong-y-te"), Role.UNIT_HEAD), now=NOW)
