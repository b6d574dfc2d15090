"""Figures restated on another ward set: each report counts where its own point lies in that set (tính lại).

What closed months froze stays as it was closed; a restatement is counted anew from the facts, of closed months as well,
stands apart, and says so.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.month import Month
from backend.places.in_force import SET_OF_4, SET_OF_13, SET_OF_14
from backend.places.locate import ward_sets, wards_in_force
from backend.places.models import Ward

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COLUMNS = {SET_OF_14: "of_14", SET_OF_13: "of_13", SET_OF_4: "of_4"}  # of a zone; of a report with "ward_" before
OUTSIDE = 0  # in place of a ward's id: the point lies in none of the set


@dataclass(frozen=True)
class WardSet:
    """A ward set to restate figures on: the day it began, its last day (None: still in force), its wards."""

    began: date
    ended: date | None
    wards: tuple[Ward, ...]

    @property
    def column(self) -> str:
        """Return the set's column of a zone; a report's has "ward_" before it."""
        return _COLUMNS[self.began]

    @property
    def label(self) -> str:
        """Return what the set is called: "14 phường (đến 31/12/2024)"."""
        told = {"number": len(self.wards), "from": _day(self.began), "to": _day(self.ended) if self.ended else ""}
        if self.ended is None:
            return _("%(number)s phường (từ %(from)s)") % told
        if self.began == ward_sets()[0]:
            return _("%(number)s phường (đến %(to)s)") % told
        return _("%(number)s phường (%(from)s đến %(to)s)") % told

    @property
    def note(self) -> str:
        """Return the sentence that every restated figure carries."""
        return _(
            "Số liệu tính lại theo địa giới %(set)s: mỗi phản ánh tính cho phường chứa vị trí của nó (ranh giới tham "
            "khảo). Số của các tháng đã chốt giữ nguyên như đã chốt và có thể khác số tính lại."
        ) % {"set": self.label}


@dataclass(frozen=True)
class Break:
    """New wards, units and rules since the first day of ``month``: figures before and after are not of one area."""

    month: Month
    number: int  # of wards since then
    before: int

    @property
    def words(self) -> str:
        told = {"number": self.number, "before": self.before, "day": _day(self.month.first_day)}
        return _("Từ %(day)s đổi địa giới: %(before)s phường thành %(number)s phường.") % told

    @property
    def note(self) -> str:
        return _("%(words)s Số của phường và đơn vị trước và sau ngày này không so sánh trực tiếp được.") % {
            "words": self.words
        }


def choices() -> tuple[WardSet, ...]:
    """Return the sets that figures can be restated on, the oldest first."""
    days = [day for day in ward_sets() if day in _COLUMNS]
    ends = [*(day - timedelta(days=1) for day in days[1:]), None]
    return tuple(WardSet(day, end, wards_in_force(day)) for day, end in zip(days, ends, strict=True))


def ward_set(written: str) -> WardSet | None:
    """Return the set in force on the day written as 2025-07-01, None for nothing. Raises Refused (``wards_on``)."""
    if not written:
        return None
    try:
        day = date.fromisoformat(written if _WRITTEN.fullmatch(written) else "")
    except ValueError:
        raise Refused(_("Xin ghi ngày theo mẫu 2025-07-01."), field="wards_on", code="invalid") from None
    for one in choices():
        if one.began <= day and (one.ended is None or day <= one.ended):
            return one
    words = _("Không có dữ liệu phường của ngày %(day)s.") % {"day": _day(day)}
    raise Refused(words, field="wards_on", code="no_wards")


def breaks(first: Month, last: Month) -> tuple[Break, ...]:
    """Return where wards changed within the months, after the first one."""
    found = []
    for before, after in zip(choices(), choices()[1:], strict=False):
        if first < Month.of(after.began) <= last:
            found.append(Break(Month.of(after.began), len(after.wards), len(before.wards)))
    return tuple(found)


def outside() -> str:
    """Return what is said in place of a ward where a point lies in none of the set."""
    return _("Ngoài các phường này")


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
