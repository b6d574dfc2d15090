"""A month is closed by two at once, or while a report of its last minute still comes in: one revision, nothing lost."""

import threading
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, connections, transaction

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.close import CannotClose, close
from backend.indicators.models import EVENTS, ClosedMonth, FrozenFigure, Watermark
from backend.indicators.rollup import fold
from backend.indicators.verify_month import verify_month
from backend.reports.models import Event, Report
from tests.reports.filing import CITY, filed, officer
from tests.together import together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("city", "own_tables"),
    pytest.mark.database,
]
NOVEMBER = Month(2026, 11)
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)
LAST_MINUTE = datetime(2026, 11, 30, 23, 59, tzinfo=CITY)


def office(number: int = 2) -> list[Staff]:
    return [Staff(officer(None, Role.PROGRAMME_OFFICE)) for _one in range(number)]


def received() -> int:
    closed = ClosedMonth.objects.order_by("-revision")[0]
    return sum(FrozenFigure.objects.filter(closed=closed).values_list("received", flat=True))


@pytest.mark.parametrize("reason", ["", "Bổ sung."])
def test_two_of_the_office_at_once_close_one_revision(reason: str) -> None:
    filed(), filed()
    results = together([partial(close, NOVEMBER, by=by, now=AFTER, reason=reason) for by in office()])
    assert sorted(isinstance(one, ClosedMonth) for one in results) == [False, True]
    closed = ClosedMonth.objects.get()
    assert (closed.revision, received()) == (1, 2)
    assert Event.objects.filter(kind="month_closed").count() == 1
    assert list(verify_month()) == []


def test_a_second_revision_of_two_at_once_is_one() -> None:
    first, second = office()
    filed()
    close(NOVEMBER, by=first, now=AFTER)
    filed(now=LAST_MINUTE)
    fold(AFTER)
    results = together([partial(close, NOVEMBER, by=by, now=AFTER, reason="Đến muộn.") for by in (first, second)])
    assert sorted(isinstance(one, ClosedMonth) for one in results) == [False, True]
    assert list(ClosedMonth.objects.order_by("revision").values_list("revision", flat=True)) == [1, 2]
    assert received() == 2
    assert list(verify_month()) == []


def test_a_report_of_the_last_minute_that_comes_in_during_the_closing_is_in_it_or_in_the_next_revision() -> None:
    filed()
    fold(AFTER)
    [by] = office(1)
    late = [partial(filed, now=LAST_MINUTE + timedelta(seconds=number)) for number in range(3)]
    together([partial(close, NOVEMBER, by=by, now=AFTER), *late])
    assert Report.objects.count() == 4
    assert list(verify_month()) == []
    fold(AFTER)
    if not ClosedMonth.objects.exists():  # it was refused: figures were still being counted
        close(NOVEMBER, by=by, now=AFTER)
    if received() < 4:
        assert close(NOVEMBER, by=by, now=AFTER, reason="Đến muộn.").revision == 2
    assert received() == 4
    assert list(verify_month()) == []
    with pytest.raises(CannotClose):
        close(NOVEMBER, by=by, now=AFTER, reason="Lần nữa.")


@pytest.mark.postgres
def test_who_waits_too_long_for_a_colleague_is_told_so() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets writers in one by one, and waits for as long as it takes")
    filed()
    fold(AFTER)
    [by] = office(1)
    holding, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Watermark.objects.select_for_update().get(name=EVENTS)
            holding.set()
            let_go.wait(timeout=30)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait(timeout=30)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    with pytest.raises(CannotClose, match="Đồng nghiệp đang chốt"):
        close(NOVEMBER, by=by, now=AFTER)
    let_go.set()
    holder.join()
    connection.close()
    assert close(NOVEMBER, by=by, now=AFTER).revision == 1
