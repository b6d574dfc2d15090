"""The nearest street."""

import pytest

from backend.places.geometry import Point
from backend.places.streets import street_near


def test_the_readers_walk_begins_on_pho_ngoc_lam() -> None:
    near = street_near(Point(21.045795, 105.869766))
    assert near is not None
    assert near.street.name == "Phố Ngọc Lâm"
    assert near.distance_m == pytest.approx(6.3, abs=0.5)


def test_in_the_river_there_is_no_street() -> None:
    assert street_near(Point(21.0700, 105.8440)) is None


def test_how_near_is_for_the_caller_to_say() -> None:
    beside = Point(21.045795, 105.869766)
    assert street_near(beside, within_m=5) is None
    assert street_near(beside, within_m=7) is not None


def test_the_other_end_of_the_earth_has_no_street() -> None:
    assert street_near(Point(-90, 180)) is None


def test_a_street_says_where_its_name_is_written() -> None:
    near = street_near(Point(21.045795, 105.869766))
    assert near is not None
    assert near.street.label_point.lat == pytest.approx(21.047, abs=0.005)
    assert str(near.street) == "Phố Ngọc Lâm"
