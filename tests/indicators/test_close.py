"""A month is closed once and for all: frozen, signed, chained, and every attack is refused or found."""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from backend.accounts.actor import Reporter, Staff
from backend.accounts.models import Role
from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators.board import board
from backend.indicators.close import CannotClose, NotOffice, close, preview
from backend.indicators.cuts import cuts
from backend.indicators.facts import MEASURES
from backend.indicators.figures import Figures
from backend.indicators.models import (
    EVENTS,
    ClosedMonth,
    Counted,
    DailyFact,
    DailyRefusal,
    FrozenFigure,
    MonthFact,
    Watermark,
)
from backend.indicators.query import Scope, monthly
from backend.indicators.rollup import fold
from backend.indicators.verify_month import verify_month
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Event, Report, Status
from tests.reports.filing import CITY, NOW, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)


@pytest.fixture
def office() -> Staff:
    return staff(None, role=Role.PROGRAMME_OFFICE)


@pytest.fixture
def report() -> Report:
    return moved(filed(), Status.ACCEPTED, Status.RESOLVED)


def test_what_is_frozen_is_what_the_events_say(office: Staff, report: Report) -> None:
    filed()
    closed = close(NOVEMBER, by=office, now=AFTER)
    row = FrozenFigure.objects.get(closed=closed, ward=report.ward, unit=report.unit, category=report.category)
    assert (row.received, row.accepted, row.resolved) == (2, 1, 1)
    assert (closed.revision, closed.previous, closed.signed_as) == (1, "", str(office.user))
    assert list(verify_month()) == []
    event = Event.objects.get(kind="month_closed")
    assert (event.data["head"], event.actor, event.report) == (closed.head, office.user, None)


def test_only_the_programmes_office_closes(report: Report) -> None:
    with pytest.raises(NotOffice):
        close(NOVEMBER, by=staff(report.unit, role=Role.UNIT_HEAD), now=AFTER)
    assert not ClosedMonth.objects.exists()


def test_a_month_is_closed_when_it_is_over(office: Staff, report: Report) -> None:
    with pytest.raises(CannotClose, match="chưa kết thúc"):
        close(NOVEMBER, by=office, now=NOVEMBER.next.starts_at - timedelta(seconds=1))
    assert report.created_at < NOVEMBER.next.starts_at
    assert close(NOVEMBER, by=office, now=NOVEMBER.next.starts_at).revision == 1


def test_months_are_closed_one_after_the_other(office: Staff, report: Report) -> None:
    assert report.pk
    later = datetime(2027, 1, 10, 9, 0, tzinfo=CITY)
    with pytest.raises(CannotClose, match="11/2026"):
        close(DECEMBER, by=office, now=later)
    first = close(NOVEMBER, by=office, now=later)
    second = close(DECEMBER, by=office, now=later)
    assert second.previous == first.head


def test_a_late_fact_makes_a_second_revision_with_a_reason_and_both_are_kept(office: Staff, report: Report) -> None:
    first = close(NOVEMBER, by=office, now=AFTER)
    with pytest.raises(CannotClose, match="không có gì thay đổi"):
        close(NOVEMBER, by=office, now=AFTER + timedelta(hours=1), reason="Thử lại")
    other = filed()  # of November, come to light later
    with pytest.raises(Refused) as refused:
        close(NOVEMBER, by=office, now=AFTER + timedelta(hours=2))
    assert refused.value.field == "reason"
    second = close(NOVEMBER, by=office, now=AFTER + timedelta(hours=2), reason="Bổ sung phản ánh nhận muộn.")
    assert (second.revision, second.previous, second.reason) == (2, first.head, "Bổ sung phản ánh nhận muộn.")
    received = [sum(row.received for row in one.figures.all()) for one in (first, second)]
    assert received == [1, 2]
    assert other.created_at < NOVEMBER.next.starts_at
    assert list(verify_month()) == []


def test_what_happens_after_the_closing_leaves_the_closed_month_alone(office: Staff, report: Report) -> None:
    closed = close(NOVEMBER, by=office, now=AFTER)
    moment = report.created_at + timedelta(days=1)
    advance(report, Status.ACCEPTED, by=Reporter(), now=moment, move=Move(note="Rác vẫn còn nguyên."))
    fold(AFTER + timedelta(days=1))
    assert DailyFact.objects.filter(reopened=1).exists()
    assert not closed.figures.filter(reopened__gt=0).exists()
    assert list(verify_month()) == []


