"""The history is never rewritten, and a fault in it is found."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections, transaction
from django.db.utils import DatabaseError

from backend.accounts.actor import Clock, Program
from backend.reports.models import Event, Kind, Report, Status, Words
from backend.reports.record import record
from backend.reports.verify import Fault, verify_history
from tests.reports.filing import NOW, filed, moved
from tests.unguarded import unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.database
def test_the_database_refuses_to_update_an_event() -> None:
    filed()
    with pytest.raises(DatabaseError, match="never updated"), transaction.atomic():
        Event.objects.update(kind="accepted")


def _forged(which: int, changes: dict[str, object]) -> None:
    """Replace an event by a forgery, as somebody who first took the guard away."""
    event = Event.objects.get(number=which)
    words = Words.objects.filter(event=event).first()
    Words.objects.filter(event=event).delete()
    with unguarded():
        Event.objects.filter(pk=event.pk).delete()
    for name, value in changes.items():
        setattr(event, name, value)
    event.save(force_insert=True)
    if words:
        words.save(force_insert=True)


@pytest.mark.parametrize(
    ("changes", "what"),
    [({"kind": "closed"}, "hash"), ({"at": NOW - timedelta(days=1)}, "hash"), ({"number": 7}, "numbers or order")],
)
def test_a_forged_event_is_found(changes: dict[str, object], what: str) -> None:
    report = moved(filed(), Status.ACCEPTED, Status.IN_PROGRESS)
    _forged(2, changes)
    assert Fault(report.code, changes.get("number", 2), what) in set(verify_history())  # type: ignore[arg-type]  # an int


def test_changed_words_are_found() -> None:
    report = filed()
    Words.objects.update(body="Khác hẳn")
    assert list(verify_history()) == [Fault(report.code, 1, "words")]
    Words.objects.all().delete()
    assert list(verify_history(codes=[report.code])) == [Fault(report.code, 1, "words")]
    assert list(verify_history(codes=[])) == []


def test_a_report_changed_past_its_events_is_found() -> None:
    report = filed()
    Report.objects.update(resolve_by=report.resolve_by + timedelta(days=1))
    assert list(verify_history()) == [Fault(report.code, 0, "the report is not what its last event says")]


def test_a_missing_end_is_found() -> None:
    report = moved(filed(), Status.ACCEPTED)
    event = Event.objects.get(number=2)
    Words.objects.filter(event=event).delete()
    with unguarded():
        event.delete()
    assert list(verify_history()) == [Fault(report.code, 0, "the report does not end its chain")]


def test_the_command_says_that_the_history_holds_or_ends_with_one() -> None:
    report = filed()
    out, err = StringIO(), StringIO()
    call_command("verify_history", stdout=out)
    assert out.getvalue() == "The history holds.\n"
    Words.objects.update(body="Khác hẳn")
    with pytest.raises(SystemExit):
        call_command("verify_history", report.code, stdout=out, stderr=err)
    assert f"{report.code} #1: words" in out.getvalue()
    assert err.getvalue() == "1 faults.\n"


def test_programs_and_the_clock_sign_with_what_they_are() -> None:
    report = filed()
    program = record(report, Kind.NOTED, by=Program("iHanoi"), now=NOW, is_public=False)
    clock = record(report, Kind.NOTED, by=Clock(), now=NOW, is_public=False)
    assert (program.actor_kind, program.actor_name, program.acting_unit) == ("program", "iHanoi", None)
    assert (clock.actor_kind, clock.actor) == ("clock", None)


def _write(report: Report, times: int) -> None:
    """Write so many events; what waits too long for its lock on a busy machine is refused whole, and sent again."""
    written = 0
    try:
        while written < times:
            try:
                with transaction.atomic():
                    held = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
                    record(held, Kind.NOTED, by=Clock(), now=NOW, is_public=False)
            except OperationalError as slow:
                if "lock timeout" not in str(slow):
                    raise
                continue
            written += 1
    finally:
        connections.close_all()


def _read(seen: list[int], done: threading.Event) -> None:
    """Poll by ``seq`` as a feed does, two rounds more after the last writer is done."""
    last, rounds_left = 0, 2
    while rounds_left:
        rounds_left -= done.is_set()
        rows = list(Event.objects.filter(seq__gt=last).order_by("seq").values_list("seq", flat=True))
        seen.extend(rows)
        last = rows[-1] if rows else last
    connections.close_all()


@pytest.mark.postgres
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_and_a_reader_by_seq_miss_nothing(city: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: only PostgreSQL can commit out of order")
    seen: list[int] = []
    done = threading.Event()
    reader = threading.Thread(target=_read, args=[seen, done])
    reader.start()
    writers = [threading.Thread(target=_write, args=[filed(), 12]) for _ in range(16)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join()
    assert seen == list(Event.objects.order_by("seq").values_list("seq", flat=True))
    assert len(seen) == 16 * 13
    assert list(verify_history()) == []
