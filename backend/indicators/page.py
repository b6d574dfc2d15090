"""What the public page of figures and the leader's board show alike: one month, its tables, the year's chart."""

from datetime import datetime

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators import frozen
from backend.indicators.board import board, previous
from backend.indicators.chart import chart
from backend.indicators.definitions import BY_CODE, COMMON, DEFINITIONS
from backend.indicators.query import Scope, monthly
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


def page(written: str, *, now: datetime) -> dict[str, object]:
    """Return what the page shows for the month ``written``; a month that cannot be shown is said in ``refused``."""
    refused = ""
    try:
        month = month_asked(written, now=now)
    except Refused as refusal:
        month, refused = Month.of(day_of(now)), refusal.message
    shown = board(month, wards=wards_in_force(day_in_force(now)), now=now)
    first = month
    for _step in range(_CHART_MONTHS - 1):
        first = previous(first)
    return {
        "refused": refused,
        "board": shown,
        "closed": frozen.in_force([month]).get(month),
        "month": month,
        "earlier": previous(month),
        "later": None if shown.is_running else month.next,
        "chart": chart(monthly(Scope(first=first, last=month)).months),
        "definitions": DEFINITIONS,
        "named": BY_CODE,
        "common": COMMON,
        "now": now,
    }
