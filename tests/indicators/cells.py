"""Every number on the board, beside the count of its list and a recount by SQL."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import parse_qs

from django.db import connection
from django.test import Client

from backend.core.month import Month
from backend.indicators.behind import Cell, behind
from backend.indicators.facts import all_facts
from backend.routing.models import Category
from tests.indicators.recount_by_sql import Key


@dataclass
class Compared:
    """How many numbers were seen, how many lists were counted, and what differs: cell, number, list, recount."""

    seen: int = 0
    opened: int = 0
    differences: list[tuple[Cell, int, int, int]] = field(default_factory=list)


def from_facts() -> Counter[Key]:
    """Return what the board reads, refusals by reason as well."""
    found: Counter[Key] = Counter()
    for fact, number in all_facts().items():
        found[f"{Month.of(fact.day)}", fact.ward, fact.unit, fact.category, fact.measure] += number
    return found


def compare(
    client: Client, months: Iterable[Month], recounted: Counter[Key], *, now: datetime, empty_ones: int = 1
) -> Compared:
    """Compare every number on the board of ``months``; of the zeros the list of one in ``empty_ones`` is counted."""
    groups = dict(Category.objects.values_list("pk", "group"))
    by_figure: dict[tuple[str, str], list[tuple[Key, int]]] = defaultdict(list)
    for key, number in recounted.items():
        by_figure[key[0], key[4]].append((key, number))
    found = Compared()
    for month in months:
        page = client.get("/programme/", {"month": str(month)}, secure=True).content.decode()
        for cell, number in _cells_of(page):
            told = _told_by_sql(cell, now=now) if cell.is_now else _told(cell, by_figure, groups)
            listed = number
            if number or found.seen % empty_ones == 0:
                listed = behind(cell, now=now).number
                found.opened += 1
            if not number == told == listed:
                found.differences.append((cell, number, listed, told))
            found.seen += 1
    return found


def _cells_of(page: str) -> list[tuple[Cell, int]]:
    """Return every number of a page that opens a list, with what it opens."""
    found: dict[str, tuple[Cell, int]] = {}
    for address, written in re.findall(r'href="/programme/reports\?([^"]+)">([\d.]+)<', page):
        asked = {name: one for name, [one] in parse_qs(unescape(address)).items()}
        month, figure = Month.parse(asked["month"]), asked["figure"]
        ward, unit = (int(asked[name]) if name in asked else None for name in ("ward", "unit"))
        cell = Cell(month=month, figure=figure, ward=ward, unit=unit, group=asked.get("group"))
        found[address] = cell, int(written.replace(".", ""))
    return list(found.values())


def _told(cell: Cell, by_figure: Mapping[tuple[str, str], list[tuple[Key, int]]], groups: dict[int, str]) -> int:
    """Return what the recount says of ``cell``."""
    measures = ("resolved_on_time", "late") if cell.figure == "resolve_due" else (cell.figure,)
    return sum(
        number
        for measure in measures
        for (_month, ward, unit, category, _measure), number in by_figure.get((str(cell.month), measure), ())
        if cell.ward in {None, ward} and cell.unit in {None, unit} and cell.group in {None, groups[category]}
    )


def _told_by_sql(cell: Cell, *, now: datetime) -> int:
    """Return what the reports say of a figure as of now."""
    late = "resolve_by <= %s AND status <> 'needs_info'"
    where: dict[str, tuple[str, list[datetime | int | str]]] = {
        "open": ("1 = 1", []),
        "overdue": (late, [now]),
        "long_overdue": (late, [now - timedelta(days=14)]),
        "passed_often": ("transfer_count >= 3", []),
        "urgent_open": ("level = 'urgent'", []),
    }
    words, values = where[cell.figure]
    for name in ("ward", "unit"):
        if key := getattr(cell, name):
            words, values = f"{words} AND {name}_id = %s", [*values, int(key)]
    if cell.group:
        words, values = f'{words} AND "group" = %s', [*values, cell.group]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM reports_report WHERE is_open AND screening = 'clear' AND {words}",  # noqa: S608  # our own words
            values,
        )
        return int(cursor.fetchone()[0])
