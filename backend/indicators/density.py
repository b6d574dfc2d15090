"""Where reports lie close for months: no database, no clock.

Method: DBSCAN (M. Ester and others, "A density-based algorithm for discovering clusters in large spatial databases with
noise", KDD 1996; the library is scikit-learn) on the places of reports of one group. A point is dense where so many lie
within 40 m that an even spread over the built-up squares of the district would bring them there once in ten thousand
times, eight at least. A cluster counts as a hot spot only over time: something in four of the six months looked at,
and no month with more than half of it, so that one bad week makes none.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from scipy.special import pdtrc
from sklearn.cluster import DBSCAN

NEAR_M = 40.0
LEAST_REPORTS = 8
MONTHS, LEAST_MONTHS = 6, 4
MOST_IN_A_MONTH = 0.5
LEAST_RADIUS_M, MOST_RADIUS_M = 40, 250
_BY_CHANCE = 1e-4
_SQUARE_M = 200.0  # the side of a square; one with a report in it is built up


@dataclass(frozen=True, slots=True)
class Spot:
    """A report: ``x``, ``y`` in flat metres, and how many months ago it came (0: this one)."""

    x: float
    y: float
    months_ago: int


@dataclass(frozen=True)
class DensePlace:
    """Where reports lie close: the median place, the circle of nine in ten of them, how many, in how many months."""

    x: float
    y: float
    radius_m: int
    reports: int
    months: int


def dense_places(spots: Sequence[Spot]) -> list[DensePlace]:
    """Return the places where ``spots`` (of one group, of six months) lie close, the fullest first."""
    if len(spots) < LEAST_REPORTS:
        return []
    places = np.array([(one.x, one.y) for one in spots])
    labels = DBSCAN(eps=NEAR_M, min_samples=_dense_from(spots)).fit_predict(places)
    clusters: defaultdict[int, list[Spot]] = defaultdict(list)
    for spot, label in zip(spots, labels.tolist(), strict=True):
        if label >= 0:
            clusters[label].append(spot)
    found = [_place(members) for members in clusters.values() if _lasts(members)]
    return sorted(found, key=lambda one: (-one.reports, one.x, one.y))


def _dense_from(spots: Sequence[Spot]) -> int:
    """Return how many within 40 m are more than chance."""
    squares = {(one.x // _SQUARE_M, one.y // _SQUARE_M) for one in spots}
    mean = len(spots) / (len(squares) * _SQUARE_M**2) * math.pi * NEAR_M**2
    number = LEAST_REPORTS
    while pdtrc(number - 1, mean) > _BY_CHANCE:
        number += 1
    return number


def _lasts(members: Sequence[Spot]) -> bool:
    by_month = Counter(one.months_ago for one in members)
    return len(by_month) >= LEAST_MONTHS and max(by_month.values()) <= MOST_IN_A_MONTH * len(members)


def _place(members: Sequence[Spot]) -> DensePlace:
    x, y = median(one.x for one in members), median(one.y for one in members)
    apart = sorted(math.hypot(one.x - x, one.y - y) for one in members)
    radius = min(max(math.ceil(apart[int(0.9 * (len(apart) - 1))]), LEAST_RADIUS_M), MOST_RADIUS_M)
    months = len({one.months_ago for one in members})
    return DensePlace(x, y, radius, len(members), months)
