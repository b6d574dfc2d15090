"""The same thing done by several at the same time."""

import threading
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from backend.reports.act import Overtaken
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
