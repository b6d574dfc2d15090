"""Deep pages: the standard counts pages, so whoever asks for the next goes on from where their last one ended.

A page far down would else be found by walking past all rows before it. From the thousandth row on, where a full page
ended is kept for a quarter of an hour, under what was asked for and who asked; what came in meanwhile at the head of
the list repeats nothing then. Where the page before was not asked for, the rows before are walked past.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest

from backend.http import paging
from backend.http.visitor import visitor_of
from citizen_api.open311.query import Part

DEEP = 1_000  # rows before a page: fewer are walked past in no time
_KEPT_S = 900
_SAME_ROWS = frozenset({"page", "lang", "extensions", "jurisdiction_id"})  # words that ask for the same rows


def numbers(rows: "QuerySet[Any]", request: HttpRequest, part: Part, *, by: str) -> list[int]:
    """Return the numbers of the rows of a page; ``rows`` are sorted by the moment ``by`` ("-" downwards), then number.

    One statement.
    """
    column, goes_down = by.removeprefix("-"), by.startswith("-")
    place = cache.get(_key(request, part.page, by)) if part.rows.start >= DEEP else None
    if place:
        moment, number = datetime.fromisoformat(place[0]), place[1]
        rows = rows.filter(paging.beyond(column, moment, number, goes_down=goes_down))
    found = list(rows.values_list("pk", column)[: part.size] if place else rows.values_list("pk", column)[part.rows])
    if part.rows.stop >= DEEP:
        _keep(_key(request, part.page + 1, by), found[-1] if len(found) == part.size else None)
    return [number for number, _moment in found]


def _keep(key: str, last: tuple[int, datetime] | None) -> None:
    """Note where a page ended; None: it was not full, so that what was noted when there were more rows goes."""
    if last:
        cache.set(key, (last[1].isoformat(), last[0]), _KEPT_S)
    else:
        cache.delete(key)


def _key(request: HttpRequest, page: int, by: str) -> str:
    asked = request.GET
    words = sorted((name, *asked.getlist(name)) for name in asked if name not in _SAME_ROWS)
    return f"open311:{hashlib.sha256(repr((visitor_of(request), by, page, words)).encode()).hexdigest()}"
