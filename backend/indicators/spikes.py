"""Whether a day brought far more reports of a kind to a ward than is usual there: no database, no clock.

Method: after Farrington. A count is compared with the counts of comparable days: the same weekday in the 52 weeks
before, of which the last four weeks and the weeks around the same date a year ago (the season) weigh double; last week
is left out, so that a slow rise does not teach itself to be usual. Days that stood out weigh less. From the weighted
mean and the spread around it (never less than a Poisson's) follows a negative binomial, widened because the mean itself
is uncertain; the count is tested one-sided against it. Sums of whole weeks are tested in the same way against the sums
of the weeks before. The limit of the p-value follows from how many false alerts a year are accepted in all series.

Sources: C. P. Farrington, N. J. Andrews, A. D. Beale and M. A. Catchpole, "A statistical algorithm for the early
detection of outbreaks of infectious disease", Journal of the Royal Statistical Society A 159(3), 1996; A. Noufaily and
others, "An improved algorithm for outbreak detection in multiple surveillance systems", Statistics in Medicine 32(7),
2013 (negative binomial limits). The numbers below are ours.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from scipy.special import betainc

WEEKS = 52
LEAST_WEEKS = 8  # with fewer weeks of history nothing is said
GUARD_WEEKS = 1
LEAST_REPORTS = 5  # fewer are read one by one
FALSE_A_YEAR = 12.0
_LATELY, _SEASON = 4, 3  # weeks that weigh double: the last ones, and on each side of a year ago
_DOUBLE = 2.0
_STANDS_OUT = 2.58  # standardised residuals beyond this weigh less, by its square
_LEAST_MEAN = 0.05  # reports a day; a series without any may still get one
Series = Mapping[tuple[int, int], Mapping[date, int]]  # ward and category: received by day


@dataclass(frozen=True)
class Spike:
    """A count that stands out: ``expected`` by what is usual, ``p`` the chance of so many or more."""

    count: int
    expected: float
    p: float


@dataclass(frozen=True)
class StoodOut:
    """A kind in a ward that stood out over some days, both included."""

    ward: int
    category: int
    first: date
    last: date
    spike: Spike


def stood_out(series: Series, *, day: date) -> Iterator[StoodOut]:
    """Yield what stood out on ``day``, and where it is a Sunday in its week; of both the week."""
    weekly = dict(_tested(series, day, days=7, per_year=52)) if day.isoweekday() == 7 else {}
    daily = dict(_tested(series, day, days=1, per_year=365))
    for (ward, category), found in sorted({**daily, **weekly}.items()):
        length = 7 if (ward, category) in weekly else 1
        yield StoodOut(ward, category, day - timedelta(days=length - 1), day, found)


def _tested(series: Series, day: date, *, days: int, per_year: int) -> Iterator[tuple[tuple[int, int], Spike]]:
    first = min((min(one) for one in series.values() if one), default=day)
    weeks = min(WEEKS + GUARD_WEEKS, (day - first).days // 7)
    for key, counts in series.items():
        sums = [_sum(counts, day - timedelta(weeks=ago), days) for ago in range(weeks + 1)]
        if found := spike(sums[0], sums[1:], series=len(series), per_year=per_year):
            yield key, found


def _sum(counts: Mapping[date, int], last: date, days: int) -> int:
    return sum(counts.get(last - timedelta(days=ago), 0) for ago in range(days))


def spike(count: int, before: Sequence[int], *, series: int, per_year: int) -> Spike | None:
    """Return whether ``count`` stands out from ``before``, None where it does not.

    ``before``: the same weekday (or the week) of each week before, the latest first, as far as there is history.
    ``series`` such series are tested ``per_year`` times a year each: they share the accepted false alerts.
    """
    usual = before[GUARD_WEEKS : WEEKS + GUARD_WEEKS]
    if count < LEAST_REPORTS or len(usual) < LEAST_WEEKS:
        return None
    mean, spread = _mean_and_spread(usual)
    limit = FALSE_A_YEAR / (max(series, 1) * per_year)
    chance = _as_many(count, mean, spread)
    return Spike(count, mean, chance) if chance <= limit else None


def _mean_and_spread(usual: Sequence[int]) -> tuple[float, float]:
    """Return the weighted mean and the variance of the next count: at least Poisson's, and the mean's own error."""
    weights = [_weight(place) for place in range(len(usual))]
    mean = _mean(usual, weights)
    # Twice: what stood out before (a holiday, an earlier spike) shall not hide what stands out now.
    weights = [weight * _trust(one, mean) for weight, one in zip(weights, usual, strict=True)]
    mean = max(_mean(usual, weights), _LEAST_MEAN)
    scatter = sum(weight * (one - mean) ** 2 for weight, one in zip(weights, usual, strict=True)) / sum(weights)
    dispersion = max(1.0, scatter / mean)
    effective = sum(weights) ** 2 / sum(weight**2 for weight in weights)
    return mean, dispersion * mean * (1 + 1 / effective)


def _weight(weeks_ago: int) -> float:
    return _DOUBLE if weeks_ago < _LATELY or weeks_ago >= WEEKS - 1 - _SEASON - GUARD_WEEKS else 1.0


def _trust(one: int, mean: float) -> float:
    residual = (one - mean) / sqrt(max(mean, _LEAST_MEAN))
    return 1.0 if residual <= _STANDS_OUT else (_STANDS_OUT / residual) ** 2


def _mean(values: Sequence[int], weights: Sequence[float]) -> float:
    return sum(weight * one for weight, one in zip(weights, values, strict=True)) / sum(weights)


def _as_many(count: int, mean: float, variance: float) -> float:
    """Return the chance of ``count`` or more: the upper tail of a negative binomial with this mean and variance."""
    shape = mean**2 / (variance - mean)
    return float(betainc(count, shape, mean / (mean + shape)))
