"""Whether food reports cluster in space and time more than is usual there: no database, no clock.

Method: a prospective space-time scan. Each new case is looked at once, together with the cases of the last day and of
the last three days that lie within 100 m of it or of a neighbour, or that name the same place, host or supplier; who
names another place is not at this one. What is usual is learnt from the year before: the number of cases in that very
circle (or under that name), drawn towards the rate of its ward by a gamma prior, times the weekday, times the season
(the same weeks of the last year, or the last four weeks where they were busier). The count is tested against the
negative binomial that a Poisson count with such a rate follows, one-sided. The limit of the p-value is set by how often
a false alert is accepted (the recurrence interval), shared out over all looks of a year (Bonferroni).

Sources: M. Kulldorff and others, "A space-time permutation scan statistic for disease outbreak detection", PLoS
Medicine 2(3), 2005, e59 (cylinders of place and time that end now, limits as recurrence intervals); D. Clayton and
J. Kaldor, "Empirical Bayes estimates of age-standardized relative risks", Biometrics 43, 1987 (gamma prior for rates
of small areas). The numbers below are ours, tried on the tuning seeds of ``tests/alerts/measure.py``.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.indicators.usual import DAY_S, Usual, many

RADIUS_M = 100.0
NAMED_WITHIN_M = 2_500.0  # two places of one name farther apart are two places; a supplier delivers everywhere
PAIR_WINDOW = timedelta(days=1)  # two who fell ill at one place on one day are enough, where that is unusual
WINDOWS = (PAIR_WINDOW, timedelta(days=3))
LONGEST = max(WINDOWS)
JOIN_M = 50.0  # beyond the alert's own radius
JOIN_AT_MOST = timedelta(days=14)  # after this an alert takes no more reports
LEAST_PAIR, LEAST_ILL = 2, 3  # reports of illness within a day, within longer
LEAST_ANY = 4  # food reports of which one at least is of illness
FALSE_A_YEAR = 1.0  # alerts by chance that are accepted, by this calculation
_LOOKS = 8  # at a case: two windows, with and without those who are not ill, by place and by a name
SUPPLIER = "supplier:"


@dataclass(frozen=True, slots=True)
class Case:
    """A food report: ``x``, ``y`` in flat metres (places.geometry), ``names`` of places and suppliers, folded.

    ``is_ill``: a suspected poisoning, or somebody is said to have fallen ill; ``ill``: how many people, 0 unknown.
    """

    report: int
    at: datetime
    x: float
    y: float
    ward: int
    is_ill: bool
    names: frozenset[str] = frozenset()
    ill: int = 0


@dataclass(frozen=True)
class Cluster:
    """Cases that belong together, the oldest first, and why.

    ``why`` is "place" or the name they share; of the strongest look: ``expected`` cases in ``window`` by what is
    usual, ``p`` the chance of so many or more.
    """

    cases: tuple[Case, ...]
    why: str
    expected: float
    p: float
    window: timedelta


@dataclass(frozen=True)
class Open:
    """An alert that is open: which new cases belong to it. ``x``, ``y`` in flat metres."""

    alert: int
    x: float
    y: float
    radius_m: float
    names: frozenset[str]
    opened_at: datetime
    last_at: datetime

    def takes(self, case: Case) -> bool:
        """Whether ``case`` belongs to this alert, so that no second one is raised."""
        if case.at - self.last_at > LONGEST or case.at - self.opened_at > JOIN_AT_MOST:
            return False
        apart = math.hypot(case.x - self.x, case.y - self.y)
        shared = self.names & case.names
        is_same_name = any(name.startswith(SUPPLIER) or apart <= NAMED_WITHIN_M for name in shared)
        return is_same_name or apart <= self.radius_m + JOIN_M


def look(case: Case, recent: Sequence[Case], usual: Usual) -> Cluster | None:
    """Return the cluster ``case`` makes with ``recent``, None where there is none.

    ``recent``: the cases of the last three days that are in no alert, ``case`` among them or not.
    """
    limit = FALSE_A_YEAR / (max(usual.cases_a_year, 200.0) * _LOOKS)
    others = [one for one in recent if one.report != case.report and abs(case.at - one.at) <= LONGEST]
    looks = list(_looks(case, others, usual))
    found = [one for one in looks if one.p <= limit]
    if not found:
        return None
    best = min(found, key=lambda one: one.p)
    together = {one.report: one for cluster in found for one in cluster.cases}
    cases = tuple(sorted(together.values(), key=lambda one: (one.at, one.report)))
    return Cluster(cases, best.why, best.expected, best.p, best.window)


def _looks(case: Case, others: Sequence[Case], usual: Usual) -> Iterator[Cluster]:
    there = [one for one in others if not _name_different_places(case, one)]
    near = [one for one in there if _apart(case, one) <= RADIUS_M]
    for centre in (case, *near):
        inside = [one for one in there if _apart(centre, one) <= RADIUS_M]
        yield from _tests("place", case, inside, usual, centre)
    for name in sorted(case.names):
        is_everywhere = name.startswith(SUPPLIER)
        sharing = [
            one for one in others if name in one.names and (is_everywhere or _apart(case, one) <= NAMED_WITHIN_M)
        ]
        yield from _tests(name, case, sharing, usual, case)


def _tests(why: str, case: Case, others: Sequence[Case], usual: Usual, centre: Case) -> Iterator[Cluster]:
    """Test the cases of each window, those of illness alone, and all."""
    for window in WINDOWS:
        cases = [case, *(one for one in others if abs(case.at - one.at) <= window)]
        ill = [one for one in cases if one.is_ill]
        least_ill = LEAST_PAIR if window == PAIR_WINDOW else LEAST_ILL
        for counted, least, is_ill in ((ill, least_ill, True), (cases, LEAST_ANY, False)):
            if len(counted) < least or not ill or case not in counted:
                continue
            if why == "place":
                rate = usual.around(centre.x, centre.y, centre.ward, radius_m=RADIUS_M, is_ill=is_ill)
            else:
                rate = usual.of_name(why, is_ill=is_ill)
            days = window.total_seconds() / DAY_S * usual.factor(case.at - window, case.at)
            chance = many(len(counted), rate, days)
            yield Cluster(tuple(counted), why, rate.mean * days, chance, window)


def _name_different_places(one: Case, other: Case) -> bool:
    """Whether both name a place, and the names have no word in common: neighbours, not the same kitchen."""
    words, others = _words(one), _words(other)
    return bool(words and others) and words.isdisjoint(others)


def _words(case: Case) -> set[str]:
    names = (name for name in case.names if not name.startswith(SUPPLIER))
    return {word for name in names for word in name.partition(":")[2].split()}


def _apart(one: Case, other: Case) -> float:
    return math.hypot(one.x - other.x, one.y - other.y)
