"""Values entered by hand: with a source, by whoever answers, and not counted before a second person approved them."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import DatabaseError, IntegrityError, transaction

from backend.accounts.actor import Staff
from backend.accounts.models import Role, User
from backend.core.errors import Refused
from backend.indicators.models import EnteredValue, Programme, Target, ValueDecision
from backend.indicators.standing import State, TargetStanding, standing, state_of
from backend.indicators.values import (
    Decided,
    MayNotDecide,
    MayNotEnter,
    NewValue,
    approve_value,
    enter_value,
    refuse_value,
)
from backend.routing.models import Unit
from tests.reports.filing import NOW, officer, staff

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.database]

NEW = NewValue(
    number="92,5",
    first_day=date(2026, 1, 1),
    last_day=date(2026, 6, 30),
    source="Bảo hiểm xã hội quận",
    source_on=date(2026, 7, 5),
    document="112/BC-BHXH",
)


@pytest.fixture
def office() -> Staff:
    return staff(None, Role.PROGRAMME_OFFICE)


@pytest.fixture
def leader() -> Staff:
    return staff(None, Role.LEADER)


@pytest.fixture
def coverage(programme: Programme) -> Target:
    """Return the target of 2.2.8: 95 % covered by health insurance."""
    return Target.objects.get(indicator__code="2.2.8")


def stands(target: Target, now: datetime = NOW) -> TargetStanding:
    shown = standing(target.indicator.group.programme, now=now, only=[target.indicator.code])
    [indicator] = shown.indicators
    return next(one for one in indicator.targets if one.target == target)


def test_a_value_counts_once_a_second_person_approved_it(coverage: Target, office: Staff, leader: Staff) -> None:
    assert (stands(coverage).value, stands(coverage).state) == (None, State.NO_DATA)
    value = enter_value(coverage, NEW, by=office, now=NOW)
    assert (stands(coverage).value, stands(coverage).waiting, stands(coverage).state) == (None, 1, State.NO_DATA)
    approve_value(value, by=leader, now=NOW)
    now = stands(coverage)
    assert (now.value, now.waiting, now.state) == (value, 0, State.MISSED)  # 92.5 of 95, and 2025 is over
    assert value.number == Decimal("92.5")


def test_who_entered_a_value_does_not_approve_it(coverage: Target, office: Staff) -> None:
    value = enter_value(coverage, NEW, by=office, now=NOW)
    with pytest.raises(MayNotDecide, match="không tự duyệt"):
        approve_value(value, by=office, now=NOW)
    with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        ValueDecision.objects.create(value=value, is_approved=True, decided_by=office.user, decided_at=NOW)
    assert not ValueDecision.objects.exists()


@pytest.mark.parametrize("confirmed", [False, True])
def test_one_person_with_two_accounts_does_not_approve_their_own_value(
    coverage: Target, office: Staff, leader: Staff, *, confirmed: bool
) -> None:
    value = enter_value(coverage, NEW, by=office, now=NOW)
    User.objects.filter(pk=office.user.pk).update(email="Lan.Mau@dan.example")
    if confirmed:
        EmailAddress.objects.create(user=leader.user, email="lan.mau@dan.example", verified=True)
    else:
        User.objects.filter(pk=leader.user.pk).update(email=" lan.mau@DAN.example")
    value.refresh_from_db()
    again = Staff(User.objects.get(pk=leader.user.pk))
    with pytest.raises(MayNotDecide, match="không tự duyệt"):
        approve_value(value, by=again, now=NOW)
    with pytest.raises(MayNotDecide, match="không tự duyệt"):
        refuse_value(value, reason="Khác.", by=again, now=NOW)
    other = Staff(officer(None, Role.LEADER, username="lanh-dao-khac"))
    assert approve_value(value, by=other, now=NOW).is_approved


def test_accounts_without_an_address_and_unconfirmed_ones_are_different_people(
    coverage: Target, office: Staff, leader: Staff
) -> None:
    User.objects.filter(pk=office.user.pk).update(email="chung@dan.example")
    EmailAddress.objects.create(user=leader.user, email="chung@dan.example", verified=False)
    value = enter_value(coverage, NEW, by=Staff(User.objects.get(pk=office.user.pk)), now=NOW)
    assert approve_value(value, by=leader, now=NOW).is_approved


def test_the_answerable_unit_enters_and_does_not_approve(programme: Programme, office: Staff) -> None:
    schools = Target.objects.get(indicator__code="2.2.2")
    own, other = (staff(Unit.objects.get(slug=slug)) for slug in ("phong-gddt", "phong-y-te"))
    with pytest.raises(MayNotEnter, match="đơn vị chịu trách nhiệm"):
        enter_value(schools, NEW, by=other, now=NOW)
    value = enter_value(schools, NEW, by=own, now=NOW)
    with pytest.raises(MayNotDecide, match="Tổ giúp việc"):
        approve_value(value, by=staff(Unit.objects.get(slug="phong-gddt"), Role.UNIT_HEAD), now=NOW)
    approve_value(value, by=office, now=NOW)
    assert stands(schools).value == value


def test_a_wards_committee_answers_where_every_ward_does(programme: Programme) -> None:
    ward = staff(Unit.objects.get(slug="ubnd-ngoc-lam"))
    assert enter_value(Target.objects.filter(indicator__code="2.1.3").order_by("order")[0], NEW, by=ward, now=NOW).pk
    with pytest.raises(MayNotEnter):
        enter_value(Target.objects.get(indicator__code="2.2.8"), NEW, by=ward, now=NOW)


def test_an_auditor_neither_enters_nor_approves(coverage: Target, office: Staff) -> None:
    auditor = staff(None, Role.AUDITOR)
    with pytest.raises(MayNotEnter):
        enter_value(coverage, NEW, by=auditor, now=NOW)
    with pytest.raises(MayNotDecide):
        approve_value(enter_value(coverage, NEW, by=office, now=NOW), by=auditor, now=NOW)


def test_a_refused_value_stays_in_the_history_and_counts_nowhere(
    coverage: Target, office: Staff, leader: Staff
) -> None:
    value = enter_value(coverage, NEW, by=office, now=NOW)
    with pytest.raises(Refused, match="lý do từ chối"):
        refuse_value(value, reason=" ", by=leader, now=NOW)
    refuse_value(value, reason="Chưa có văn bản.", by=leader, now=NOW)
    with pytest.raises(Decided):
        approve_value(value, by=leader, now=NOW)
    assert (stands(coverage).value, stands(coverage).waiting) == (None, 0)
    assert coverage.values.get().decision.reason == "Chưa có văn bản."


def test_a_correction_is_a_new_row_with_its_reason(coverage: Target, office: Staff, leader: Staff) -> None:
    wrong = enter_value(coverage, NEW, by=office, now=NOW)
    approve_value(wrong, by=leader, now=NOW)
    with pytest.raises(Refused, match="lý do đính chính"):
        enter_value(coverage, replace(NEW, number="95,2", corrects=wrong), by=office, now=NOW)
    right = enter_value(coverage, replace(NEW, number="95,2", corrects=wrong, reason="Cộng nhầm."), by=office, now=NOW)
    assert stands(coverage).value == wrong  # until somebody else says so
    approve_value(right, by=leader, now=NOW)
    assert (stands(coverage).value, stands(coverage).state) == (right, State.MET)
    assert coverage.values.count() == 2


def test_the_newest_period_counts_whenever_it_was_entered(coverage: Target, office: Staff, leader: Staff) -> None:
    newest = enter_value(coverage, NEW, by=office, now=NOW)
    earlier = replace(NEW, number="90", first_day=date(2025, 1, 1), last_day=date(2025, 12, 31))
    for value in (newest, enter_value(coverage, earlier, by=office, now=NOW)):
        approve_value(value, by=leader, now=NOW)
    assert stands(coverage).value == newest


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "nhiều"}, "number"),
        ({"number": ""}, "number"),
        ({"number": "NaN"}, "number"),
        ({"number": "1e99"}, "number"),
        ({"number": "92,555"}, "number"),
        ({"number": "-1"}, "number"),
        ({"number": "100,5"}, "number"),
        ({"first_day": None}, "first_day"),
        ({"last_day": date(2025, 12, 31)}, "last_day"),
        ({"last_day": date(2026, 12, 31)}, "last_day"),
        ({"source": "\u200b "}, "source"),
        ({"source": "x" * 201}, "source"),
        ({"source_on": None}, "source_on"),
        ({"source_on": date(2027, 1, 1)}, "source_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    coverage: Target, office: Staff, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        enter_value(coverage, replace(NEW, **changes), by=office, now=NOW)
    assert refused.value.field == field
    assert not EnteredValue.objects.exists()


def test_a_change_for_the_worse_against_the_term_before_may_be_negative(programme: Programme, office: Staff) -> None:
    crimes = Target.objects.get(indicator__code="2.5.1")
    assert enter_value(crimes, replace(NEW, number="-12,5"), by=office, now=NOW).number == Decimal("-12.5")


def test_the_database_lets_nobody_change_a_value_or_a_decision(coverage: Target, office: Staff, leader: Staff) -> None:
    value = enter_value(coverage, NEW, by=office, now=NOW)
    decision = approve_value(value, by=leader, now=NOW)
    for rows, change in (
        (EnteredValue.objects.filter(pk=value.pk), {"number": 99}),
        (ValueDecision.objects.filter(pk=decision.pk), {"is_approved": False}),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.update(**change)


def test_two_who_decide_at_once_decide_once(coverage: Target, office: Staff, leader: Staff) -> None:
    value = enter_value(coverage, NEW, by=office, now=NOW)
    ValueDecision.objects.create(value=value, is_approved=True, decided_by=leader.user, decided_at=NOW)
    with pytest.raises(Decided):
        refuse_value(value, reason="Sai.", by=leader, now=NOW)
    assert ValueDecision.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "order", "number", "state"),
    [
        ("2.2.8", 1, "95", State.MET),
        ("2.2.8", 1, "94.99", State.MISSED),
        ("2.4.3", 1, "95", State.NOT_YET),  # "trên 95%", each year anew
        ("2.4.3", 1, "95.1", State.MET),
        ("2.1.1", 2, "4", State.MET),  # three kept, one more
        ("2.1.1", 3, "3", State.MET),  # three to five
        ("2.1.1", 3, "2", State.MISSED),
        ("2.5.1", 1, "-12", State.MET),  # down by ten in a hundred at least
        ("2.5.1", 1, "-8", State.MISSED),
        ("2.5.3", 1, "-5", State.MET),  # down by five to ten
        ("2.5.3", 1, "-4", State.MISSED),
        ("2.5.4", 3, "0", State.MET),  # none left
        ("2.5.4", 3, "1", State.MISSED),
        ("2.3.3", 2, "34", State.MET),
        ("2.3.3", 2, "36", State.MISSED),
    ],
)
def test_a_target_is_met_as_the_programme_words_it(
    programme: Programme, code: str, order: int, number: str, state: State
) -> None:
    target = Target.objects.get(indicator__code=code, order=order)
    assert state_of(target, Decimal(number), on=date(2026, 11, 25)) == state
    assert state_of(target, None, on=date(2026, 11, 25)) == State.NO_DATA


def test_where_a_unit_and_the_reports_differ_doubt_falls_against_the_unit(programme: Programme) -> None:
    none_left = Target.objects.get(indicator__code="2.5.8", order=2)
    assert state_of(none_left, Decimal(0), 4, on=date(2026, 11, 25)) == State.MISSED
    assert state_of(none_left, Decimal(0), 0, on=date(2026, 11, 25)) == State.MET


def test_reports_alone_refute_a_target_and_do_not_prove_it(programme: Programme) -> None:
    none_left = Target.objects.get(indicator__code="2.5.8", order=2)
    assert state_of(none_left, None, 4, on=date(2026, 11, 25)) == State.MISSED
    assert state_of(none_left, None, 0, on=date(2026, 11, 25)) == State.UNREFUTED


def test_before_the_deadline_a_target_that_is_not_met_has_time_left(coverage: Target) -> None:
    assert state_of(coverage, Decimal(90), on=date(2025, 12, 31)) == State.NOT_YET
