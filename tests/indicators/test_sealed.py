"""A large month is closed by the seals on its reports; what was changed by hand, came late or is missing is found."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Sum

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators import sealed
from backend.indicators.close import CannotClose, Checked, close, counted, preview
from backend.indicators.facts import MEASURES
from backend.indicators.frozen import from_events
from backend.indicators.models import EVENTS, ClosedMonth, Counted, DailyFact, Recount, ReportMonth, Watermark
from backend.indicators.recount import verify
from backend.indicators.recounted import recount_closed
from backend.indicators.rollup import fold
from backend.indicators.seals import of_month
from backend.indicators.touched import seal_of_events, touched
from backend.indicators.verify_month import verify_month
from backend.reports.models import Report, Screening, Status
from backend.reports.note import note
from backend.reports.screening import screen
from tests.reports.filing import CITY, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "large"), pytest.mark.database]
NOVEMBER = Month(2026, 11)
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "LARGE", 0)


@pytest.fixture
def office() -> Staff:
    return staff(None, role=Role.PROGRAMME_OFFICE)


@pytest.fixture
def reports() -> list[Report]:
    made = [moved(filed(), Status.ACCEPTED, Status.RESOLVED), filed(), moved(filed(), Status.ACCEPTED)]
    fold(AFTER)
    return made


def differing() -> int:
    return sealed.check(NOVEMBER, upto=Watermark.objects.get(name=EVENTS).seq, as_of=AFTER).differs


def broken() -> list[int]:
    """Return the reports of the month whose seal does not hold."""
    rows = sealed._reports(NOVEMBER)
    return [one for one, head, _n, seals, found in rows if seals != {of_month(one, head, "2026-11-01", found)}]


def test_a_month_closed_by_seals_is_what_a_recount_freezes(office: Staff, reports: list[Report]) -> None:
    assert len(reports) == 3
    upto = Watermark.objects.get(name=EVENTS).seq
    rows, history = from_events(NOVEMBER, upto=upto, as_of=AFTER)
    assert counted(NOVEMBER, upto=upto, as_of=AFTER) == (rows, 0, history)
    closed = close(NOVEMBER, by=office, now=AFTER)
    assert sum(closed.figures.values_list("received", flat=True)) == 3
    assert list(verify_month()) == []


def test_what_came_later_leaves_the_seal_of_the_history_as_it_was(reports: list[Report]) -> None:
    upto = Watermark.objects.get(name=EVENTS).seq
    before = sealed.check(NOVEMBER, upto=upto, as_of=AFTER)
    note(reports[1], "Đã gọi lại cho người dân.", by=staff(reports[1].unit), now=AFTER)
    assert sealed.check(NOVEMBER, upto=upto, as_of=AFTER) == before
    assert from_events(NOVEMBER, upto=upto, as_of=AFTER).history == before.history
    fold(AFTER)
    later = Watermark.objects.get(name=EVENTS).seq
    assert sealed.check(NOVEMBER, upto=later, as_of=AFTER).history != before.history


def test_a_month_sealed_over_every_event_still_verifies(
    office: Staff, reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As months of the third edition were."""
    upto = Watermark.objects.get(name=EVENTS).seq
    history = seal_of_events(touched(NOVEMBER, upto=upto), upto=upto)
    rows = from_events(NOVEMBER, upto=upto, as_of=AFTER).rows
    monkeypatch.setattr("backend.indicators.frozen.EDITION", 3)
    monkeypatch.setattr("backend.indicators.close.counted", lambda *_some, **_more: Checked(rows, 0, history))
    assert close(NOVEMBER, by=office, now=AFTER).edition == 3
    assert list(verify_month()) == []
    assert len(reports) == 3


