"""A calendar month in the city's time zone."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

_WRITTEN = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in Asia/Ho_Chi_Minh, written 2026-10."""

    year: int
    number: int

    @classmethod
    def parse(cls, written: str) -> "Month":
        """Return the month written as 2026-10 (years 1000 to 2999); ValueError for anything else."""
        match = _WRITTEN.fullmatch(written)
        if not match:
            raise ValueError(written)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def next(self) -> "Month":
        return Month.of(self.first_day + timedelta(days=31))

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        """The first moment of the month, aware, in the city's zone."""
        return datetime.combine(self.first_day, time.min, tzinfo=timezone.get_default_timezone())
