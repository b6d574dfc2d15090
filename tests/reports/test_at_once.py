"""The same thing done by several at the same time."""

import threading
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from backend.reports.act import Overtaken, hold, hold_many
from backend.reports.intake import StillInFlight
from backend.reports.lifecycle import advance
from backend.reports.models import Event, Report, Status
from backend.reports.transfer import Wish, transfer
from backend.routing.models import Unit
from tests.reports.filing import NOW, file, filed, staff
from tests.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city"), pytest.mark.database]


def test_the_same_key_eight_times_at_once_is_one_report() -> None:
    key = uuid4()
    codes = together([lambda: file(idempotency_key=key).report.code for _ in range(8)])
    assert len(codes) == 8
    assert set(codes) == {Report.objects.get().code}
    assert Event.objects.count() == 1


def test_of_four_officers_who_click_at_once_one_wins_and_three_are_told() -> None:
    report = filed()
    by = staff(report.unit)
    seen = [Report.objects.get() for _ in range(4)]
    results = together([partial(advance, one, Status.ACCEPTED, by=by, now=NOW) for one in seen])
    assert sum(isinstance(result, Event) for result in results) == 1
    assert sum(isinstance(result, Overtaken) for result in results) == 3
    assert Event.objects.count() == 2


@pytest.mark.postgres
def test_who_waits_too_long_for_the_same_key_is_told_to_try_again() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets writers in one by one: nobody waits for a key")
    key, holding, let_go = uuid4(), threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            file(idempotency_key=key)
            holding.set()
            let_go.wait(timeout=30)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait(timeout=30)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    with pytest.raises(StillInFlight) as caught:
        file(idempotency_key=key)
    let_go.set()
    holder.join()
    connection.close()
    assert caught.value.status == 409
    assert file(idempotency_key=key).is_replay


@pytest.mark.postgres
@pytest.mark.parametrize("holds", [hold, lambda report: hold_many([report])[0]])
def test_who_waited_for_a_report_finds_it_where_it_was_given_meanwhile(holds: Callable[[Report], Report]) -> None:
    """What the database joins to a row that it waited for is older than the row."""
    report, asks = filed(), threading.Event()
    other = Unit.objects.filter(may_be_in_charge=True).exclude(pk=report.unit_id).order_by("pk")[0]
    waiting: list[int] = []
    found: list[Report] = []

    def wait() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            waiting.append(cursor.fetchone()[0])
            asks.set()
            found.append(holds(report))
        connections.close_all()

    second = threading.Thread(target=wait)
    with transaction.atomic():
        transfer(hold(report), Wish(other, "Đúng việc của đơn vị ấy."), by=staff(report.unit), now=NOW)
        second.start()
        assert asks.wait(timeout=30)
        _until_it_waits(waiting[0])
    second.join(timeout=30)
    assert [(one.unit_id, one.unit.pk) for one in found] == [(other.pk, other.pk)]


def _until_it_waits(pid: int) -> None:
    with connection.cursor() as cursor:
        for _ in range(3000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted", [pid])
            if cursor.fetchone()[0]:
                return
            threading.Event().wait(0.01)
    raise AssertionError("nobody waits")
