"""The rows of a closed month as the public may read them: small numbers hidden exactly as on the page of figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation

from backend.core.month import Month
from backend.indicators import frozen
from backend.indicators.cuts import cuts
from backend.indicators.gather import NOW
from backend.indicators.lines import GROUPS, KINDS, UNITS, WARDS, Line
from backend.indicators.models import ClosedMonth, FrozenShare
from backend.indicators.query import Scope
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from citizen_api.api.figures import line_of

BY = {"group": GROUPS, "category": KINDS, "ward": WARDS, "unit": UNITS}
_TOTAL = "total"
_LEFT_OUT = {*NOW, "refused_why"}  # what is open changes every hour; reasons are a list, given apart
LICENCE = "CC-BY-4.0"
Value = str | int | float | bool | None


@dataclass(frozen=True)
class OpenMonth:
    """A closed month as open data: the revision in force, its rows, and why reports were refused.

    ``refused_why`` None: rows of which nothing was refused, as those of registers.
    """

    month: Month
    closed: ClosedMonth
    rows: tuple[Mapping[str, Value], ...]
    refused_why: tuple[Mapping[str, Value], ...] | None

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.rows[0])

    @property
    def seal(self) -> dict[str, Value]:
        """What ties the file to the chain of closed months."""
        closed_at = timezone.localtime(self.closed.closed_at, timezone.get_default_timezone())
        return {
            "month": str(self.month),
            "revision": self.closed.revision,
            "closed_at": closed_at.isoformat(),
            "head": self.closed.head,
            "previous": self.closed.previous,
            "licence": LICENCE,
        }


def closed_month(month: Month) -> ClosedMonth | None:
    """Return the revision in force, None where the month is not closed. One statement."""
    return frozen.in_force([month]).get(month)


def open_month(month: Month, closed: ClosedMonth, *, now: datetime) -> OpenMonth:
    """Return the rows of a closed month, names in Vietnamese; the figures are those that were frozen.

    The wards are those of the page of figures: with other lines other numbers would be hidden, and two files with
    different holes give away what is in them. What is open today has no part in it: the file stays the same.
    """
    with translation.override("vi"):
        wards = wards_in_force(day_in_force(now))
        found = cuts(Scope(first=month, last=month), now=now, wards=wards, with_open=False)
        lines = [(_TOTAL, found.total), *((by, line) for by, table in BY.items() for line in found.tables[table])]
        why: tuple[Mapping[str, Value], ...] = tuple(
            {"reason": one.code, "name": one.name, "number": one.number} for one in found.total.why
        )
        return OpenMonth(month, closed, tuple(_row(month, closed, by, line) for by, line in lines), why)


def register_month(month: Month, closed: ClosedMonth) -> OpenMonth | None:
    """Return what registers said of the targets that ask them, as it was frozen; None where there is none of it.

    First of the whole district, then ward by ward; without data ``part`` and ``whole`` are empty. Two statements.
    """
    shares = FrozenShare.objects.filter(closed=closed).select_related("target__indicator", "target__register", "ward")
    rows = shares.order_by("target__indicator__code", "target__order", "ward__code", "id").defer("ward__boundary")
    told = [_share(month, closed, one) for one in sorted(rows, key=lambda one: one.ward_id is not None)]
    return OpenMonth(month, closed, tuple(told), None) if told else None


def _share(month: Month, closed: ClosedMonth, one: FrozenShare) -> dict[str, Value]:
    target, feed = one.target, getattr(one.target, "register", None)
    return {
        "month": str(month),
        "indicator": target.indicator.code,
        "target": target.order,
        "what": target.what,
        "register": feed.kind if feed else "",
        "reading": feed.reading if feed else "",
        "how": feed.how if feed else "",
        "by": "ward" if one.ward else "total",
        "code": one.ward.code if one.ward else "",
        "name": one.ward.title if one.ward else "Toàn quận",
        "part": one.part,
        "whole": None if one.part is None else one.whole,
        "revision": closed.revision,
        "head": closed.head,
    }


def edition(closed: ClosedMonth, *, now: datetime) -> str:
    """Return what a file of ``closed`` depends on: the head, and the set of wards that have a line."""
    return f"{closed.head}-{min(ward.valid_from for ward in wards_in_force(day_in_force(now))):%Y%m%d}"


def _row(month: Month, closed: ClosedMonth, by: str, line: Line) -> dict[str, Value]:
    named: dict[str, Value] = {"month": str(month), "by": by, "code": line.code, "name": line.name or "Toàn quận"}
    figures = {name: value for name, value in line_of(line).items() if name not in _LEFT_OUT}
    checked = {name: value for name, value in figures.items() if value is None or isinstance(value, str | int | float)}
    return named | checked | {"revision": closed.revision, "head": closed.head}
