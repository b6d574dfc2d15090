"""A large month, once it is over, is counted from its events by the worker: so that closing it keeps nobody waiting.

What was counted is kept under a keyed hash (BLAKE2b, RFC 7693), with the last event that it knows. At the closing only
the reports that have later events are taken away as they were and added as they are: the same as counting all anew.
Where the hash does not hold, or rules or calendar are no longer those it was counted by, it counts for nothing.
"""

import hashlib
import json
import logging
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from backend.core import edition
from backend.core.models import CalendarException
from backend.core.month import Month
from backend.indicators import facts
from backend.indicators.counting import MonthCount, filled
from backend.indicators.frozen import open_months
from backend.indicators.models import EVENTS, PreparedMonth, ReportMonth, Watermark
from backend.indicators.tally import day_of
from backend.indicators.touched import touched, with_open
from backend.reports.models import Event

LARGE = 20_000  # rows of a month that are counted from the events in about five seconds
RULES = 1  # raised where ``tally`` counts otherwise
BEHIND = 2_000  # events that are read at a closing in a fraction of a second
FAR = 50_000  # events: with more to read, all is counted anew
LEASE = timedelta(minutes=15)  # far longer than a count takes; after a worker died another one waits so long
_AT_ONCE = 10_000  # reports to a statement
_LOG = logging.getLogger(__name__)


def is_large(month: Month) -> bool:
    """Whether so many rows lie behind ``month`` that a count keeps people waiting. One statement."""
    return ReportMonth.objects.filter(first_day=month.first_day).order_by()[: LARGE + 1].count() > LARGE


def prepare_next(now: datetime) -> int:
    """Count the next month that can be closed, and those asked for, if large; return by how far their seq rose.

    The time is as long as the month is large; afterwards there is something to do every BEHIND events.
    """
    asked = PreparedMonth.objects.filter(is_asked=True).order_by("first_day").values_list("first_day", flat=True)
    months = {*open_months(before=Month.of(day_of(now)))[:1], *map(Month.of, asked)}
    return sum(prepare(month, now=now) for month in sorted(months) if is_large(month))


def ask_for(month: Month) -> None:
    """Have the worker count ``month`` at its next step."""
    PreparedMonth.objects.update_or_create(first_day=month.first_day, defaults={"is_asked": True})


def prepare(month: Month, *, now: datetime) -> int:
    """Count ``month``, which must be over, up to the folded events; return by how far the seq it knows rose.

    One worker at a time; another one goes away. Few new events are left to the closing.
    """
    upto = Watermark.objects.get(name=EVENTS).seq
    if _is_near(month, upto=upto) or not _leased(month, now=now):
        return 0
    try:
        return _counted_on(month, upto=upto, now=now)
    finally:
        PreparedMonth.objects.filter(first_day=month.first_day).update(lease_until=None)


def _is_near(month: Month, *, upto: int) -> bool:
    kept = _kept(month)
    return kept is not None and 0 <= upto - kept[1] < min(BEHIND, FAR)


def _leased(month: Month, *, now: datetime) -> bool:
    """Take the month for a while, unless another worker has it."""
    PreparedMonth.objects.get_or_create(first_day=month.first_day)
    free = PreparedMonth.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), first_day=month.first_day)
    return bool(free.update(lease_until=now + LEASE))


def _counted_on(month: Month, *, upto: int, now: datetime) -> int:
    edition.refresh()  # the calendar by which is counted is the one that is noted
    by = _counted_by()
    count, known = _kept(month) or (None, 0)
    if count is None or not 0 <= upto - known < FAR:
        count, known = count_all(month, upto=upto, as_of=now), 0
    else:
        _bring_up(count, known, upto=upto, now=now)
    if by != _counted_by():
        return 0  # it was changed meanwhile: at the next step all is counted by the new one
    _keep(count, upto=upto)
    return upto - known


def prepare_if_large(month: Month, *, now: datetime) -> None:
    """Count ``month`` as the worker does, for whoever closes it without one."""
    if is_large(month) and now >= month.next.starts_at:
        prepare(month, now=now)


