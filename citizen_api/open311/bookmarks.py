"""Deep pages: the standard counts pages, so whoever asks for the next goes on from where the last one ended.

A page far down would else be found by walking past all rows before it. Where a full page ended is kept for a while,
under what was asked for; what came in meanwhile at the head of the list repeats nothing then. Without it, as for a page
that is asked for out of turn, the rows before are walked past.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import QueryDict

from backend.http import paging
from citizen_api.open311.query import Part

DEEP = 1_000  # rows before a page: fewer are walked past in no time
_KEPT_S = 900
_PAGES = frozenset({"page", "lang", "extensions", "jurisdiction_id"})  # what does not change which rows there are


def numbers(rows: "QuerySet[Any]", asked: QueryDict, part: Part, *, by: str) -> list[int]:
    """Return the numbers of the rows of a page; ``rows`` are sorted by the moment ``by`` ("-" downwards), then number.

    One statement.
    """
    column, goes_down = by.removeprefix("-"), by.startswith("-")
    place = _place(asked, part, by) if part.rows.start >= DEEP else None
    if place:
        moment, number = place
        found = rows.filter(paging.beyond(column, datetime.fromisoformat(moment), number, goes_down=goes_down))[
            : part.size
        ]
    else:
        found = rows[part.rows]
    there = list(found.values_list("pk", column))
    if len(there) == part.size and part.rows.stop >= DEEP:
        number, moment = there[-1]
        cache.set(_key(asked, part.page + 1, by), (moment.isoformat(), number), _KEPT_S)
    return [number for number, _moment in there]


def _place(asked: QueryDict, part: Part, by: str) -> tuple[str, int] | None:
    kept: tuple[str, int] | None = cache.get(_key(asked, part.page, by))
    return kept


def _key(asked: QueryDict, page: int, by: str) -> str:
    words = sorted((name, *asked.getlist(name)) for name in asked if name not in _PAGES)
    return f"open311:{hashlib.sha256(repr((by, page, words)).encode()).hexdigest()}"
