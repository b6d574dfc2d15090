"""What the public page of figures and the leader's board show alike: one month, its tables, the year's chart."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators import frozen
from backend.indicators.board import board, previous
from backend.indicators.chart import chart
from backend.indicators.definitions import BY_CODE, COMMON, DEFINITIONS
from backend.indicators.query import Scope, monthly
from backend.indicators.restated import WardSet, choices, ward_set
from backend.indicators.tally import day_of
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force

_CHART_MONTHS = 12


def month_asked(written: str, *, now: datetime) -> Month:
    """Return the month written as 2026-10, the running one for nothing. Raises Refused for no month, or one to come."""
    running = Month.of(day_of(now))
    if not written:
        return running
    try:
        month = Month.parse(written)
    except ValueError:
        raise Refused(_("Xin ghi tháng theo mẫu 2026-10."), field="month", code="invalid") from None
    if month > running:
        raise Refused(_("Tháng này chưa đến, chưa có số liệu."), field="month", code="not_yet")
    return month


@dataclass(frozen=True)
class Asked:
    """What a page was asked for: the month, the ward set to restate it on, and why not what was written."""

    month: Month
    restated: WardSet | None
    refused: str = ""


def asked_of(written: str, wards_on: str, *, now: datetime) -> Asked:
    """Return the month and the ward set asked for; what cannot be shown is said, and the running month stands in."""
    try:
        return Asked(month_asked(written, now=now), ward_set(wards_on))
    except Refused as refusal:
        return Asked(Month.of(day_of(now)), None, refusal.message)


def page(written: str, wards_on: str = "", *, now: datetime) -> dict[str, object]:
    """Return what the page shows for the month ``written``; a month that cannot be shown is said in ``refused``.

    ``wards_on``: restated on the wards of that day.
    """
    asked = asked_of(written, wards_on, now=now)
    month, restated = asked.month, asked.restated
    wards = restated.wards if restated else wards_in_force(day_in_force(now))
    shown = board(month, wards=wards, now=now, restated=restated)
    first = month
    for _step in range(_CHART_MONTHS - 1):
        first = previous(first)
    return {
        "refused": asked.refused,
        "restated": restated,
        "ward_sets": choices(),
        "board": shown,
        "closed": None if restated else frozen.in_force([month]).get(month),
        "month": month,
        "earlier": previous(month),
        "later": None if shown.is_running else month.next,
        "chart": chart(monthly(Scope(first=first, last=month, restated=restated)).months, has_breaks=restated is None),
        "definitions": DEFINITIONS,
        "named": BY_CODE,
        "common": COMMON,
        "now": now,
    }