def counted(month: Month, *, upto: int, as_of: datetime) -> MonthCount | None:
    """Return what ``month`` counts for by its events up to ``upto`` (their seq); None if it is not prepared so far."""
    count, known = _kept(month) or (None, 0)
    if count is None or not 0 <= upto - known < FAR:
        return None
    _bring_up(count, known, upto=upto, now=as_of)
    return count


def is_ready(month: Month, *, upto: int) -> bool:
    """Whether ``month`` is counted far enough that :func:`counted` answers quickly."""
    count, known = _kept(month) or (None, 0)
    return count is not None and 0 <= upto - known < FAR


def count_all(month: Month, *, upto: int, as_of: datetime) -> MonthCount:
    """Count ``month`` from all its events up to ``upto`` (their seq) as of ``as_of`` (aware), without any figures."""
    count = MonthCount(month)
    _add(count, with_open(touched(month, upto=upto), month), upto=upto, now=as_of, sign=1)
    return count


def _bring_up(count: MonthCount, known: int, *, upto: int, now: datetime) -> None:
    """Add to ``count``, which knows the events up to ``known``, those after it up to ``upto``."""
    new = Event.objects.filter(seq__gt=known, seq__lte=upto, report__isnull=False)
    reports = sorted({report for report in new.order_by().values_list("report_id", flat=True) if report})
    _add(count, reports, upto=known, now=now, sign=-1)
    _add(count, reports, upto=upto, now=now, sign=1)


def _add(count: MonthCount, reports: list[int], *, upto: int, now: datetime, sign: int) -> None:
    for start in range(0, len(reports), _AT_ONCE):
        for history in facts.histories(reports[start : start + _AT_ONCE], upto=upto):
            count.add(history, now=now, sign=sign)


def _keep(count: MonthCount, *, upto: int) -> None:
    """Write what was counted, unless another worker knew more."""
    rows = [[*key, found] for key, found in sorted(filled(count.numbers).items())]
    said = {"by": _counted_by(), "total": f"{count.total:x}", "rows": rows}
    content = zlib.compress(json.dumps(said, separators=(",", ":")).encode(), level=1)
    seal = _sealed(count.month, upto, content)
    with transaction.atomic():
        mine = PreparedMonth(first_day=count.month.first_day, upto=upto, content=content, seal=seal)
        there = PreparedMonth.objects.select_for_update().filter(first_day=mine.first_day).first()
        if there is None or there.upto < upto or _read(there) is None:
            mine.save()


def _kept(month: Month) -> tuple[MonthCount, int] | None:
    """Return what was counted of ``month`` and the last event it knows; None where there is none that counts."""
    row = PreparedMonth.objects.filter(first_day=month.first_day).first()
    count = _read(row) if row else None
    return (count, row.upto) if row and count else None


def _read(row: PreparedMonth) -> MonthCount | None:
    month, content = Month.of(row.first_day), bytes(row.content)
    if not content:
        return None  # asked for, and not counted yet
    if row.seal != _sealed(month, row.upto, content):
        _LOG.error("What was counted of %s ahead of its closing was changed by hand: it is counted anew.", month)
        return None
    said = json.loads(zlib.decompress(content))
    if said["by"] != _counted_by():
        return None
    return MonthCount(month, _by_key(said["rows"]), int(said["total"], 16))


def _by_key(rows: Iterable[list[Any]]) -> dict[tuple[int, int, int], dict[str, int]]:
    return {(ward, unit, category): found for ward, unit, category, found in rows}


def _counted_by() -> list[object]:
    """Return by what hours and results are counted: the rules, and every day on which the calendar is another one."""
    days = CalendarException.objects.order_by("day").values_list("day", "works")
    return [RULES, [[f"{day}", works] for day, works in days]]


def _sealed(month: Month, upto: int, content: bytes) -> str:
    key = hashlib.sha256(f"counted ahead {settings.SECRET_KEY}".encode()).digest()
    return hashlib.blake2b(f"{month}|{upto}|".encode() + content, key=key, digest_size=32).hexdigest()
