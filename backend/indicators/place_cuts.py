"""A month cut by street, hot spot, site or channel: frozen when it closes, until then as reports stand now."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from operator import add

from django.db.models import Sum

from backend.core.month import Month
from backend.indicators.counting import Rows
from backend.indicators.facts import MEASURES
from backend.indicators.frozen import BESIDE, in_force
from backend.indicators.models import ClosedMonth, FrozenCut, ReportMonth
from backend.places.models import Hotspot, Site, Street
from backend.reports.models import Channel

SHOWN = ("received", "resolved", "resolved_on_time", "late", "open_at_end", "overdue_at_end", "reopened", "refused")
MOST = 50  # lines: the fullest
NONE = "none"  # the key of reports of no street, hot spot or site
_NAMED = {"street": Street, "hotspot": Hotspot, "site": Site}
_CUTS = (*_NAMED, "channel")


@dataclass(frozen=True)
class CutLine:
    """``key`` is what the lists are asked for by ("none": reports of no street, hot spot or site)."""

    key: str
    name: str
    numbers: tuple[tuple[str, int], ...]  # figure and number, in the order of SHOWN


@dataclass(frozen=True)
class PlaceCut:
    """The fullest lines; ``closed``: the month they were frozen with, None where reports are counted as they stand."""

    lines: tuple[CutLine, ...]
    closed: ClosedMonth | None


def place_cut(month: Month, by: str) -> PlaceCut:
    """Return the fullest lines of ``month`` cut ``by`` one of ``behind.PLACES``. Three statements at most."""
    closed = keeps_cuts(month)
    if closed:
        rows = FrozenCut.objects.filter(closed=closed, cut=by).order_by("-received", "key")[:MOST]
        labels = dict(Channel.choices) if by == "channel" else {}
        kept = (
            CutLine(one.key, str(labels.get(one.key, one.name)), tuple((name, getattr(one, name)) for name in SHOWN))
            for one in rows
        )
        return PlaceCut(tuple(kept), closed)
    column = f"report__{by}"
    sums = {f"all_{name}": Sum(name) for name in SHOWN}
    rows_now = ReportMonth.objects.filter(first_day=month.first_day).values(column).annotate(**sums)
    found = list(rows_now.order_by("-all_received", column)[:MOST])
    names = _names(by, [row[column] for row in found if row[column] is not None])
    lines = (
        CutLine(_key(row[column]), names.get(row[column], ""), tuple((name, row[f"all_{name}"]) for name in SHOWN))
        for row in found
    )
    return PlaceCut(tuple(lines), None)


def frozen_number(closed: ClosedMonth, by: str, key: int | str | None, figures: Collection[str]) -> int:
    """Return the sum of ``figures`` frozen of one line; what has none counted for nothing. One statement."""
    row = FrozenCut.objects.filter(closed=closed, cut=by, key=_key(key)).first()
    return sum(getattr(row, name) for name in figures) if row else 0


def keeps_cuts(month: Month) -> ClosedMonth | None:
    """Return the closed month in force that keeps its cuts; None where it is open, or was closed before they were."""
    closed = in_force([month]).get(month)
    return closed if closed and closed.edition >= BESIDE else None


def cuts_of(closed: ClosedMonth) -> list[FrozenCut]:
    """Return the rows to freeze with a month that is being closed, not yet written. Four statements."""
    counted = _counted(closed.first_day)
    rows = []
    for by in _CUTS:
        places = [key for cut, key in counted if cut == by and key is not None]
        names = {} if by == "channel" else _names(by, places)  # a channel is called so in the reader's language
        for (cut, key), numbers in counted.items():
            if cut == by and any(numbers.values()):
                name = names.get(key, "") if key is not None else ""
                rows.append(FrozenCut(closed=closed, cut=by, key=_key(key), name=name, **numbers))
    return sorted(rows, key=lambda one: (one.cut, one.key))


def uneven(closed: ClosedMonth, rows: Rows) -> str:
    """Return a cut of ``closed`` that does not add up to its ``rows``, "" where each does. One statement."""
    whole: Counter[str] = Counter()
    for numbers in rows.values():
        whole.update({name: number for name, number in numbers.items() if name in MEASURES})
    found: dict[str, dict[str, int]] = {}
    for one in FrozenCut.objects.filter(closed=closed).order_by("id"):
        sums = found.setdefault(one.cut, dict.fromkeys(MEASURES, 0))
        found[one.cut] = {name: number + getattr(one, name) for name, number in sums.items()}
    nothing = dict.fromkeys(MEASURES, 0)
    return next((by for by in _CUTS if found.get(by, nothing) != {name: whole[name] for name in MEASURES}), "")


def _counted(first_day: date) -> Mapping[tuple[str, int | str | None], Mapping[str, int]]:
    """Return the counts of each line of each cut, as reports stand now. One statement reads the month once."""
    columns = [f"report__{by}" for by in _CUTS]
    sums = {f"all_{name}": Sum(name) for name in MEASURES}
    rows = ReportMonth.objects.filter(first_day=first_day).values(*columns).annotate(**sums).order_by(*columns)
    counted: dict[tuple[str, int | str | None], list[int]] = {}
    for row in rows.values_list(*columns, *sums):
        numbers = row[len(_CUTS) :]
        for line in zip(_CUTS, row, strict=False):
            there = counted.get(line)
            counted[line] = [*map(add, there, numbers)] if there else [*numbers]
    return {line: dict(zip(MEASURES, numbers, strict=True)) for line, numbers in counted.items()}


def _key(key: int | str | None) -> str:
    return NONE if key is None else str(key)


def _names(by: str, keys: Collection[int | str]) -> dict[int | str, str]:
    if by == "channel":
        return {code: str(label) for code, label in Channel.choices}
    rows = _NAMED[by]._default_manager.filter(pk__in=keys).order_by("pk")  # noqa: SLF001  # any of three
    return dict(rows.values_list("pk", "name"))
