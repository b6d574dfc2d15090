"""A large month is counted ahead of its closing; what came since, was changed by hand or is missing is found."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F, Sum

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.core import edition
from backend.core.models import CalendarException
from backend.core.month import Month
from backend.indicators import prepared
from backend.indicators.close import CannotClose, Checked, close, counted, preview
from backend.indicators.counting import MonthCount
from backend.indicators.models import (
    EVENTS,
    ClosedMonth,
    MonthFact,
    PreparedMonth,
    Recount,
    Watermark,
)
from backend.indicators.recounted import recount_closed
from backend.indicators.rollup import fold
from backend.indicators.touched import seal_of, seal_of_events, touched
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
    monkeypatch.setattr(prepared, "LARGE", 0)


@pytest.fixture
def office() -> Staff:
    return staff(None, role=Role.PROGRAMME_OFFICE)


@pytest.fixture
def reports() -> list[Report]:
    made = [moved(filed(), Status.ACCEPTED, Status.RESOLVED), filed(), moved(filed(), Status.ACCEPTED)]
    fold(AFTER)
    return made


@pytest.fixture
def ahead(reports: list[Report]) -> list[Report]:
    """Return the reports, the month counted with what is known of them."""
    assert prepared.prepare_next(AFTER) == Watermark.objects.get(name=EVENTS).seq
    return reports


def last() -> int:
    return Watermark.objects.get(name=EVENTS).seq


def as_counted_anew() -> tuple[object, str]:
    count = prepared.count_all(NOVEMBER, upto=last(), as_of=AFTER)
    return count.rows(as_of=AFTER), count.history


def as_prepared() -> tuple[object, str] | None:
    count = prepared.counted(NOVEMBER, upto=last(), as_of=AFTER)
    return (count.rows(as_of=AFTER), count.history) if count else None


def test_a_month_counted_ahead_is_frozen_as_it_would_be_counted_anew(office: Staff, ahead: list[Report]) -> None:
    assert as_prepared() == as_counted_anew()
    assert counted(NOVEMBER, upto=last(), as_of=AFTER) == (as_counted_anew()[0], 0, as_counted_anew()[1])
    closed = close(NOVEMBER, by=office, now=AFTER)
    assert sum(closed.figures.values_list("received", flat=True)) == len(ahead)
    assert list(verify_month()) == []


def _resolve(report: Report) -> None:
    moved(report, Status.RESOLVED)


def _refuse(report: Report) -> None:
    moved(report, Status.REJECTED)


def _note(report: Report) -> None:
    note(report, "Đã gọi lại cho người dân.", by=staff(report.unit), now=AFTER)


def _take_out(report: Report) -> None:
    screen(report, Screening.SPAM, by=staff(report.unit), note="Quảng cáo.", now=AFTER)


@pytest.mark.parametrize("deed", [_resolve, _refuse, _note, _take_out])
def test_what_came_since_is_counted_at_the_closing(
    office: Staff, ahead: list[Report], deed: Callable[[Report], None]
) -> None:
    before = as_prepared()
    deed(ahead[2])
    assert as_prepared() == before  # not folded yet
    fold(AFTER)
    assert as_prepared() == as_counted_anew() != before
    close(NOVEMBER, by=office, now=AFTER)
    assert list(verify_month()) == []


def test_a_report_sent_since_is_counted_too(ahead: list[Report]) -> None:
    filed()
    fold(AFTER)
    assert as_prepared() == as_counted_anew()
    assert MonthFact.objects.aggregate(all=Sum("received"))["all"] == len(ahead) + 1


def test_the_worker_counts_again_only_after_many_events(ahead: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
    _resolve(ahead[2])
    fold(AFTER)
    assert prepared.prepare_next(AFTER) == 0
    monkeypatch.setattr(prepared, "BEHIND", 1)
    new = last() - PreparedMonth.objects.get().upto
    assert prepared.prepare_next(AFTER) == new > 0
    assert PreparedMonth.objects.get().upto == last()
    assert prepared.prepare_next(AFTER) == 0
    assert as_prepared() == as_counted_anew()


def test_too_many_events_since_mean_a_count_of_all(ahead: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "FAR", 1)
    _resolve(ahead[2])
    fold(AFTER)
    assert as_prepared() is None
    assert prepared.prepare_next(AFTER) == last()
    assert as_prepared() == as_counted_anew()


def test_a_large_month_that_is_not_counted_yet_is_not_closed_but_asked_for(
    office: Staff, reports: list[Report]
) -> None:
    with pytest.raises(CannotClose, match="đang được đếm"):
        preview(NOVEMBER, now=AFTER)
    with pytest.raises(CannotClose, match="đang được đếm"):
        close(NOVEMBER, by=office, now=AFTER)
    assert PreparedMonth.objects.get().is_asked
    assert prepared.prepare_next(AFTER) > 0
    assert not PreparedMonth.objects.get().is_asked
    assert preview(NOVEMBER, now=AFTER).total.received == len(reports)
    assert close(NOVEMBER, by=office, now=AFTER).revision == 1


def test_a_revision_of_a_month_long_closed_is_counted_when_it_is_asked_for(office: Staff, ahead: list[Report]) -> None:
    close(NOVEMBER, by=office, now=AFTER)
    PreparedMonth.objects.all().delete()
    _resolve(ahead[2])
    fold(AFTER)
    assert prepared.prepare_next(AFTER) == 0  # no month waits
    with pytest.raises(CannotClose, match="đang được đếm"):
        preview(NOVEMBER, now=AFTER)
    assert prepared.prepare_next(AFTER) > 0
    assert close(NOVEMBER, by=office, now=AFTER + timedelta(hours=1), reason="Bổ sung.").revision == 2


def test_a_small_month_is_counted_at_once(
    office: Staff, reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "LARGE", 100)
    assert prepared.prepare_next(AFTER) == 0
    assert close(NOVEMBER, by=office, now=AFTER).figures.count() >= 1
    assert len(reports) == 3


@pytest.mark.parametrize("change", ["content", "upto", "seal"])
def test_what_was_counted_ahead_cannot_be_changed_by_hand(
    ahead: list[Report], change: str, caplog: pytest.LogCaptureFixture
) -> None:
    row = PreparedMonth.objects.get()
    other = {"content": bytes(row.content)[:-1] + b"\0", "upto": row.upto - 1, "seal": "0" * 64}[change]
    PreparedMonth.objects.update(**{change: other})
    assert as_prepared() is None
    assert "changed by hand" in caplog.text
    assert prepared.prepare_next(AFTER) == last()
    assert as_prepared() == as_counted_anew()
    assert len(ahead) == 3


def test_another_secret_key_means_a_count_of_all_not_a_refusal(ahead: list[Report], settings: object) -> None:
    settings.SECRET_KEY = "another one, of a later year"  # type: ignore[attr-defined]  # pytest-django's
    assert as_prepared() is None
    assert prepared.prepare_next(AFTER) == last()
    assert as_prepared() == as_counted_anew()
    assert len(ahead) == 3


def test_a_day_off_declared_since_means_a_count_of_all(ahead: list[Report]) -> None:
    CalendarException.objects.create(day=date(2026, 11, 26), works=False, reason="Nghỉ bù.")
    edition.changed()
    edition.forget()
    assert as_prepared() is None
    prepared.prepare_next(AFTER)
    assert as_prepared() == as_counted_anew()
    assert len(ahead) == 3


def test_a_day_off_declared_while_a_month_is_counted_means_a_count_at_the_next_step(
    reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = prepared.count_all

    def slow(*some: Any, **more: Any) -> MonthCount:
        count = whole(*some, **more)
        CalendarException.objects.create(day=date(2026, 11, 26), works=False, reason="Nghỉ bù.")
        edition.changed()
        edition.forget()
        return count

    monkeypatch.setattr(prepared, "count_all", slow)
    assert prepared.prepare_next(AFTER) == 0
    assert as_prepared() is None
    monkeypatch.setattr(prepared, "count_all", whole)
    assert prepared.prepare_next(AFTER) == last()
    assert as_prepared() == as_counted_anew()
    assert len(reports) == 3


def test_one_worker_counts_at_a_time(reports: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
    whole, seen = prepared.count_all, []

    def slow(*some: Any, **more: Any) -> MonthCount:
        seen.append(prepared.prepare_next(AFTER))  # another worker, meanwhile
        return whole(*some, **more)

    monkeypatch.setattr(prepared, "count_all", slow)
    assert prepared.prepare_next(AFTER) == last()
    assert seen == [0]
    PreparedMonth.objects.update(lease_until=AFTER + prepared.LEASE, content=b"")  # a worker that died
    assert prepared.prepare_next(AFTER) == 0
    assert prepared.prepare_next(AFTER + prepared.LEASE) == last()
    assert len(reports) == 3


def test_other_rules_mean_a_count_of_all(ahead: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "RULES", prepared.RULES + 1)
    assert as_prepared() is None
    assert len(ahead) == 3


def test_a_slower_worker_does_not_write_over_what_a_faster_one_knows(ahead: list[Report]) -> None:
    count = prepared.count_all(NOVEMBER, upto=last(), as_of=AFTER)
    before = PreparedMonth.objects.get()
    prepared._keep(count, upto=before.upto - 1)
    assert PreparedMonth.objects.get().upto == before.upto
    assert len(ahead) == 3


@pytest.mark.parametrize("edition_of_then", [3, 4])
def test_a_month_sealed_as_in_earlier_editions_still_verifies(
    office: Staff, ahead: list[Report], monkeypatch: pytest.MonkeyPatch, edition_of_then: int
) -> None:
    """Over every event in the third, over the heads of the chains in the fourth."""
    count = prepared.count_all(NOVEMBER, upto=last(), as_of=AFTER)
    history = seal_of(count.heads) if edition_of_then == 4 else seal_of_events(_touched(), upto=last())
    rows = count.rows(as_of=AFTER)
    monkeypatch.setattr("backend.indicators.frozen.EDITION", edition_of_then)
    monkeypatch.setattr("backend.indicators.close.counted", lambda *_some, **_more: Checked(rows, 0, history))
    assert close(NOVEMBER, by=office, now=AFTER).edition == edition_of_then
    assert list(verify_month()) == []
    assert len(ahead) == 3


def _touched() -> list[int]:
    return touched(NOVEMBER, upto=last())


def test_a_month_that_was_closed_on_wrong_numbers_is_told_by_the_recount(
    office: Staff, ahead: list[Report], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has the key, too, writes what they like: what the events say is counted afterwards all the same."""
    count = prepared.count_all(NOVEMBER, upto=last(), as_of=AFTER)
    place = next(iter(count.numbers))
    count.numbers[place]["resolved"] += 1
    prepared._keep(count, upto=last())  # as many events: what stands stays
    PreparedMonth.objects.all().delete()
    prepared._keep(count, upto=last())
    for looked_at in ("report_months.differing", "frozen.days_that_differ"):
        monkeypatch.setattr(f"backend.indicators.{looked_at}", lambda *_some: set())
    MonthFact.objects.filter(ward=place[0], unit=place[1], category=place[2]).update(resolved=F("resolved") + 1)
    closed = close(NOVEMBER, by=office, now=AFTER)
    recount_closed(AFTER)
    assert Recount.objects.get(closed=closed).differs >= 1
    assert "differs from its events" in caplog.text
    assert ClosedMonth.objects.count() == 1
    assert len(ahead) == 3
