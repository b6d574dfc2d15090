"""A day that stands out from the same weekdays before is found; an ordinary one is not."""

import random
from datetime import date, timedelta

from backend.indicators.spikes import LEAST_WEEKS, spike, stood_out

SERIES = 300
SUNDAY = date(2026, 11, 1)


def test_four_times_the_usual_stands_out_and_a_little_more_does_not() -> None:
    usual = [2, 3, 1, 2, 4, 2, 3, 2, 1, 3] * 6
    found = spike(14, usual, series=SERIES, per_year=365)
    assert found is not None
    assert 2 < found.expected < 3
    assert spike(6, usual, series=SERIES, per_year=365) is None


def test_nothing_is_said_with_little_history_or_few_reports() -> None:
    assert spike(40, [1] * LEAST_WEEKS, series=SERIES, per_year=365) is None  # last week is left out
    assert spike(4, [0] * 60, series=SERIES, per_year=365) is None


def test_an_old_spike_does_not_hide_a_new_one() -> None:
    usual = [2, 3, 1, 2, 4, 2] * 10
    with_an_old_one = [*usual[:20], 30, *usual[20:]]
    assert spike(16, with_an_old_one, series=SERIES, per_year=365) is not None


def test_what_swings_widely_has_to_swing_farther() -> None:
    assert spike(12, [0, 8, 1, 9, 0, 7, 10, 0] * 7, series=SERIES, per_year=365) is None


def _year(chance: random.Random, mean: float) -> dict[date, int]:
    days = [SUNDAY - timedelta(days=ago) for ago in range(400)]
    return {day: sum(chance.random() < mean / 20 for _try in range(20)) for day in days}


def test_four_ordinary_weeks_of_many_series_raise_hardly_an_alert_and_a_bad_week_is_found() -> None:
    chance = random.Random(12)  # noqa: S311  # made data, no secret
    means = (0.05, 0.3, 1.0, 3.0)
    series = {(ward, kind): _year(chance, chance.choice(means)) for ward in range(14) for kind in range(5)}
    false = [one for ago in range(28) for one in stood_out(series, day=SUNDAY - timedelta(days=ago))]
    assert len(false) <= 2  # of 24 a year that are accepted
    for ago in range(7):
        series[3, 4][SUNDAY - timedelta(days=ago)] += 5
    assert SUNDAY - timedelta(days=6) in {one.first for one in stood_out(series, day=SUNDAY) if one.ward == 3}
