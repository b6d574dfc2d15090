"""A closed month is attacked by whoever has the application's database user: unchanged, or found by verify_month."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from backend.accounts.actor import Reporter, Staff
from backend.core.month import Month
from backend.indicators import frozen, prepared
from backend.indicators.close import close
from backend.indicators.counting import Rows
from backend.indicators.guards import missing_guards
from backend.indicators.models import (
    ClosedMonth,
    FrozenAction,
    FrozenCut,
    FrozenDetail,
    FrozenFigure,
    FrozenShare,
    Recount,
)
from backend.indicators.verify_month import verify_month
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Event, Report, Status
from backend.reports.record import event_hash, record_system
from backend.reports.verify import verify_beside, verify_history
from tests.indicators.documents.made import AFTER, NOVEMBER, office
from tests.reports.filing import CITY, filed, moved
from tests.unguarded import unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
DECEMBER, JANUARY = Month(2026, 12), datetime(2027, 1, 10, 9, 0, tzinfo=CITY)
FROZEN = ("indicators_frozenfigure", "indicators_frozendetail", "indicators_frozencut", "indicators_closedmonth")


@pytest.fixture
def report() -> Report:
    return moved(filed(), Status.ACCEPTED, Status.RESOLVED)


@pytest.fixture
def closed(report: Report) -> ClosedMonth:
    assert report.pk
    return close(NOVEMBER, by=office(), now=AFTER)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def whats(against: str = "") -> set[str]:
    return {fault.what for fault in verify_month(against=against)}


STATEMENTS = [
    *(f"DELETE FROM {table}" for table in (*FROZEN, "reports_event")),  # noqa: S608  # the attack itself
    "UPDATE indicators_frozenfigure SET received = 7",
    "UPDATE indicators_frozendetail SET number = 7",
    "UPDATE indicators_closedmonth SET revision = 7",
    "UPDATE indicators_closedmonth SET signed_as = 'Người khác'",
    "UPDATE reports_event SET kind = 'accepted'",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_to_change_or_remove_what_was_closed(closed: ClosedMonth, statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"never|stays"), transaction.atomic():
        sql(statement)
    assert list(verify_month()) == []
    assert ClosedMonth.objects.get().head == closed.head


@pytest.mark.postgres
@pytest.mark.parametrize("table", [*FROZEN, "indicators_fedvalue", "indicators_enteredvalue", "indicators_document"])
def test_no_table_of_what_stays_is_emptied(closed: ClosedMonth, table: str) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        sql(f"TRUNCATE {table} CASCADE")
    assert list(verify_month()) == []
    assert closed.pk


ATTACKS: dict[str, tuple[str, str]] = {
    "a figure": ("UPDATE indicators_frozenfigure SET received = received + 1", "the hash"),
    "a row taken out": ("DELETE FROM indicators_frozenfigure", "the hash"),
    "a reason or an hour": ("UPDATE indicators_frozendetail SET number = number + 1", "the hash"),
    "a cut by street": ("UPDATE indicators_frozencut SET received = received + 1", "the hash"),
    "the name": ("UPDATE indicators_closedmonth SET signed_as = 'Người khác'", "the hash"),
    "the moment": ("UPDATE indicators_closedmonth SET upto = upto - 1", "the hash"),
    "the history": ("UPDATE indicators_closedmonth SET history = 'x'", "the hash"),
    "the order": ("UPDATE indicators_closedmonth SET previous = 'x'", "the head before it"),
    "an event": ("DELETE FROM reports_event WHERE kind = 'month_closed'", "no event tells of it"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_who_takes_the_guards_away_and_puts_them_back_is_found_out(closed: ClosedMonth, attack: str) -> None:
    statement, what = ATTACKS[attack]
    with unguarded("%"):
        sql(statement)
    assert not list(missing_guards())
    assert what in whats()
    with pytest.raises(CommandError):
        call_command("verify_month", "2026-11")
    assert closed.pk


def test_a_guard_that_was_taken_away_is_missed(closed: ClosedMonth) -> None:
    with unguarded("indicators_frozenfigure%"):
        assert "the database no longer guards: indicators_frozenfigure_is_closed" in whats()
    assert whats() == set()
    assert closed.pk


def test_the_newest_month_cut_off_with_its_event_is_missed_by_a_head_somebody_kept(closed: ClosedMonth) -> None:
    filed(now=datetime(2026, 12, 3, 9, 0, tzinfo=CITY))
    last = close(DECEMBER, by=office(), now=JANUARY)
    with unguarded("%"):
        FrozenDetail.objects.filter(closed=last).delete()
        FrozenCut.objects.filter(closed=last).delete()
        FrozenShare.objects.filter(closed=last).delete()
        FrozenFigure.objects.filter(closed=last).delete()
        last_head = last.head
        ClosedMonth.objects.filter(pk=last.pk).delete()
        sql("DELETE FROM reports_event WHERE kind = 'month_closed' AND seq = (SELECT MAX(seq) FROM reports_event)")
    assert whats() == set()
    assert whats(last_head) == {"the head asked for is not in the chain"}
    assert whats(closed.head) == set()


def test_a_chain_that_was_made_anew_is_found_by_a_head_somebody_kept(closed: ClosedMonth) -> None:
    kept = closed.head
    with unguarded("%"):
        for model in (FrozenFigure, FrozenDetail, FrozenCut, FrozenShare, FrozenAction, Recount, ClosedMonth):
            model._default_manager.all().delete()
        Event.objects.filter(kind="month_closed").delete()
    again = close(NOVEMBER, by=office(), now=AFTER + timedelta(minutes=1))
    assert whats() == set()
    assert whats(kept) == {"the head asked for is not in the chain"}
    assert whats(again.head) == set()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_history", against=kept, stdout=out, stderr=out)
    assert "the head asked for is not in the chain" in out.getvalue()
    call_command("verify_history", against=again.head, stdout=out)


def test_a_forged_revision_with_a_right_hash_does_not_agree_with_the_events(
    closed: ClosedMonth, report: Report
) -> None:
    """Nothing keeps a row from being added; whoever adds one has to change the history as well."""
    rows = {key: dict(numbers) | {"resolved": 9} for key, numbers in frozen.from_table(closed).items()}
    forge(closed, rows, upto=closed.upto)
    assert "1 rows differ from the events" in whats()
    assert report.pk


def test_a_forged_revision_that_leaves_the_bad_news_out_is_found(report: Report) -> None:
    before = Event.objects.latest("seq").seq
    late = moved(filed(), Status.REJECTED)
    first = close(NOVEMBER, by=office(), now=AFTER)
    forge(first, prepared.count_all(NOVEMBER, upto=before, as_of=AFTER).rows(as_of=AFTER), upto=before)
    assert "events that were there are left out" in whats()
    assert late.created_at < AFTER
    assert report.pk


def forge(closed: ClosedMonth, rows: Rows, *, upto: int) -> ClosedMonth:
    """Write a second revision past the domain, with all that the chain asks for."""
    now = AFTER + timedelta(hours=1)
    again = ClosedMonth(
        first_day=closed.first_day, revision=2, reason="Chỉnh lại.", closed_at=AFTER, closed_by=closed.closed_by,
        signed_as=closed.signed_as, edition=closed.edition, previous=closed.head, upto=upto,
        history=prepared.count_all(NOVEMBER, upto=upto, as_of=AFTER).history,
    )  # fmt: skip
    again.head = frozen.head_of(again, rows)
    again.save(force_insert=True)
    frozen.keep(again, rows)
    told = {"month": "2026-11", "revision": 2, "head": again.head}
    record_system("month_closed", now=now, by=Staff(closed.closed_by), data=told)
    return again


def test_a_history_written_anew_in_all_its_hashes_is_found_by_the_closed_month(
    closed: ClosedMonth, report: Report
) -> None:
    """The chain of a report is unkeyed: whoever changes an event can make its hashes anew, and the report's own."""
    with unguarded("%"):
        previous = ""
        for event in Event.objects.filter(report=report).order_by("number"):
            event.at += timedelta(minutes=1)
            event.previous_hash = previous
            event.hash = previous = event_hash(event)
            event.save()
        Report.objects.filter(pk=report.pk).update(head_hash=previous)
    assert list(verify_history()) == []
    assert whats() == {"the history it was counted from is another one"}
    assert closed.pk


def test_what_is_written_after_the_closing_leaves_its_seal_whole(closed: ClosedMonth, report: Report) -> None:
    moment = report.created_at + timedelta(days=1)
    advance(report, Status.ACCEPTED, by=Reporter(), now=moment, move=Move(note="Rác vẫn còn nguyên."))
    filed()
    assert whats() == set()
    assert close(NOVEMBER, by=office(), now=AFTER + timedelta(hours=1), reason="Bổ sung.").history != closed.history
    assert whats() == set()


def test_an_event_of_no_report_that_was_changed_is_found(closed: ClosedMonth) -> None:
    assert not list(verify_beside())
    with unguarded("%"):
        Event.objects.filter(kind="month_closed").update(actor_kind="clock", actor=None)
    assert [(fault.code, fault.what) for fault in verify_beside()] == [("month_closed", "hash")]
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_history", stdout=out, stderr=out)
    assert "month_closed #" in out.getvalue()
    assert closed.pk
