"""When what is reported: the year, the week and the day of a district. All weights are inventions, for samples."""

import math
import random
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

import numpy as np

from backend.core import worktime
from backend.demo.office import HOUR_S, midnight

_WEIGHTS = {
    "household_waste": 14.0, "illegal_dumping": 6.0, "street_dust": 4.0, "single_use_plastic": 0.8,
    "water_pollution": 2.0, "grease_discharge": 1.2, "air_noise_pollution": 2.5, "polluting_site": 0.8,
    "construction_dust": 4.0, "livestock": 0.5, "drain_flooding": 4.0, "tree_danger": 1.6, "green_space": 2.5,
    "garden_equipment": 0.8, "food_poisoning": 0.25, "restaurant_food": 2.0, "street_food": 2.0, "banquet_food": 0.3,
    "school_canteen": 0.4, "market_food": 1.2, "food_production": 0.5, "farm_produce": 0.3, "pavement_occupied": 12.0,
    "makeshift_market": 2.5, "market_order": 1.0, "illegal_advert": 3.5, "illegal_building": 2.5,
    "public_nuisance": 5.0, "power_line_corridor": 0.6, "fire_hazard": 0.9, "other": 3.0, "illegal_parking": 8.0,
    "congestion": 3.0, "black_spot": 0.6, "signal_sign": 1.8, "traffic_violation": 2.2, "road_damage": 4.5,
    "road_danger": 1.5, "street_light": 4.0, "power_line_danger": 0.9, "power_outage": 1.8, "water_supply": 2.2,
}  # fmt: skip
_UNKNOWN = 1.0  # of a category the district added itself
_STORMS, _SUMMER, _HEAT = frozenset({6, 7, 8, 9}), frozenset({5, 6, 7, 8}), frozenset({6, 7, 8})
_DRY, _DARK = frozenset({10, 11, 12, 1, 2, 3}), frozenset({11, 12, 1, 2})
_SEASONS = {  # category: the months in which there is more of it, and how many times more
    "drain_flooding": (_STORMS, 2.5), "tree_danger": (_STORMS, 2.0), "power_line_danger": (_STORMS, 1.8),
    "street_dust": (_DRY, 1.8), "construction_dust": (_DRY, 1.6), "illegal_dumping": (_DRY, 1.3),
    "food_poisoning": (_SUMMER, 2.4), "restaurant_food": (_SUMMER, 1.8), "street_food": (_SUMMER, 1.8),
    "market_food": (_SUMMER, 1.7), "power_outage": (_HEAT, 2.6), "water_supply": (_SUMMER, 1.8),
    "water_pollution": (_SUMMER, 1.6), "street_light": (_DARK, 1.4), "banquet_food": (_DARK, 1.8),
}  # fmt: skip
_IN_STORM = {"drain_flooding": 5.0, "tree_danger": 6.0, "power_line_danger": 4.0, "power_outage": 2.0}
_AT_TET = {"household_waste": 1.9, "illegal_advert": 1.3, "public_nuisance": 1.7, "pavement_occupied": 1.4,
           "banquet_food": 1.5, "illegal_dumping": 1.3}  # fmt: skip
_SCHOOLS_CLOSED = frozenset({6, 7, 8})
_WEEK = (1.15, 1.1, 1.05, 1.05, 1.05, 0.9, 0.75)  # from Monday on
_STORM_CHANCE, _STORM_DAY = 0.12, 1.5
_TET_REST = 5  # days off in a row, in January or February, that can only be Tết
_BEFORE_TET, _AFTER_TET = 10, 5
_OPEN, _DAYS_OPEN = 0.036, 4.5  # share open at the end; how long an ordinary report is open

