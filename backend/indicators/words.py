"""Numbers as they are written: 12.345 and 12,5% in Vietnamese, 12,345 and 12.5% in English."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.core.month import Month

LEAST_FOR_PERCENT = 30  # below, a change is said in numbers: 4 to 7 is no "75 %"
_VIETNAMESE = str.maketrans(",.", ".,")


def number(value: float | None, places: int = 0) -> str:
    """Return ``value`` with its thousands parted; "không có" for None."""
    if value is None:
        return _("không có")
    written = f"{value:,.{places}f}"
    return written if (get_language() or "").startswith("en") else written.translate(_VIETNAMESE)


def size(change: float, share_of: object = "") -> str:
    """Return how large a change is, whatever its direction: of a share to one place, else whole."""
    return number(abs(change), 1 if share_of else 0)


def plain_number(value: float) -> str:
    """Return a number with one place where it has any."""
    return number(value, 0 if float(value).is_integer() else 1)


def percent(share: float | None) -> str:
    """Return a share (0 to 1) in per cent to one place; "không có" for None."""
    return _("không có") if share is None else f"{number(share * 100, 1)}%"


def month_name(month: Month) -> str:
    """Return "tháng 11/2026", in English "November 2026"."""
    return date_format(date(month.year, month.number, 1), "YEAR_MONTH_FORMAT")


def date_words(day: date) -> str:
    """Return "25/10/2026"."""
    return f"{day.day}/{day.month}/{day.year}"


def change(this: int, before: int) -> str:
    """Return how ``this`` stands to ``before``, in words."""
    if this == before:
        return _("không đổi (%(before)s)") % {"before": number(before)}
    numbers = {"before": number(before), "this": number(this)}
    if before < LEAST_FOR_PERCENT:
        return (
            _("tăng từ %(before)s lên %(this)s") if this > before else _("giảm từ %(before)s xuống %(this)s")
        ) % numbers
    by = {"by": percent(abs(this - before) / before), "before": number(before)}
    return (_("tăng %(by)s, từ %(before)s") if this > before else _("giảm %(by)s, từ %(before)s")) % by
