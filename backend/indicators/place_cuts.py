"""A month cut by street, hot spot, site or channel: read from what each report counted for, as reports stand now."""

from dataclasses import dataclass

from django.db.models import Sum

from backend.core.month import Month
from backend.indicators.models import ReportMonth
from backend.places.models import Hotspot, Site, Street
from backend.reports.models import Channel

SHOWN = ("received", "resolved", "resolved_on_time", "late", "open_at_end", "overdue_at_end", "reopened", "refused")
MOST = 50  # lines: the fullest
_NAMED = {"street": Street, "hotspot": Hotspot, "site": Site}


@dataclass(frozen=True)
class CutLine:
    """``key`` is what the lists are asked for by ("none": reports of no street, hot spot or site)."""

    key: str
    name: str
    numbers: tuple[tuple[str, int], ...]  # figure and number, in the order of SHOWN


def place_cut(month: Month, by: str) -> tuple[CutLine, ...]:
    """Return the fullest lines of ``month`` cut ``by`` one of ``behind.PLACES``. Two statements."""
    column = f"report__{by}"
    sums = {f"all_{name}": Sum(name) for name in SHOWN}
    rows = ReportMonth.objects.filter(first_day=month.first_day).values(column).annotate(**sums)
    found = list(rows.order_by("-all_received", column)[:MOST])
    names = _names(by, [row[column] for row in found if row[column] is not None])
    return tuple(
        CutLine(
            "none" if row[column] is None else str(row[column]),
            names.get(row[column], ""),
            tuple((name, row[f"all_{name}"]) for name in SHOWN),
        )
        for row in found
    )


def _names(by: str, keys: list[int | str]) -> dict[int | str, str]:
    if by == "channel":
        return {code: str(label) for code, label in Channel.choices}
    rows = _NAMED[by]._default_manager.filter(pk__in=keys).order_by("pk")  # noqa: SLF001  # any of three
    return dict(rows.values_list("pk", "name"))
