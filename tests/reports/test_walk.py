"""The order in which an officer walks from report to report."""

from itertools import permutations
from random import Random

import pytest

from backend.places.geometry import Point, haversine_m, round_earth
from backend.reports.walk import MOST_STOPS, length_m, walk

HOME = round_earth(0, 0)


def along(*metres_east: float) -> list[Point]:
    return [round_earth(x, 0) for x in metres_east]


def order(places: list[Point], start: Point | None = HOME) -> list[int]:
    return [leg.place for leg in walk(places, start=start)]


def test_along_a_street_one_house_follows_the_other() -> None:
    legs = walk(along(300, 100, 200), start=HOME)
    assert [leg.place for leg in legs] == [1, 2, 0]
    assert [round(leg.leg_m) for leg in legs] == [100, 100, 100]
    assert round(length_m(legs)) == 300


def test_of_two_ends_of_a_street_the_one_behind_comes_first_where_that_is_shorter() -> None:
    """Going to the nearest each time would be 10 + 10 + 20 + ... back and forth."""
    places = along(10, -15, 40, -70, 160)
    assert round(length_m(walk(places, start=HOME))) == 70 + 70 + 160
    assert order(places)[-1] == 4


def test_the_way_never_crosses_itself() -> None:
    square = [round_earth(x, y) for x, y in [(100, 0), (0, 100), (100, 100), (200, 0), (200, 100)]]
    best = min(length_m_of([square[place] for place in way]) for way in permutations(range(len(square))))
    assert length_m(walk(square, start=HOME)) == pytest.approx(best, rel=0.01)


def length_m_of(way: list[Point]) -> float:
    return sum(haversine_m(a, b) for a, b in zip([HOME, *way], way, strict=False))


def test_a_walk_of_sixty_stops_visits_each_once_and_is_no_longer_than_going_to_the_nearest() -> None:
    chance = Random(3)  # noqa: S311  # the same places every time
    places = [round_earth(chance.uniform(-2000, 2000), chance.uniform(-2000, 2000)) for _ in range(MOST_STOPS)]
    legs = walk(places, start=HOME)
    assert sorted(leg.place for leg in legs) == list(range(MOST_STOPS))
    assert length_m(legs) < nearest_next_m(places) * 0.95
    assert legs == walk(places, start=HOME)


def nearest_next_m(places: list[Point]) -> float:
    here, left, total = HOME, list(places), 0.0
    while left:
        nearest = min(left, key=lambda place: haversine_m(here, place))
        total += haversine_m(here, nearest)
        here = nearest
        left.remove(nearest)
    return total


def test_without_a_start_the_first_place_is_the_start() -> None:
    legs = walk(along(500, 0, 250), start=None)
    assert [leg.place for leg in legs] == [0, 2, 1]
    assert [round(leg.leg_m) for leg in legs] == [0, 250, 250]


def test_nothing_to_visit_is_no_walk_and_one_place_is_a_short_one() -> None:
    assert walk([], start=HOME) == ()
    assert walk([]) == ()
    assert [round(leg.leg_m) for leg in walk(along(30), start=HOME)] == [30]
    assert [leg.leg_m for leg in walk(along(30))] == [0]


def test_several_reports_at_one_place_are_visited_one_after_the_other() -> None:
    assert sorted(order(along(50, 50, 50))) == [0, 1, 2]


def test_nobody_walks_to_more_than_sixty_places() -> None:
    with pytest.raises(ValueError, match="60"):
        walk(along(*range(MOST_STOPS + 1)))
