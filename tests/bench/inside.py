"""What is measured inside one process: routing, and the inbox, search, steps and bulk at a number of reports.

``python -m tests.bench.inside PARTS DATABASE``, with a prepared platform's environment; PARTS are some of routing,
inbox, work, public_map, api_lists, months and figures_from_now, joined by commas.
"""

import gzip
import itertools
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from statistics import median

import django
from django.test import Client
from django.utils import timezone

from tests.bench.api_lists import api_lists
from tests.bench.figures import cost, say
from tests.bench.months import months

ROUNDS = 100
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
        costs = [cost(client, "/staff/", {"tab": tab}) for _ in range(ROUNDS + WARM_UP)]
        sql_ms, cpu_ms, statements = zip(*costs[WARM_UP:], strict=True)
        more = {"database": database, "reports": reports, "user": username, "tab": tab, "statements": max(statements)}
        say("inbox_page_sql", median(sql_ms), "ms", per="page", **more)
        say("inbox_page_cpu", median(cpu_ms), "ms", per="page", **more)


def work(database: str) -> None:
    """Print what a search, a report's page, a step and a bulk call of 200 cost an officer of a ward."""
    from backend.accounts.actor import Staff  # noqa: PLC0415  # as above
    from backend.accounts.models import User  # noqa: PLC0415  # as above
    from backend.reports.bulk import bulk, to_assign  # noqa: PLC0415  # as above
    from backend.reports.lifecycle import Move, advance  # noqa: PLC0415  # as above
    from backend.reports.models import Report, Status  # noqa: PLC0415  # as above

    user = User.objects.get(username="phuong-ngoc-lam")
    more = {"database": database, "reports": Report.objects.count()}
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, BACKEND)
    mine = Report.objects.filter(unit__in=user.unit_ids, is_open=True, screening="clear").select_related("category")
    ours = list(mine.filter(status=Status.RECEIVED).order_by("-id")[:ROUNDS])
    pages = {
        "search_words": ("/staff/", {"tab": "open", "q": "rac cho ngoc lam"}),
        "search_done": ("/staff/", {"tab": "done", "q": "rac cho"}),
        "search_code": ("/staff/", {"tab": "open", "q": ours[0].code}),
        "report_page": (f"/staff/r/{ours[0].code}", {}),
    }
    for name, (address, query) in pages.items():
        costs = [cost(client, address, query) for _ in range(ROUNDS // 4 + WARM_UP)]
        sql_ms, cpu_ms, statements = zip(*costs[WARM_UP:], strict=True)
        say(f"{name}_sql", median(sql_ms), "ms", per="page", statements=max(statements), **more)
        say(f"{name}_cpu", median(cpu_ms), "ms", per="page", **more)
    taken = [
        _timed(partial(advance, one, Status.ACCEPTED, by=Staff(user), now=timezone.now(), move=Move())) for one in ours
    ]
    say("advance", median(taken) * 1000, "ms", per="step", **more)
    many = list(mine.order_by("id")[:200])
    others = [None, *User.objects.filter(memberships__unit__in=user.unit_ids).order_by("id")]
    deeds = [partial(bulk, many, to_assign(to), by=Staff(user), now=timezone.now()) for to in others[::-1] * 2]
    say("bulk_of_200", median([_timed(deed) for deed in deeds]), "s", per="call", chosen=len(many), **more)


def public_map(database: str) -> None:
    """Print what the public map costs: numbers of the whole district, of a part of it, a close view, and the list."""
    from backend.reports.models import Report  # noqa: PLC0415  # as above

    more = {"database": database, "reports": Report.objects.count()}
    views = {
        "map_district": ("/map/reports.json", {"box": "105.84,20.99,105.95,21.09", "zoom": "13"}),
        "map_part": ("/map/reports.json", {"box": "105.86,21.03,105.89,21.05", "zoom": "15"}),
        "map_close": ("/map/reports.json", {"box": "105.868,21.045,105.871,21.047", "zoom": "19"}),
        "map_list": ("/map", {"box": "105.86,21.03,105.89,21.05"}),
    }
    for name, (address, query) in views.items():
        costs = [cost(Client(HTTP_HOST="localhost"), address, query) for _ in range(ROUNDS // 4 + WARM_UP)]
        sql_ms, cpu_ms, statements = zip(*costs[WARM_UP:], strict=True)
        say(f"{name}_sql", median(sql_ms), "ms", per="view", statements=max(statements), **more)
        say(f"{name}_cpu", median(cpu_ms), "ms", per="view", **more)
        packed = gzip.compress(Client(HTTP_HOST="localhost").get(address, query).content)
        say(f"{name}_weight", len(packed), "bytes", per="view", **more)


def figures_from_now(_database: str) -> None:
    """Let the worker count nothing of what is there."""
    from django.db.models import Max  # noqa: PLC0415  # as above

    from backend.indicators.models import EVENTS, Watermark  # noqa: PLC0415  # as above
    from backend.reports.models import Event  # noqa: PLC0415  # as above

    newest = Event.objects.aggregate(newest=Max("seq"))["newest"] or 0
    Watermark.objects.update_or_create(name=EVENTS, defaults={"seq": newest})


def _timed(deed: Callable[[], object]) -> float:
    """Return the seconds ``deed`` took."""
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    django.setup()
    parts = {
        "routing": routing,
        "inbox": inbox,
        "work": work,
        "public_map": public_map,
        "api_lists": api_lists,
        "months": months,
        "figures_from_now": figures_from_now,
    }
    for part in sys.argv[1].split(","):
        parts[part](sys.argv[2])
