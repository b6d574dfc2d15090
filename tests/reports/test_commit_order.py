"""Numbers rise in the order of commits, and no commit comes late: who reads on from the last number misses nothing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction

from backend.accounts.actor import Clock
from backend.http.failures import OUTAGES, is_outage
from backend.reports import record
from backend.reports.changes import changes_after, newest
from backend.reports.models import Event, Kind, Report
from tests.reports.filing import NOW, filed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("city"),
    pytest.mark.postgres,
]
WAITS_S = 30


def _level(report: Report) -> Event:
    return record.record(report, Kind.LEVEL_SET, by=Clock(), now=NOW)


class Session(threading.Thread):
    """A connection of its own that writes one event of ``report``, and commits when it is let go."""

    def __init__(self, report: Report) -> None:
        super().__init__(daemon=True)
        self.report = report
        self.pid, self.seq = 0, 0
        self.has_begun, self.has_written, self.let_go = threading.Event(), threading.Event(), threading.Event()
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    self.pid = int(cursor.fetchone()[0])
                self.has_begun.set()
                self.seq = _level(self.report).seq
                self.has_written.set()
                assert self.let_go.wait(WAITS_S)
        except OUTAGES as failure:
            self.failure = failure
        finally:
            connections.close_all()

    def commit(self) -> None:
        self.let_go.set()
        self.join(WAITS_S)
        assert not self.is_alive()

    def waits(self) -> bool:
        """Whether it waits for somebody's lock."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted", [self.pid])
            return bool(cursor.fetchone()[0])


@contextmanager
def _started(session: Session) -> Iterator[Session]:
    session.start()
    assert session.has_begun.wait(WAITS_S)
    try:
        yield session
    finally:
        session.commit()


@transaction.atomic
def _lasting(report: Report, *, events: int, pauses: int, pause_s: float = 0.08) -> None:
    """Write ``events`` in one transaction, after each of which it lasts a while."""
    for _ in range(events):
        _level(report)
        with connection.cursor() as cursor:
            for _pause in range(pauses):
                cursor.execute("SELECT pg_sleep(%s)", [pause_s])


def _until(is_so: Callable[[], bool]) -> None:
    for _ in range(WAITS_S * 100):
        if is_so():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never was so")


def _read_on(since: int) -> list[int]:
    return [change.seq for change in changes_after(since, most=100)]


def test_who_wrote_first_commits_first_and_a_reader_misses_nothing() -> None:
    slow, quick = filed(), filed(lat=21.0462)
    since = newest()
    with _started(Session(slow)) as first:
        assert first.has_written.wait(WAITS_S)
        with _started(Session(quick)) as second:
            second.let_go.set()
            _until(second.waits)  # it has begun and would commit at once: it gets no number before the first is done
            assert _read_on(since) == []
            first.commit()
            second.commit()
    assert (first.failure, second.failure) == (None, None)
    assert first.seq < second.seq
    assert _read_on(since) == [first.seq, second.seq]
    assert _read_on(first.seq) == [second.seq]


def test_without_the_order_a_reader_would_have_passed_one_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "take_commit_order", lambda: None)
    slow, quick = filed(), filed(lat=21.0462)
    since = newest()
    with _started(Session(slow)) as first:
        assert first.has_written.wait(WAITS_S)
        with _started(Session(quick)) as second:
            second.commit()
        [read_to] = _read_on(since)
        assert read_to == second.seq > first.seq
    assert Event.objects.filter(seq=first.seq).exists()
    assert _read_on(read_to) == []  # and the first is never heard of


def test_a_transaction_that_lasts_too_long_does_not_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    report = filed()
    before = newest()
    monkeypatch.setattr(record, "ENDS_WITHIN", timedelta(milliseconds=200))
    with pytest.raises(OperationalError, match="lasted too long"):
        _lasting(report, events=1, pauses=3)  # each in time, all together not
    assert newest() == before
    assert _level(Report.objects.get()).seq > before


def test_many_events_of_one_transaction_have_one_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event more gives no more time."""
    report = filed()
    monkeypatch.setattr(record, "ENDS_WITHIN", timedelta(milliseconds=200))
    with pytest.raises(OperationalError, match="lasted too long"):
        _lasting(report, events=3, pauses=1)


def test_a_process_that_stands_still_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asleep, awake = filed(), filed(lat=21.0462)
    monkeypatch.setattr(record, "ENDS_WITHIN", timedelta(milliseconds=300))
    with _started(Session(asleep)) as still:
        assert still.has_written.wait(WAITS_S)
        seq = _level(awake).seq  # waits until the database ends the other
    assert is_outage(still.failure)  # whoever asked for it is told to come again
    assert not Event.objects.filter(seq=still.seq).exists()
    assert Event.objects.filter(seq=seq).exists()


def test_a_statement_that_lasts_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    report = filed()
    monkeypatch.setattr(record, "ENDS_WITHIN", timedelta(milliseconds=200))
    with pytest.raises(OperationalError, match="statement timeout"):
        _lasting(report, events=1, pauses=1, pause_s=20)


def test_a_load_in_bulk_has_the_time_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    report = filed()
    monkeypatch.setattr(record, "ENDS_WITHIN", timedelta(milliseconds=1))
    ordered = record.take_commit_order
    monkeypatch.setattr(record, "take_commit_order", lambda: ordered(ends_soon=False))
    before = newest()
    _lasting(report, events=2, pauses=1)
    assert newest() > before
