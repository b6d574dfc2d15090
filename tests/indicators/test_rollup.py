"""The facts keep in step with the events, however these fall into batches and whoever folds them."""

import random
import threading
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.actor import Reporter
from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators import facts, recount, rollup
from backend.indicators.models import Counted, DailyFact, Watermark
from backend.indicators.query import Scope, monthly
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Event, Report, Screening, Status
from backend.reports.screening import screen
from backend.routing.models import Category, Unit
from tests.indicators.lives import walk
from tests.reports.filing import NOW, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NOVEMBER = Scope(first=Month(2026, 11), last=Month(2026, 11))


def test_a_report_sent_accepted_and_solved_is_in_the_figures() -> None:
    report = moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    assert rollup.fold(NOW + timedelta(hours=1)) == 3
    november = monthly(NOVEMBER).total
    assert (november.received, november.accepted, november.resolved) == (1, 1, 1)
    assert november.resolve_due == 0
    rollup.fold(report.resolve_by)
    assert monthly(Scope(first=Month(2026, 11), last=Month(2026, 12))).total.resolved_on_time == 1


def test_folding_twice_changes_nothing() -> None:
    filed()
    assert rollup.fold(NOW) == 1
    before = facts.all_facts()
    assert rollup.fold(NOW) == 0
    assert facts.all_facts() == before


def test_a_deadline_is_counted_when_it_falls_though_nothing_happens() -> None:
    report = filed()
    rollup.fold(NOW)
    assert Counted.objects.get().next_due == report.accept_by
    assert rollup.fold(report.accept_by) == 0
    assert DailyFact.objects.get(accept_due=1).accepted_on_time == 0
    rollup.fold(report.resolve_by)
    assert DailyFact.objects.get(late=1).day == report.resolve_by.astimezone(NOW.tzinfo).date()
    assert Counted.objects.get().next_due == Month.of(report.resolve_by.date()).next.starts_at


def test_a_held_report_is_counted_when_a_person_releases_it() -> None:
    report = filed()
    Report.objects.filter(pk=report.pk).update(screening=Screening.UNVERIFIED, published_at=None)
    rollup.fold(NOW)
    officer = staff(report.unit)
    screen(report, Screening.SPAM, by=officer, now=NOW + timedelta(days=1))
    rollup.fold(NOW + timedelta(days=1))
    assert monthly(NOVEMBER).total.received == 0
    screen(report, Screening.CLEAR, by=officer, now=NOW + timedelta(days=2))
    rollup.fold(NOW + timedelta(days=2))
    assert DailyFact.objects.get(received=1).day == NOW.date()


def test_a_merger_and_its_undoing_leave_no_trace() -> None:
    main, other = filed(), filed()
    by = staff(other.unit)
    advance(other, Status.DUPLICATE, by=by, now=NOW, move=Move(main=main))
    rollup.fold(NOW)
    assert monthly(NOVEMBER).total.duplicate == 1
    advance(other, "back", by=by, now=NOW + timedelta(minutes=5))
    rollup.fold(NOW + timedelta(minutes=5))
    assert monthly(NOVEMBER).total.duplicate == 0


def test_a_reopening_by_the_reporter_and_one_by_the_head_are_counted() -> None:
    report = moved(filed(), Status.ACCEPTED, Status.RESOLVED)
    note = Move(note="Rác vẫn còn nguyên.")
    advance(report, Status.ACCEPTED, by=Reporter(), now=NOW + timedelta(hours=1), move=note)
    moved(report, Status.RESOLVED, now=NOW + timedelta(hours=2))
    head = staff(report.unit, Role.UNIT_HEAD)
    advance(report, Status.ACCEPTED, by=head, now=NOW + timedelta(hours=3), move=note)
    rollup.fold(NOW + timedelta(hours=4))
    november = monthly(NOVEMBER).total
    assert (november.reopened, november.resolutions, november.resolved) == (2, 2, 1)
    assert november.reopened_share == 1


@pytest.mark.database
@pytest.mark.parametrize("seed", range(8))
def test_folded_in_any_batches_the_facts_are_those_counted_at_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)  # noqa: S311  # a walk that can be walked again
    lives = _lives(chance)
    waiting = [events for events in lives if events]
    now = NOW
    while waiting:
        monkeypatch.setattr(rollup, "BATCH", chance.randint(1, 9))
        batch = [_next(chance, waiting) for _ in range(chance.randint(1, 6)) if any(waiting)]
        waiting = [events for events in waiting if events]
        Event.objects.bulk_create(batch)
        now = max(now, *(event.at for event in batch)) + timedelta(hours=chance.randint(0, 50))
        rollup.fold(now)
        assert facts.all_facts() == recount.recompute(now=now).facts
    later = now + timedelta(days=40)
    assert recount.verify(now=later) == []
    kept = facts.all_facts()
    recount.rebuild(now=later)
    assert facts.all_facts() == kept


def _lives(chance: random.Random) -> list[list[Event]]:
    units, categories = list(Unit.objects.order_by("id")[:3]), list(Category.objects.order_by("id")[:3])
    reports = [filed(now=NOW + timedelta(hours=number)) for number in range(5)]
    return [list(walk(report, chance, units=units, categories=categories)) for report in reports]


def _next(chance: random.Random, waiting: list[list[Event]]) -> Event:
    return chance.choice([events for events in waiting if events]).pop(0)


def test_what_somebody_changed_by_hand_is_found_and_put_right(capsys: pytest.CaptureFixture[str]) -> None:
    filed()
    call_command("verify_figures")
    DailyFact.objects.filter(received=1).update(received=7)  # the days since hold what came due, and nothing received
    with pytest.raises(CommandError, match="1 số liệu"):
        call_command("verify_figures")
    assert "bảng 7, sự kiện 1" in capsys.readouterr().out
    call_command("verify_figures", "--rebuild")
    assert DailyFact.objects.get(received__gt=0).received == 1


def test_facts_read_from_elsewhere_must_hold_numbers() -> None:
    with pytest.raises(TypeError):
        facts.read([["2026-11-25", 1, 1, 1, "received", "1"]])


def test_folding_costs_the_same_statements_for_one_report_and_for_many() -> None:
    costs = []
    filed()
    rollup.fold(NOW)  # the first one writes the watermark, and the ground it meets
    for number in (1, 12):
        for _ in range(number):
            filed()
        with CaptureQueriesContext(connection) as statements:
            rollup.fold(NOW)
        costs.append(len(statements))
    assert costs[0] == costs[1] < 20


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_count_every_report_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollup, "BATCH", 3)
    for _ in range(20):
        filed()
    failures: list[BaseException] = []
    workers = [threading.Thread(target=_fold, args=(NOW, failures)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    rollup.fold(NOW)  # a worker that found the others at it went away
    assert sum(DailyFact.objects.values_list("received", flat=True)) == 20
    assert Watermark.objects.get().seq == Event.objects.latest("seq").seq


def _fold(now: datetime, failures: list[BaseException]) -> None:
    try:
        rollup.fold(now)
    except BaseException as failure:  # noqa: BLE001  # a thread's failure must reach the test
        failures.append(failure)
    finally:
        connection.close()