def test_no_report_is_counted_anew_where_all_seals_hold(reports: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.indicators.facts.histories", lambda *_some, **_more: pytest.fail("counted anew"))
    assert (len(reports), differing()) == (3, 0)


def test_a_note_after_the_count_breaks_the_seal_and_the_recount_finds_the_same(reports: list[Report]) -> None:
    note(reports[0], "Đã gọi lại cho người dân.", by=staff(reports[0].unit), now=AFTER)
    assert broken() == [reports[0].pk]
    assert differing() == 0


@pytest.mark.parametrize("measure", ["resolved", "late", "received"])
def test_numbers_changed_together_by_hand_are_found(office: Staff, reports: list[Report], measure: str) -> None:
    """Whoever may write to the tables of figures changes all of them alike: only the seal tells."""
    report = reports[0]
    wanted = ReportMonth.objects.filter(report=report, first_day=NOVEMBER.first_day)
    number = wanted.values_list(measure, flat=True).get()
    wanted.update(**{measure: number + 1})
    DailyFact.objects.filter(pk=DailyFact.objects.filter(day__month=11).first().pk).update(**{measure: number + 1})  # type: ignore[union-attr]  # there is one
    assert differing() >= 1
    assert preview(NOVEMBER, now=AFTER).differs >= 1
    with pytest.raises(CannotClose, match="chưa khớp"):
        close(NOVEMBER, by=office, now=AFTER)


@pytest.mark.parametrize(
    "changes",
    [
        {"solved_hours": 999},
        {"solved_hours": None},
        {"is_out": True},
        {"next_due": AFTER},
        {"sent_at": datetime(2026, 11, 3, 9, 0, 0, 5, tzinfo=CITY)},
        {"sent_at": None},
    ],
)
def test_how_long_a_report_took_cannot_be_changed_by_hand(reports: list[Report], changes: dict[str, object]) -> None:
    assert broken() == []
    assert Counted.objects.filter(report=reports[0]).exclude(**changes).update(**changes) == 1
    assert broken() == [reports[0].pk]
    assert differing() == 1


def test_a_report_that_counts_and_has_no_row_is_counted_anew(reports: list[Report]) -> None:
    assert list(sealed._uncounted(NOVEMBER)) == []
    ReportMonth.objects.filter(report=reports[1]).delete()
    assert list(sealed._uncounted(NOVEMBER)) == [reports[1].pk]


def test_a_report_that_counts_for_nothing_needs_its_seal(reports: list[Report]) -> None:
    held = filed()
    screen(held, Screening.SPAM, by=staff(held.unit), note="Quảng cáo.", now=AFTER)
    fold(AFTER)
    assert not ReportMonth.objects.filter(report=held).exists()
    assert list(sealed._uncounted(NOVEMBER)) == []
    Counted.objects.filter(report=held).update(seal="")
    assert list(sealed._uncounted(NOVEMBER)) == [held.pk]
    assert (len(reports), differing()) == (3, 0)


def test_reports_taken_out_of_the_figures_are_missed(reports: list[Report]) -> None:
    """All rows of a report are gone, and the daily facts fit: it was sent in the month, so it is asked for."""
    out = reports[1]
    row = ReportMonth.objects.get(report=out, first_day=NOVEMBER.first_day)
    for measure in MEASURES:
        fact = DailyFact.objects.filter(day__month=11, **{f"{measure}__gte": 1}).first()
        if getattr(row, measure) and fact:
            DailyFact.objects.filter(pk=fact.pk).update(**{measure: getattr(fact, measure) - 1})
    row.delete()
    Counted.objects.filter(report=out).delete()
    assert differing() == 1


def test_another_secret_key_means_a_recount_not_a_refusal(reports: list[Report], settings: object) -> None:
    settings.SECRET_KEY = "another one, of a later year"  # type: ignore[attr-defined]  # pytest-django's
    assert len(broken()) == len(reports)
    assert differing() == 0


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


def test_a_month_that_was_closed_on_wrong_numbers_is_told_by_the_recount(
    office: Staff, reports: list[Report], caplog: pytest.LogCaptureFixture
) -> None:
    """The rows of a report of an earlier month go, and its seal with them: no seal is left to break."""
    Report.objects.filter(pk=reports[1].pk).update(created_at=datetime(2026, 10, 31, 9, 0, tzinfo=CITY))
    ReportMonth.objects.filter(report=reports[1]).delete()
    Counted.objects.filter(report=reports[1]).delete()
    _fit_the_daily_facts()
    closed = close(NOVEMBER, by=office, now=AFTER)
    recount_closed(AFTER)
    assert Recount.objects.get(closed=closed).differs >= 1
    assert "differs from its events" in caplog.text
    assert ClosedMonth.objects.count() == 1


def _fit_the_daily_facts() -> None:
    """Take from the daily facts what the lists no longer have, as somebody with a plan would."""
    behind = ReportMonth.objects.filter(first_day=NOVEMBER.first_day)
    for fact in DailyFact.objects.filter(day__month=11):
        place = {"ward": fact.ward_id, "unit": fact.unit_id, "category": fact.category_id}
        sums = behind.filter(**place).aggregate(**{f"all_{measure}": Sum(measure) for measure in MEASURES})
        there = [measure for measure in MEASURES if getattr(fact, measure)]
        DailyFact.objects.filter(pk=fact.pk).update(**{measure: sums[f"all_{measure}"] or 0 for measure in there})
