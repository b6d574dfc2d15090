"""After how many working hours half, and nine in ten, were solved; what is open counts as longer than so far."""

from collections import Counter
from statistics import median_low

import pytest

from backend.indicators.quantiles import HALF, NINE_IN_TEN, Hours, hours_until


def test_where_all_are_solved_half_is_the_median() -> None:
    taken = [3, 8, 9, 20, 41, 41, 90]
    assert hours_until(HALF, solved=Counter(taken), waiting={}) == Hours(median_low(taken))
    assert hours_until(NINE_IN_TEN, solved=Counter(taken), waiting={}) == Hours(90)
    assert hours_until(NINE_IN_TEN, solved=Counter(range(1, 11)), waiting={}) == Hours(9)


def test_leaving_reports_open_makes_nothing_quicker() -> None:
    solved = Counter([2, 4, 6, 8])
    assert hours_until(HALF, solved=solved, waiting={}) == Hours(4)
    assert hours_until(HALF, solved=solved, waiting={100: 4}) == Hours(8)
    assert hours_until(HALF, solved=solved, waiting={100: 5}) == Hours(100, is_over=True)


def test_who_waits_only_since_a_moment_says_little_yet() -> None:
    """Kaplan and Meier: 10 of 10 left, then two of four solved."""
    assert hours_until(HALF, solved={5: 2}, waiting={1: 6, 9: 2}) == Hours(5)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_fewer_than_three_say_nothing(number: int) -> None:
    assert hours_until(HALF, solved={5: number}, waiting={}) is None
