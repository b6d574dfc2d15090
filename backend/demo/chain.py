"""Event hashes as ``reports.record`` makes them, written out once so that a million histories take minutes.

The tests hold both against each other; ``reports.record.CHAINED`` is the list that is spelled here.
"""

import hashlib
from functools import cache
from typing import NamedTuple

from backend.demo.office import DAY_S, day_of


class Chained(NamedTuple):
    """The columns of an event in the order of ``CHAINED``, up to ``data`` (JSON: sorted keys, no blanks).

    ``accept_by``, ``resolve_by`` and ``at`` are moments in whole seconds.
    """

    report_id: int
    number: int
    kind: str
    at: int
    is_public: bool
    actor_kind: str
    actor_id: int | None
    actor_name: str
    acting_unit_id: int | None
    ward_id: int
    unit_id: int
    category_id: int
    assignee_id: int | None
    level: str
    channel: str
    status: str
    screening: str
    accept_by: int
    resolve_by: int
    data: str


def event_hash(event: Chained, *, words_hash: str, previous_hash: str) -> str:
    """Return SHA-256 over the event, in hex, equal to ``reports.record.event_hash`` of the row."""
    e = event
    text = (
        f'[{e.report_id},{e.number},"{e.kind}","{_utc(e.at)}",{_json(e.is_public)},"{e.actor_kind}",'
        f'{_json(e.actor_id)},"{e.actor_name}",{_json(e.acting_unit_id)},{e.ward_id},{e.unit_id},{e.category_id},'
        f'{_json(e.assignee_id)},"{e.level}","{e.channel}","{e.status}","{e.screening}",'
        f'"{_utc(e.accept_by)}","{_utc(e.resolve_by)}",{e.data},"{words_hash}","{previous_hash}"]'
    )
    return hashlib.sha256(text.encode()).hexdigest()


def words_hash(words: str, salt: str) -> str:
    """Return SHA-256 over the salt and the words, in hex, equal to ``reports.record.words_hash``."""
    return hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()


def stored(moment: int | None) -> str | None:
    """Return the moment as both databases take it: "2026-11-25 02:00:00", in UTC; None for none."""
    if moment is None:
        return None
    day, second = divmod(moment, DAY_S)
    return f"{_day(day)} {_clock(second)}"


def _utc(moment: int) -> str:
    day, second = divmod(moment, DAY_S)
    return f"{_day(day)}T{_clock(second)}.000000+00:00"


def _json(value: object) -> str:
    match value:
        case None:
            return "null"
        case True:
            return "true"
        case False:
            return "false"
        case _:
            return str(value)


@cache
def _day(number: int) -> str:
    return day_of(number * DAY_S).isoformat()


@cache
def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
