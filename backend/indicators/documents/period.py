"""What a report is about: a month, a quarter, a year, or the years under review."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators.models import Span
from backend.indicators.query import Scope, months_before
from backend.places.models import Ward

_QUARTER = re.compile(r"([12][0-9]{3})-Q([1-4])", re.IGNORECASE)
_YEAR = re.compile(r"[12][0-9]{3}")
_ROMAN = ("I", "II", "III", "IV")
_THIS = {Span.MONTH: "tháng", Span.QUARTER: "quý", Span.YEAR: "năm", Span.REVIEW: "giai đoạn"}


@dataclass(frozen=True)
class Period:
    """From ``first`` to ``last``, both included; the words are Vietnamese, as they stand in a document."""

    span: Span
    first: Month
    last: Month

    @classmethod
    def parse(cls, written: str) -> "Period":
        """Return the period written as 2026-10, 2026-Q4, 2026 or 2021-01..2025-03. Raises Refused for anything else."""
        words = written.strip()
        try:
            if quarter := _QUARTER.fullmatch(words):
                year, number = int(quarter[1]), int(quarter[2])
                return cls(Span.QUARTER, Month(year, number * 3 - 2), Month(year, number * 3))
            if _YEAR.fullmatch(words):
                return cls(Span.YEAR, Month(int(words), 1), Month(int(words), 12))
            first, dots, last = words.partition("..")
            if dots:
                period = cls(Span.REVIEW, Month.parse(first), Month.parse(last))
                _check(period)
                return period
            return cls(Span.MONTH, Month.parse(words), Month.parse(words))
        except ValueError:
            wanted = _("Xin ghi kỳ báo cáo theo mẫu 2026-10, 2026-Q4, 2026 hoặc 2021-01..2025-03.")
            raise Refused(wanted, field="period", code="invalid") from None

    def __str__(self) -> str:
        match self.span:
            case Span.MONTH:
                return str(self.first)
            case Span.QUARTER:
                return f"{self.first.year}-Q{self.last.number // 3}"
            case Span.YEAR:
                return f"{self.first.year:04d}"
        return f"{self.first}..{self.last}"

    def scope(self, ward: Ward | None = None) -> Scope:
        """Return what to ask the figures for; with ``ward`` of that ward alone."""
        return Scope(first=self.first, last=self.last, wards=None if ward is None else [ward.pk])

    @property
    def months(self) -> tuple[Month, ...]:
        """The months, in their order. Raises Refused where they end before they begin, or are too many."""
        return self.scope().months

    @property
    def name(self) -> str:
        """The period in a sentence: "tháng 10 năm 2026", "quý IV năm 2026"."""
        match self.span:
            case Span.MONTH:
                return f"tháng {self.first.number} năm {self.first.year}"
            case Span.QUARTER:
                return f"quý {_ROMAN[self.last.number // 3 - 1]} năm {self.first.year}"
            case Span.YEAR:
                return f"năm {self.first.year}"
        return f"từ tháng {_short(self.first)} đến tháng {_short(self.last)}"

    @property
    def within(self) -> str:
        """How a sentence about the period begins: "Trong tháng 10 năm 2026"."""
        return f"Từ{self.name.removeprefix('từ')}" if self.span == Span.REVIEW else f"Trong {self.name}"

    @property
    def word(self) -> str:
        """What a period of this length is called: "tháng"."""
        return _THIS[self.span]

    @property
    def before(self) -> "Period | None":
        """The period of the same length just before; None for a review, which is compared with nothing."""
        length = len(self.months)
        return None if self.span == Span.REVIEW else self._earlier(length)

    @property
    def year_ago(self) -> "Period | None":
        """The same period of the year before; None for a year, whose ``before`` it is, and for a review."""
        return self._earlier(12) if self.span in {Span.MONTH, Span.QUARTER} else None

    @property
    def following(self) -> str:
        """The period that comes next, in a sentence."""
        length = len(self.months)
        return "thời gian tới" if self.span == Span.REVIEW else self._earlier(-length).name

    def _earlier(self, months: int) -> "Period":
        return Period(self.span, months_before(self.first, months), months_before(self.last, months))


def _short(month: Month) -> str:
    return f"{month.number}/{month.year}"


def _check(period: Period) -> None:
    """Raise Refused where the months are in the wrong order, or too many."""
    try:
        period.months  # noqa: B018  # asking for them is the check
    except Refused as refused:
        refused.field = "period"  # which is what was written, not from and to
        raise
