"""Shares of the registers as of a day, counted by hand from a few dated states."""

from datetime import date

import pytest

from backend.core.month import Month
from backend.places.locate import wards_in_force
from backend.registers import looks, shares
from backend.registers.entries import change_state
from backend.registers.looks import NewInspection
from backend.registers.models import Entry
from backend.registers.shares import Share, Shares
from backend.registers.standing import EntryKind, State, Subject
from tests.registers.entries import SAI_DONG, VIET_HUNG, office, registered
from tests.reports.filing import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

OF_14 = date(2024, 12, 31)
POLLUTERS = EntryKind.POLLUTING_ESTABLISHMENT


def _to(entry: Entry, state: State, on: date) -> None:
    change_state(entry, state, on=on, note="", by=office(), now=NOW)


def _of(found: Shares, slug: str) -> Share:
    return next(share for ward, share in found.by_ward.items() if ward.slug == slug)


@pytest.fixture
def workshops() -> None:
    """Three among homes since 10 January (one moves in March, one is controlled from April), and one elsewhere."""
    moves = registered(POLLUTERS, "Xưởng một", is_residential=True)
    stays = registered(POLLUTERS, "Xưởng hai", is_residential=True)
    registered(POLLUTERS, "Xưởng ba", at=SAI_DONG, is_residential=True, since=date(2026, 2, 1))
    registered(POLLUTERS, "Xưởng bốn", at=VIET_HUNG)
    _to(moves, State.RELOCATED, date(2026, 3, 15))
    _to(stays, State.CONTROLLED, date(2026, 4, 1))


@pytest.mark.usefixtures("workshops")
@pytest.mark.parametrize(
    ("on", "left", "in_order"),
    [
        (date(2026, 1, 9), Share(0, 0), Share(0, 0)),
        (date(2026, 1, 10), Share(2, 2), Share(0, 3)),
        (date(2026, 3, 14), Share(3, 3), Share(0, 4)),
        (date(2026, 3, 15), Share(2, 3), Share(0, 3)),
        (date(2026, 4, 1), Share(2, 3), Share(1, 3)),
    ],
)
def test_the_figures_of_a_day_follow_from_the_states_of_that_day(on: date, left: Share, in_order: Share) -> None:
    assert shares.left_in_residential(POLLUTERS, on=on, wards_on=OF_14).district == left
    assert shares.controlled(POLLUTERS, on=on, wards_on=OF_14).district == in_order


@pytest.mark.usefixtures("workshops")
def test_every_ward_has_its_share_and_a_share_of_nothing_is_no_figure() -> None:
    found = shares.controlled(POLLUTERS, on=date(2026, 4, 1), wards_on=OF_14)
    assert len(found.by_ward) == 14
    assert (_of(found, "ngoc-lam"), _of(found, "sai-dong")) == (Share(1, 1), Share(0, 1))
    assert (_of(found, "ngoc-lam").percent, _of(found, "sai-dong").percent) == (100.0, 0.0)
    assert _of(found, "cu-khoi").percent is None
    assert sum(one.whole for one in found.by_ward.values()) + found.elsewhere.whole == found.district.whole


@pytest.mark.usefixtures("workshops")
def test_the_same_day_is_told_on_another_set_of_wards_by_each_point() -> None:
    found = shares.controlled(POLLUTERS, on=date(2026, 4, 1), wards_on=date(2025, 7, 1))
    assert (len(found.by_ward), found.district) == (4, Share(1, 3))
    assert _of(found, "bo-de") == Share(1, 1)  # Ngọc Lâm went to Bồ Đề


def test_a_later_row_of_the_same_day_is_the_one_that_counts() -> None:
    entry = registered(POLLUTERS, "Xưởng")
    for state in (State.VIOLATING, State.CONTROLLED):
        _to(entry, state, date(2026, 2, 1))
    assert shares.controlled(POLLUTERS, on=date(2026, 2, 1), wards_on=OF_14).district == Share(1, 1)


def test_a_model_is_in_place_where_its_dossier_is_recognised() -> None:
    wards = wards_in_force(OF_14)
    registered(EntryKind.RECOGNITION, "Mô hình", subject=Subject.BANQUET_MODEL, state=State.RECOGNISED)
    registered(EntryKind.RECOGNITION, "Mô hình", at=SAI_DONG, subject=Subject.BANQUET_MODEL)
    registered(EntryKind.RECOGNITION, "Hồ sơ", at=VIET_HUNG, subject=Subject.ALERT_MODEL, state=State.RECOGNISED)
    found = shares.model_in_place(Subject.BANQUET_MODEL, on=date(2026, 2, 1), wards_on=OF_14)
    assert found.have == Share(1, 14)
    assert {ward.slug for ward in found.missing} == {ward.slug for ward in wards} - {"ngoc-lam"}
    assert shares.model_in_place(Subject.BANQUET_MODEL, on=date(2026, 1, 9), wards_on=OF_14).have == Share(0, 14)


def test_inspected_counts_an_entry_once_a_month_and_only_while_it_is_there() -> None:
    one, two, gone = (registered(EntryKind.MAKESHIFT_MARKET, f"Chợ cóc {number}") for number in range(3))
    for entry, on in (
        (one, date(2026, 10, 1)),
        (one, date(2026, 10, 31)),
        (two, date(2026, 9, 30)),
        (two, date(2026, 11, 1)),
        (gone, date(2026, 10, 5)),
    ):
        looks.inspect(entry, NewInspection(on, "Phòng Kinh tế", "passed"), by=office(), now=NOW)
    _to(gone, State.CLOSED, date(2026, 10, 20))
    found = shares.inspected(EntryKind.MAKESHIFT_MARKET, Month(2026, 10), wards_on=OF_14)
    assert found.district == Share(1, 2)


def test_recognised_is_less_than_controlled() -> None:
    registered(state=State.CONTROLLED)
    registered(name="Chợ thứ hai", state=State.RECOGNISED)
    on = date(2026, 2, 1)
    assert shares.controlled(EntryKind.MARKET, on=on, wards_on=OF_14).district == Share(2, 2)
    assert shares.recognised(EntryKind.MARKET, on=on, wards_on=OF_14).district == Share(1, 2)
    wards = shares.wards_with_recognised(EntryKind.MARKET, on=on, wards_on=OF_14)
    assert (wards.have, len(wards.missing)) == (Share(1, 14), 13)
    title = {"on": on, "wards_on": OF_14, "subject": Subject.WARD}
    assert shares.recognised(EntryKind.RECOGNITION, **title).district.percent is None  # type: ignore[arg-type]  # as above
