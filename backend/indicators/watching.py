"""What an alert that is open covers: made of its first cluster, widened by each report that joins it."""

import math
from dataclasses import replace

from backend.indicators.outbreak import RADIUS_M, Case, Cluster, Open

_MOST_RADIUS_M = 300.0  # the circle that is watched; reports of one name from farther away do not widen it


def opened(cluster: Cluster, *, alert: int) -> Open:
    """Return what the alert of ``cluster`` covers: the circle around its cases, and the names two of them share."""
    x, y, radius = circle(cluster)
    return Open(
        alert, x, y, radius, names_shared(cluster), opened_at=cluster.cases[-1].at, last_at=cluster.cases[-1].at
    )


def circle(cluster: Cluster) -> tuple[float, float, float]:
    """Return the middle (flat metres) and the radius of the circle that is watched: 100 m at least, 300 m at most.

    Of a cluster by name the middle is the median place: most guests report where they ate, some from home.
    """
    x = _median([one.x for one in cluster.cases])
    y = _median([one.y for one in cluster.cases])
    near = [apart for one in cluster.cases if (apart := math.hypot(one.x - x, one.y - y)) <= _MOST_RADIUS_M]
    return x, y, max(RADIUS_M, *near, 0.0)


def names_shared(cluster: Cluster) -> frozenset[str]:
    """Return the names that at least two cases give, and the one that raised it."""
    every = [name for one in cluster.cases for name in one.names]
    return frozenset(name for name in every if every.count(name) > 1)


def widened(alert: Open, case: Case) -> Open:
    """Return what the alert covers once ``case`` joined it: as before, and for longer."""
    return replace(alert, last_at=max(alert.last_at, case.at))


def _median(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