_ALL_DAY = (3, 2, 1, 1, 2, 9, 26, 55, 58, 48, 42, 34, 28, 27, 34, 38, 44, 56, 62, 60, 50, 34, 17, 8)
_EVENING = (9, 4, 2, 1, 1, 4, 8, 12, 12, 10, 10, 14, 16, 10, 8, 8, 12, 26, 52, 78, 84, 66, 40, 20)
_COMMUTE = (1, 1, 1, 1, 1, 6, 38, 88, 70, 34, 24, 26, 24, 18, 20, 26, 52, 92, 70, 34, 20, 12, 6, 3)
_HOURS = dict.fromkeys(("street_light", "public_nuisance", "street_food", "fire_hazard"), _EVENING) | dict.fromkeys(
    ("congestion", "illegal_parking", "traffic_violation", "signal_sign", "makeshift_market"), _COMMUTE
)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the samples: how many reports, in which weather, before or in Tết or not."""

    on: date
    number: int
    is_storm: bool
    is_tet: bool


def plan_days(number: int, *, first: date, last: date, seed: int) -> list[Day]:
    """Spread ``number`` reports over the days ``first`` to ``last``; growing slowly, uneven over week and year."""
    rng = np.random.default_rng(seed)
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    tet = _tet_days(first, last)
    storms = [day.month in _STORMS and rng.random() < _STORM_CHANCE for day in days]
    growth = np.linspace(0.85, 1.15, len(days))
    weights = np.array([_weight(day, storm, tet) for day, storm in zip(days, storms, strict=True)]) * growth
    numbers = rng.multinomial(number, weights / weights.sum())
    return [Day(day, int(count), storm, day in tet) for day, count, storm in zip(days, numbers, storms, strict=True)]


def category_of(day: Day, codes: Sequence[str], rng: random.Random) -> str:
    """Return what is reported, by the season of the day."""
    weights = _category_weights(tuple(codes), day.on.month, day.is_storm, day.is_tet)
    return codes[bisect(weights, rng.random() * weights[-1])]


def moment_of(day: Day, code: str, rng: random.Random) -> int:
    """Return at which moment (whole seconds) of the day something of this category is reported."""
    hours = _cumulative(_HOURS.get(code, _ALL_DAY))
    hour = bisect(hours, rng.random() * hours[-1])
    return midnight(day.on) + hour * HOUR_S + int(rng.random() * HOUR_S)


def _weight(day: date, is_storm: bool, tet: frozenset[date]) -> float:  # a table's row
    rest = 0.75 if day in tet and not worktime.is_working_day(day) else 1.0
    return _WEEK[day.weekday()] * rest * (_STORM_DAY if is_storm else 1.0)


def _tet_days(first: date, last: date) -> frozenset[date]:
    """Return the days around each Tết: from ten days before the long rest of January or February to five after."""
    found: set[date] = set()
    for year in range(first.year, last.year + 1):
        rest: list[date] = []
        for place in range(75):
            day = date(year, 1, 1) + timedelta(days=place)
            rest = [] if worktime.is_working_day(day) else [*rest, day]
            if len(rest) >= _TET_REST:
                found |= {rest[0] + timedelta(days=shift) for shift in range(-_BEFORE_TET, len(rest) + _AFTER_TET)}
    return frozenset(found)


@cache
def _category_weights(
    codes: tuple[str, ...], month: int, is_storm: bool, is_tet: bool
) -> tuple[float, ...]:  # the key of a cache
    weights = []
    for code in codes:
        months, times = _SEASONS.get(code, (frozenset(), 1.0))
        weight = _WEIGHTS.get(code, _UNKNOWN) * (times if month in months else 1.0)
        weight *= _IN_STORM.get(code, 1.0) if is_storm else 1.0
        weight *= _AT_TET.get(code, 1.0) if is_tet else 1.0
        weights.append(weight * (0.1 if code == "school_canteen" and month in _SCHOOLS_CLOSED else 1.0))
    return _cumulative(tuple(weights))


@cache
def _cumulative(weights: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(accumulate(weights))


def stuck_share(first: date, last: date) -> Callable[[int], float]:
    """Return how likely a report that came in at a moment is never ended, so that about 3.6 % are open on ``last``.

    The newest are open anyway; of the others the older the fewer.
    """
    days = (last - first).days + 1
    missing = max(0.0, _OPEN - _DAYS_OPEN / days)
    fading = days / 3
    most = min(0.5, missing * days / (fading * (1 - math.exp(-days / fading))))
    end = midnight(last + timedelta(days=1))
    return lambda at: most * math.exp(-(end - at) / (fading * 24 * HOUR_S))
