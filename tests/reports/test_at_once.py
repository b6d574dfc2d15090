"""The same thing done by several at the same time."""

import threading
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from backend.places.models import Ward
from backend.reports.act import Overtaken, hold, hold_many
from backend.reports.intake import StillInFlight
from backend.reports.lifecycle import advance
from backend.reports.models import Event, Report, Status
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
def test_who_waited_while_a_colleague_moved_the_report_gets_it_as_it_stands_now() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets writers in one by one: nobody waits for a row")
    report = filed()
    ward = Ward.objects.exclude(pk=report.ward_id).order_by("id")[0]
    holding = threading.Event()

    def move() -> None:
        with transaction.atomic():
            Report.objects.filter(pk=report.pk).update(ward=ward, street=None)
            holding.set()
            until_somebody_waits()
        connections.close_all()

    mover = threading.Thread(target=move)
    mover.start()
    holding.wait(timeout=30)
    with transaction.atomic():
        assert hold(report).ward == ward
        assert [one.ward for one in hold_many([report])] == [ward]
    mover.join()


def until_somebody_waits() -> None:
    """Look, for half a minute at most, until a statement waits for a row that this transaction holds."""
    for _look in range(300):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.1)")
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
            [waiting] = cursor.fetchone()
        if waiting:
            return


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
