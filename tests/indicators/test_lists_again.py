"""The lists behind a month, report by report, are what the events say; what was changed by hand is found."""

from datetime import datetime, timedelta

import pytest

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.close import close
from backend.indicators.facts import MEASURES
from backend.indicators.lists_again import lists_differ
from backend.indicators.models import Counted, Recount, ReportMonth
from backend.indicators.recount import verify
from backend.indicators.recounted import recount_closed
from backend.indicators.rollup import fold
from backend.reports.models import Report, Status
from backend.reports.note import note
from tests.reports.filing import CITY, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
NOVEMBER = Month(2026, 11)
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)


@pytest.fixture
def office() -> Staff:
    return staff(None, role=Role.PROGRAMME_OFFICE)


@pytest.fixture
def reports() -> list[Report]:
    made = [moved(filed(), Status.ACCEPTED, Status.RESOLVED), filed(), moved(filed(), Status.ACCEPTED)]
    fold(AFTER)
    return made


def test_rows_that_two_reports_swapped_are_found_afterwards(office: Staff, reports: list[Report]) -> None:
    """The sums are the same: only report by report it is seen."""
    assert lists_differ(NOVEMBER, now=AFTER) == 0
    resolved, sent = (ReportMonth.objects.get(report=one, first_day=NOVEMBER.first_day) for one in reports[:2])
    for row, other in ((resolved, sent), (sent, resolved)):
        ReportMonth.objects.filter(pk=row.pk).update(**{name: getattr(other, name) for name in MEASURES})
    assert lists_differ(NOVEMBER, now=AFTER) == 2
    closed = close(NOVEMBER, by=office, now=AFTER)
    recount_closed(AFTER)
    assert Recount.objects.get(closed=closed).differs == 2


def test_a_course_changed_by_hand_is_found_afterwards(reports: list[Report]) -> None:
    Counted.objects.filter(report=reports[0]).update(solved_hours=999)
    assert lists_differ(NOVEMBER, now=AFTER) == 1


def test_what_is_not_folded_yet_is_no_difference(reports: list[Report]) -> None:
    moved(reports[2], Status.RESOLVED)
    assert lists_differ(NOVEMBER, now=AFTER) == 0
    fold(AFTER)
    assert lists_differ(NOVEMBER, now=AFTER) == 0


def test_a_neighbour_that_nothing_happened_to_keeps_its_place_in_the_lists(reports: list[Report]) -> None:
    for one in (reports[0], reports[2]):
        note(one, "Ghi chú.", by=staff(one.unit), now=AFTER)
    fold(AFTER + timedelta(minutes=1))
    assert ReportMonth.objects.filter(first_day=NOVEMBER.first_day, received=1).count() == len(reports)
    assert verify(now=AFTER + timedelta(minutes=1)) == []


def test_verify_finds_a_list_that_is_shorter_than_its_number(reports: list[Report]) -> None:
    ReportMonth.objects.filter(report=reports[1]).delete()
    found = {one.fact.measure: (one.in_table, one.from_events) for one in verify(now=AFTER)}
    assert found["received"] == (2, 3)


def test_a_closed_month_is_counted_once_more_afterwards(office: Staff, reports: list[Report]) -> None:
    closed = close(NOVEMBER, by=office, now=AFTER)
    later = AFTER + timedelta(minutes=1)
    assert (recount_closed(later), recount_closed(later)) == (1, 0)
    kept = Recount.objects.get()
    assert (kept.closed_id, kept.differs, kept.at) == (closed.pk, 0, later)
    assert len(reports) == 3


def test_tables_that_are_ahead_of_the_watermark_are_no_difference(
    office: Staff, reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fold counts a report before it raises the mark, and reads whatever has come until then."""
    closed = close(NOVEMBER, by=office, now=AFTER)
    for status in (Status.IN_PROGRESS, Status.RESOLVED):
        moved(reports[2], status)
    monkeypatch.setattr("backend.indicators.rollup._raise_mark", lambda *_seen: False)
    fold(AFTER)
    recount_closed(AFTER)
    assert Recount.objects.get(closed=closed).differs == 0
