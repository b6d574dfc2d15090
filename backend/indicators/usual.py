"""How many food reports are usual at a place, under a name, on a day: learnt from the cases of the year before."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

DAY_S = 86_400
_SHAPE = 0.25  # of the gamma prior: most circles never see a report, a few see many
_DISTRICT_A_DAY = 2.0  # food reports in the district before anything was learnt
_LEARNT_IN = 30.0  # days after which what was seen weighs as much as that
_LEAST_NAMES = 100  # different names, where fewer were seen
_WARD_M2 = 4_300_000.0  # the mean of the 14 wards, for a ward of unknown area
_EVEN = 20.0  # reports of an even week or season that are mixed in, so that few reports make no pattern
_LEAST_FACTOR, _MOST_FACTOR = 0.7, 3.0
_SEASON = timedelta(days=14)
_LATELY = timedelta(days=28)
_YEAR = timedelta(days=364)  # whole weeks, so that weekdays meet


class Seen(Protocol):
    """What is learnt from: a case, as ``outbreak.Case`` has it."""

    @property
    def at(self) -> datetime: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def ward(self) -> int: ...
    @property
    def is_ill(self) -> bool: ...
    @property
    def names(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class Rate:
    """A rate a day that is not known exactly: gamma distributed with ``shape`` over ``days``."""

    shape: float
    days: float

    @property
    def mean(self) -> float:
        return self.shape / self.days


def many(number: int, rate: Rate, days: float) -> float:
    """Return the chance of ``number`` or more in ``days`` at ``rate``: the upper tail of a negative binomial."""
    return float(betainc(number, rate.shape, days / (rate.days + days))) if number else 1.0


class Usual:
    """What is usual, from ``past`` cases between two moments (a year, at the most what there is).

    ``areas_m2`` by ward. Cases of real outbreaks are left out by the caller.
    """

    def __init__(
        self, past: Sequence[Seen], *, since: datetime, until: datetime, areas_m2: Mapping[int, float]
    ) -> None:
        self._days = max((until - since).total_seconds() / DAY_S, 0.0)
        self._until, self._areas = until, areas_m2
        self._x = _column([one.x for one in past])
        self._y = _column([one.y for one in past])
        self._at = _column([one.at.timestamp() for one in past])
        self._is_ill = np.array([one.is_ill for one in past], dtype=bool)
        self._wards = np.array([one.ward for one in past], dtype=np.int64)
        self._names: dict[str, tuple[int, int]] = {}
        for one in past:
            for name in one.names:
                every, ill = self._names.get(name, (0, 0))
                self._names[name] = (every + 1, ill + one.is_ill)
        self._week = self._weekdays(past)

    @property
    def cases_a_year(self) -> float:
        return 365 * self._a_day(len(self._x), _DISTRICT_A_DAY)

    def around(self, x: float, y: float, ward: int, *, radius_m: float, is_ill: bool) -> Rate:
        """Return the rate in the circle: what was seen there, drawn towards an even share of its ward's."""
        counted = self._is_ill if is_ill else np.ones_like(self._is_ill)
        in_ward = int(np.count_nonzero(counted & (self._wards == ward)))
        area = self._areas.get(ward, _WARD_M2)
        share = min(1.0, math.pi * radius_m**2 / area)
        prior = share * self._a_day(in_ward, _DISTRICT_A_DAY / 14 * (self._ill_share if is_ill else 1.0))
        near = (self._x - x) ** 2 + (self._y - y) ** 2 <= radius_m**2
        return self._drawn(int(np.count_nonzero(counted & near)), prior)

    def of_name(self, name: str, *, is_ill: bool) -> Rate:
        """Return the rate of reports that name this place or supplier, drawn towards that of any name."""
        every, ill = self._names.get(name, (0, 0))
        named = sum(pair[is_ill] for pair in self._names.values())
        prior = self._a_day(named, _DISTRICT_A_DAY * (self._ill_share if is_ill else 1.0))
        return self._drawn(ill if is_ill else every, prior / max(len(self._names), _LEAST_NAMES))

    def factor(self, begin: datetime, end: datetime) -> float:
        """Return how much busier than a mean day the days between two moments are, by weekday and season."""
        days = [begin + (end - begin) * part / 4 for part in range(1, 5)]
        weekday = sum(self._week[one.weekday()] for one in days) / len(days)
        return min(max(weekday * self._season(end), _LEAST_FACTOR), _MOST_FACTOR)

    def _drawn(self, seen: int, prior: float) -> Rate:
        return Rate(_SHAPE + seen, _SHAPE / prior + self._days)

    @property
    def _ill_share(self) -> float:
        return (int(np.count_nonzero(self._is_ill)) + 3) / (len(self._is_ill) + 20)

    def _a_day(self, seen: int, before: float) -> float:
        return (seen + before * _LEARNT_IN) / (self._days + _LEARNT_IN)

    def _weekdays(self, past: Sequence[Seen]) -> list[float]:
        counts = [0] * 7
        for one in past:
            counts[one.at.weekday()] += 1
        even = len(past) / 7
        return [(count + _EVEN) / (even + _EVEN) for count in counts]

    def _season(self, moment: datetime) -> float:
        """Return how busy the same weeks were last year, or the last four weeks, whichever is more."""
        mean = len(self._x) / self._days if self._days else 0.0
        a_year_ago = moment - _YEAR
        spans = ((a_year_ago - _SEASON, a_year_ago + _SEASON), (self._until - _LATELY, self._until))
        return max(self._level(begin, end, mean) for begin, end in spans)

    def _level(self, begin: datetime, end: datetime, mean: float) -> float:
        since = self._until - timedelta(days=self._days)
        seen_days = max(0.0, (min(end, self._until) - max(begin, since)).total_seconds() / DAY_S)
        seen = int(np.count_nonzero((self._at >= begin.timestamp()) & (self._at < end.timestamp())))
        return (seen + _EVEN) / (mean * seen_days + _EVEN)


def _column(values: Sequence[float]) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)
