"""What is measured inside one process: routing lookups, and the inbox page at a number of reports. Run by `bench`.

``python -m tests.bench.inside routing|inbox DATABASE``, with the environment of a prepared platform.
"""

import itertools
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from statistics import median

import django
from django.test import Client

from tests.bench.figures import say

ROUNDS = 40
WARM_UP = 3
BACKEND = "moderation.sign_in.StaffBackend"
LOOKUPS = 20_000


def routing(database: str) -> None:
    """Print how many points a second get a ward, a street, a hot spot, a unit with reasons and deadlines."""
    from backend.places.geometry import Point  # noqa: PLC0415  # after django.setup
    from backend.places.in_force import day_in_force  # noqa: PLC0415  # as above
    from backend.reports.place import place  # noqa: PLC0415  # as above
    from backend.routing import book  # noqa: PLC0415  # as above
    from backend.routing.decide import Matter, decide  # noqa: PLC0415  # as above

    now = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
    category, day = book.category("household_waste"), day_in_force(now)

    def look_up(turn: int) -> None:
        where = place(Point(21.03 + turn % 100 * 0.0002, 105.88 + turn // 100 % 100 * 0.0003), own_word="", now=now)
        decide(Matter(category=category, ward=where.located.ward), arrived_at=now, on=day)

    look_up(0)
    began = time.perf_counter()
    for turn in range(LOOKUPS):
        look_up(turn)
    say("routing_lookups", LOOKUPS / (time.perf_counter() - began), "lookups", per="second", database=database)


def inbox(database: str) -> None:
    """Print the milliseconds of SQL and of processor that one inbox page of a ward costs, and its statements."""
    from backend.accounts.models import User  # noqa: PLC0415  # as above
    from backend.reports.models import Report  # noqa: PLC0415  # as above

    reports = Report.objects.count()
    for username, tab in itertools.product(("phuong-ngoc-lam", "lanhdao"), ("open", "overdue", "done")):
        client = Client(HTTP_HOST="localhost")
        client.force_login(User.objects.get(username=username), BACKEND)
        costs = [_cost(client, tab) for _ in range(ROUNDS + WARM_UP)]
        sql_ms, cpu_ms, statements = zip(*costs[WARM_UP:], strict=True)
        more = {"database": database, "reports": reports, "user": username, "tab": tab, "statements": max(statements)}
        say("inbox_page_sql", median(sql_ms), "ms", per="page", **more)
        say("inbox_page_cpu", median(cpu_ms), "ms", per="page", **more)


def _cost(client: Client, tab: str) -> tuple[float, float, int]:
    """Return the milliseconds of SQL (waiting included), of processor, and the number of statements of one page."""
    from django.db import connection  # noqa: PLC0415  # after django.setup

    spent: list[float] = []

    def timed(execute: Callable[..., object], *call: object) -> object:
        began = time.perf_counter()
        try:
            return execute(*call)
        finally:
            spent.append((time.perf_counter() - began) * 1000)

    began = time.process_time()
    with connection.execute_wrapper(timed):
        status = client.get("/staff/", {"tab": tab}).status_code
    assert status == HTTPStatus.OK, status
    return sum(spent), (time.process_time() - began) * 1000, len(spent)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    django.setup()
    {"routing": routing, "inbox": inbox}[sys.argv[1]](sys.argv[2])
