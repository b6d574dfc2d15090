"""What the figures of the fullest month cost: counts, quantiles, cuts, a closing with its checks; DuckDB beside it."""

import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench.figures import say

if TYPE_CHECKING:
    from backend.core.month import Month

ROUNDS = 10
PLACE_CUTS = ("street", "site", "hotspot", "channel")
_COUNTS = "SELECT ward_id, category_id, count(*) FROM sent WHERE first_day = ? GROUP BY ALL"
_HOURS = "SELECT unit_id, quantile_cont(solved_hours, [0.5, 0.9]) FROM sent WHERE first_day = ? GROUP BY ALL"


def months(database: str) -> None:
    """Print the cost of each, with how many reports there are and how many were sent in the month."""
    from django.db.models import Count, Sum  # noqa: PLC0415  # after django.setup

    from backend.core.month import Month  # noqa: PLC0415  # as above
    from backend.indicators.models import ReportMonth  # noqa: PLC0415  # as above
    from backend.reports.models import Report  # noqa: PLC0415  # as above

    sizes = ReportMonth.objects.filter(received=1).order_by("first_day").values("first_day").annotate(all=Count("pk"))
    first_day, sent = max(sizes.values_list("first_day", "all"), key=lambda one: one[1])
    month = Month.of(first_day)
    more = {"database": database, "reports": Report.objects.count(), "sent_in_the_month": sent}
    deeds = {
        "month_by_ward_and_kind": partial(_counts, month),
        "month_cuts_and_quantiles": partial(_cuts, month),
        **{f"month_by_{by}": partial(_place_cut, month, by) for by in PLACE_CUTS},
    }
    for name, deed in deeds.items():
        deed()  # once before it is timed
        say(name, median([_timed(deed) for _round in range(ROUNDS)]) * 1000, "ms", per="question", **more)
    _close(month, more)
    if database == "postgresql":
        rows = ReportMonth.objects.filter(received=1).aggregate(all=Sum("received"))["all"]
        _duckdb(month, rows, more)


def _counts(month: "Month") -> None:
    from backend.indicators.query import Scope, source_of, sums_of  # noqa: PLC0415  # as above

    list(sums_of(source_of(Scope(first=month, last=month)), "ward_id", "category_id"))


def _cuts(month: "Month") -> None:
    from backend.indicators.cuts import cuts  # noqa: PLC0415  # as above
    from backend.indicators.query import Scope  # noqa: PLC0415  # as above

    cuts(Scope(first=month, last=month), now=month.next.starts_at + timedelta(days=9))


def _place_cut(month: "Month", by: str) -> None:
    from backend.indicators.place_cuts import place_cut  # noqa: PLC0415  # as above

    place_cut(month, by)


def _close(month: "Month", more: dict[str, object]) -> None:
    """Close the month as it would be after those before it, and take it back: it is closed in earnest but once.

    The worker has counted it first, as it does once a month is over.
    """
    from django.db import transaction  # noqa: PLC0415  # as above

    from backend.accounts.actor import Staff  # noqa: PLC0415  # as above
    from backend.accounts.models import Role, User  # noqa: PLC0415  # as above
    from backend.indicators import close, prepared  # noqa: PLC0415  # as above

    by = Staff(User.objects.filter(memberships__role=Role.PROGRAMME_OFFICE).order_by("id")[0])
    vars(close)["open_months"] = lambda **_months: []  # the months before are closed in thought
    now = month.next.starts_at + timedelta(days=60)
    say("month_prepare", _timed(partial(prepared.prepare, month, now=now)), "s", per="month, by the worker", **more)
    say("month_preview", _timed(partial(close.preview, month, now=now)), "s", per="month", **more)
    taken = []
    for _round in range(3):
        with transaction.atomic():
            taken.append(_timed(partial(close.close, month, by=by, now=now)))
            transaction.set_rollback(True)
    say("month_close", median(taken), "s", per="month", **more)


def _duckdb(month: "Month", rows: int, more: dict[str, object]) -> None:
    """Print what a scan of the same rows takes where a column store holds them: as fast as it can be had."""
    import duckdb  # noqa: PLC0415  # only here
    from django.db import connection  # noqa: PLC0415  # as above

    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "sent.csv"
        with connection.cursor() as cursor, path.open("wb") as file:
            wanted = (
                "SELECT m.first_day, m.ward_id, m.unit_id, m.category_id, c.solved_hours"
                " FROM indicators_reportmonth m JOIN indicators_counted c USING (report_id) WHERE m.received = 1"
            )
            with cursor.copy(f"COPY ({wanted}) TO STDOUT (FORMAT csv, HEADER)") as copied:
                for block in copied:
                    file.write(block)
        with duckdb.connect(str(Path(folder) / "sent.duckdb")) as store:
            store.execute("CREATE TABLE sent AS SELECT * FROM read_csv(?)", [str(path)])
            for name, question in {"duckdb_by_ward_and_kind": _COUNTS, "duckdb_quantiles": _HOURS}.items():
                deed = partial(_asked, store.execute, question, month)
                deed()
                taken = median([_timed(deed) for _round in range(ROUNDS)])
                say(name, taken * 1000, "ms", per="question", rows=rows, **more)


def _asked(execute: Callable[..., object], question: str, month: "Month") -> None:
    execute(question, [month.first_day]).fetchall()  # type: ignore[attr-defined]  # DuckDB's connection


def _timed(deed: Callable[[], object]) -> float:
    """Return the seconds ``deed`` took."""
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began
