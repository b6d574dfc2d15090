"""What of a tab of the inbox is shown: the filters, and the conditions they set on reports."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from backend.reports import phone
from backend.reports.codes import read_code
from backend.reports.search import terms

_YEARS = range(2000, 2100)  # beyond them moments cannot be counted in every zone
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d{1,7})?", re.ASCII)


@dataclass(frozen=True)
class Filters:
    """What to show of a tab; "" shows all.

    ``category``, ``group``, ``ward``, ``unit``, ``status``, ``level``, ``channel`` are codes, ``assignee`` a name of
    sign-in; ``near_boundary``, ``hotspot``, ``photo`` are "1" for those that have it; ``created_from`` and
    ``created_to`` are days in the city (ISO), both included; ``box`` is
    "west,south,east,north" in degrees; ``q`` is words, a code or a telephone number.
    """

    category: str = ""
    group: str = ""
    ward: str = ""
    unit: str = ""
    status: str = ""
    level: str = ""
    channel: str = ""
    assignee: str = ""
    near_boundary: str = ""
    hotspot: str = ""
    photo: str = ""
    created_from: str = ""
    created_to: str = ""
    box: str = ""
    q: str = ""

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """The box in degrees: west, south, east, north; None where there is none, or it is none."""
        parts = self.box.split(",")
        if len(parts) != 4 or not all(_DEGREES.fullmatch(part) for part in parts):  # as the map writes it
            return None
        west, south, east, north = map(float, parts)
        return (west, south, east, north) if west < east and south < north else None


def narrow(filters: Filters, prefix: str) -> Q:
    """Return the filters' conditions on the report, found under ``prefix``."""
    wanted = {
        "category__code": filters.category,
        "group": filters.group,
        "ward__code": filters.ward,
        "unit__code": filters.unit,
        "status": filters.status,
        "level": filters.level,
        "channel": filters.channel,
        "assignee__username": filters.assignee,
    }
    where = Q(*((f"{prefix}{name}", value) for name, value in wanted.items() if value))
    return where & _marked(filters, prefix) & _sent(filters, prefix) & _said(filters, prefix)


def _marked(filters: Filters, prefix: str) -> Q:
    where = Q()
    if filters.near_boundary:
        where &= Q((f"{prefix}near_boundary", True))
    if filters.hotspot:
        where &= Q((f"{prefix}hotspot__isnull", False))
    if bounds := filters.bounds:
        west, south, east, north = bounds
        where &= Q((f"{prefix}lat__range", (south, north)), (f"{prefix}lon__range", (west, east)))
    if filters.photo:
        where &= Q((f"{prefix}photo_count__gt", 0))
    return where


def _sent(filters: Filters, prefix: str) -> Q:
    """Return when the report was sent; a day that is none leaves nothing out."""
    where = Q()
    if first := _midnight(filters.created_from):
        where &= Q((f"{prefix}created_at__gte", first))
    if last := _midnight(filters.created_to):
        where &= Q((f"{prefix}created_at__lt", last + timedelta(days=1)))
    return where


def _midnight(day: str) -> datetime | None:
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(found, time())) if found.year in _YEARS else None


def _said(filters: Filters, prefix: str) -> Q:
    """Return what the words, the code or the telephone number looked for limit."""
    where = Q()
    if code := read_code(filters.q):
        return where & Q((f"{prefix}code", code))
    if numbers := phone.forms(filters.q):
        return where & Q((f"{prefix}contact__phone__in", numbers))
    for term in terms(filters.q):
        where &= Q((f"{prefix}search__contains", term))
    return where