def test_page_board_and_programs_read_a_closed_month_from_what_was_frozen(
    client: Client, office: Staff, report: Report
) -> None:
    refused = moved(filed(), Status.REJECTED)
    closed = close(NOVEMBER, by=office, now=AFTER)
    scope = Scope(first=NOVEMBER, last=NOVEMBER)
    before = cuts(scope, now=AFTER)
    assert before.closed == {NOVEMBER: closed}
    for change in (DailyFact, DailyRefusal, Counted):
        change.objects.all().delete()  # whatever becomes of the daily facts
    after = cuts(scope, now=AFTER)
    assert after.tables == before.tables
    assert after.total == before.total
    assert monthly(scope).total == frozen_total(closed)
    line = board(NOVEMBER, wards=[], now=AFTER).total
    assert (line.this.received, line.this.refused, line.this.resolved) == (2, 1, 1)
    month = client.get("/api/v1/figures", {"from": "2026-11", "to": "2026-11"}).json()["months"][0]
    assert (month["frozen"], month["revision"], month["head"]) == (True, 1, closed.head)
    assert refused.pk != report.pk


def frozen_total(closed: ClosedMonth) -> Figures:
    """Return the sum of the frozen rows, by SQL of its own."""
    with connection.cursor() as cursor:
        columns = ", ".join(f"SUM({measure})" for measure in MEASURES)
        cursor.execute(f"SELECT {columns} FROM indicators_frozenfigure WHERE closed_id = %s", [closed.pk])  # noqa: S608  # our own columns
        row = cursor.fetchone()
    assert row is not None
    return Figures(**dict(zip(MEASURES, row, strict=True)))


def test_the_preview_says_what_would_be_frozen_and_what_is_in_the_way(office: Staff, report: Report) -> None:
    shown = preview(NOVEMBER, now=NOVEMBER.next.starts_at)
    assert (shown.total.received, shown.revision, shown.before, shown.differs) == (1, 1, None, 0)
    assert shown.may_reopen
    for model in (DailyFact, MonthFact):
        with transaction.atomic():
            model._default_manager.filter(received=1).update(received=5)
            assert preview(NOVEMBER, now=AFTER).differs == 1
            transaction.set_rollback(True)
    MonthFact.objects.filter(received=1).update(received=5)
    with pytest.raises(CannotClose, match="chưa khớp"):
        close(NOVEMBER, by=office, now=AFTER)
    assert report.pk
    assert not ClosedMonth.objects.exists()


def test_what_was_looked_at_is_closed_though_others_wait_longer_meanwhile(office: Staff, report: Report) -> None:
    filed()  # it waits, and waits longer every hour
    seen = preview(NOVEMBER, now=AFTER).seal
    assert close(NOVEMBER, by=office, now=AFTER + timedelta(hours=5), seen=seen).revision == 1
    moved(filed(), Status.REJECTED)
    late = AFTER + timedelta(hours=6)
    with pytest.raises(CannotClose, match="vừa thay đổi"):
        close(NOVEMBER, by=office, now=late, seen=seen, reason="Bổ sung.")
    assert report.pk


def test_what_is_not_folded_yet_is_not_closed(office: Staff, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.indicators.close.fold", lambda _now: 0)  # another worker is at it
    Watermark.objects.create(name=EVENTS)
    with pytest.raises(CannotClose, match="đang được tính"):
        close(NOVEMBER, by=office, now=AFTER)
    with pytest.raises(CannotClose, match="đang được tính"):
        preview(NOVEMBER, now=AFTER)
    assert report.pk
    assert not ClosedMonth.objects.exists()


def test_the_commands_close_and_verify(office: Staff, report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.created_at.astimezone(CITY).date() == NOW.date()
    with pytest.raises(CommandError, match="chưa kết thúc"):
        call_command("close_month", "2999-01", by=office.user.username)
    with pytest.raises(CommandError, match="Không có người dùng"):
        call_command("close_month", "2026-10", by="khong-co")
    with pytest.raises(CommandError, match="chưa có số liệu nào"):
        call_command("close_month", "2016-10", by=office.user.username)  # a slip of the year
    filed(now=datetime(2026, 10, 5, 9, 0, tzinfo=CITY))
    call_command("close_month", "2026-10", by=office.user.username)
    call_command("verify_month", "2026-10")
    said = capsys.readouterr().out
    assert "Đã chốt 2026-10, bản 1" in said
    assert "đều khớp" in said
