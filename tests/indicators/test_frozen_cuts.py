"""A closed month keeps its cuts by street, hot spot, site and channel: they add up, and nobody changes them."""

from datetime import datetime

import pytest
from django.db import DatabaseError, transaction

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.behind import PLACES, Cell, behind, frozen_of
from backend.indicators.close import CannotClose, close
from backend.indicators.facts import MEASURES
from backend.indicators.models import ClosedMonth, FrozenCut, FrozenFigure
from backend.indicators.place_cuts import CutLine, place_cut
from backend.indicators.rollup import fold
from backend.indicators.verify_month import verify_month
from backend.places.models import Street
from backend.reports.models import Report, Status
from tests.reports.filing import CITY, filed, moved, staff

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.database]

NOVEMBER = Month(2026, 11)
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)
ELSEWHERE = (21.0620, 105.8980)


@pytest.fixture
def office() -> Staff:
    return staff(None, role=Role.PROGRAMME_OFFICE)


@pytest.fixture
def reports(city: None) -> list[Report]:
    """Return one solved on Phố Ngọc Lâm, one left open there, one refused elsewhere, sent by telephone."""
    solved = moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    refused = moved(filed(lat=ELSEWHERE[0], lon=ELSEWHERE[1]), Status.REJECTED)
    Report.objects.filter(pk=refused.pk).update(channel="phone")
    return [solved, filed(), refused]


def lines(by: str) -> dict[str, CutLine]:
    return {one.key: one for one in place_cut(NOVEMBER, by).lines}


def received(by: str) -> dict[str, int]:
    return {key: dict(one.numbers)["received"] for key, one in lines(by).items()}


def test_what_was_counted_is_what_is_frozen_line_by_line(office: Staff, reports: list[Report]) -> None:
    fold(AFTER)
    before = {by: {key: one.numbers for key, one in lines(by).items()} for by in PLACES}
    assert place_cut(NOVEMBER, "street").closed is None
    closed = close(NOVEMBER, by=office, now=AFTER)
    assert {by: {key: one.numbers for key, one in lines(by).items()} for by in PLACES} == before
    assert place_cut(NOVEMBER, "street").closed == closed
    assert received("street")[str(reports[0].street_id)] == 2
    assert received("channel") == {"web": 2, "phone": 1}
    assert list(verify_month()) == []


def test_of_each_cut_the_lines_add_up_to_the_month(office: Staff, reports: list[Report]) -> None:
    assert len(reports) == 3
    closed = close(NOVEMBER, by=office, now=AFTER)
    for measure in MEASURES:
        whole = sum(FrozenFigure.objects.filter(closed=closed).values_list(measure, flat=True))
        for by in PLACES:
            assert sum(FrozenCut.objects.filter(closed=closed, cut=by).values_list(measure, flat=True)) == whole


def test_a_report_that_moves_or_a_street_that_is_renamed_changes_no_closed_month(
    office: Staff, reports: list[Report]
) -> None:
    street = reports[0].street
    assert street is not None
    close(NOVEMBER, by=office, now=AFTER)
    Report.objects.filter(pk=reports[1].pk).update(street=None)
    Street.objects.filter(pk=street.pk).update(name="Phố Khác")
    assert received("street")[str(street.pk)] == 2
    assert lines("street")[str(street.pk)].name == "Phố Ngọc Lâm"
    cell = Cell(month=NOVEMBER, figure="received", place={"street": street.pk})
    kept = frozen_of(cell)
    assert kept is not None
    assert (kept.number, behind(cell, now=AFTER).number) == (2, 1)  # the list says that the two differ
    again = close(NOVEMBER, by=office, now=AFTER, reason="Ghim đặt nhầm phố.")
    assert (again.revision, received("street")[str(street.pk)], list(verify_month())) == (2, 1, [])
    with pytest.raises(CannotClose, match="không có gì thay đổi"):
        close(NOVEMBER, by=office, now=AFTER, reason="Thử lại")


def test_a_deadline_that_fell_is_on_time_or_late_at_a_place_too(office: Staff, reports: list[Report]) -> None:
    filed(now=datetime(2026, 11, 2, 9, 0, tzinfo=CITY))  # nobody did anything until its deadline
    close(NOVEMBER, by=office, now=AFTER)
    cell = Cell(month=NOVEMBER, figure="resolve_due", place={"street": reports[0].street_id})
    kept = frozen_of(cell)
    assert kept is not None
    assert kept.number == behind(cell, now=AFTER).number > 0
    nowhere = frozen_of(Cell(month=NOVEMBER, figure="received", place={"hotspot": 99999}))
    assert nowhere is not None
    assert nowhere.number == 0
    within = Cell(month=NOVEMBER, figure="received", ward=reports[0].ward_id, place={"channel": "web"})
    assert frozen_of(within) is None


def test_no_cut_is_changed_and_one_slipped_in_is_found(office: Staff, reports: list[Report]) -> None:
    assert reports
    closed = close(NOVEMBER, by=office, now=AFTER)
    row = FrozenCut.objects.filter(closed=closed)[0]
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        FrozenCut.objects.filter(pk=row.pk).update(received=9)
    FrozenCut.objects.create(closed=closed, cut="site", key="7", received=1)
    assert [fault.what for fault in verify_month()] == [
        "the hash",
        "the cut by site does not add up to the figures",
    ]


def test_a_month_closed_before_cuts_were_kept_is_counted_as_reports_stand_and_says_so(
    office: Staff, reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.indicators.frozen.EDITION", 2)
    close(NOVEMBER, by=office, now=AFTER)
    assert ClosedMonth.objects.get().edition == 2
    assert place_cut(NOVEMBER, "street").closed is None
    assert received("street")[str(reports[0].street_id)] == 2
