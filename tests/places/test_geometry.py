"""Points, distances, flat metres."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.places.geometry import Box, Point, distance_m, flat, haversine_m, round_earth

NGOC_LAM = Point(21.045795, 105.869766)
HOSPITAL = Point(21.061449, 105.898226)
around_here = st.builds(Point, st.floats(20.97, 21.11, allow_nan=False), st.floats(105.82, 105.96, allow_nan=False))


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (math.nan, 105.9),
        (21.0, math.nan),
        (math.inf, 105.9),
        (21.0, -math.inf),
        (90.1, 0),
        (-90.1, 0),
        (0, 180.1),
        (0, -181),
    ],
)
def test_what_is_not_on_earth_is_no_point(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="not a place on earth"):
        Point(lat, lon)


def test_a_shown_distance_is_the_geodesic() -> None:
    assert distance_m(NGOC_LAM, HOSPITAL) == pytest.approx(3426, abs=15)


def test_a_point_is_no_distance_from_itself() -> None:
    assert distance_m(NGOC_LAM, NGOC_LAM) == haversine_m(NGOC_LAM, NGOC_LAM) == 0


@given(around_here, around_here)
def test_haversine_and_flat_metres_agree_with_the_geodesic(a: Point, b: Point) -> None:
    true = distance_m(a, b)
    assert haversine_m(a, b) == pytest.approx(true, rel=0.0031, abs=0.1)
    assert math.dist(flat(a.lat, a.lon), flat(b.lat, b.lon)) == pytest.approx(true, rel=0.001, abs=0.1)


@given(around_here)
def test_flat_metres_lead_back_to_the_point(point: Point) -> None:
    back = round_earth(*flat(point.lat, point.lon))
    assert (back.lat, back.lon) == pytest.approx((point.lat, point.lon), abs=1e-9)


def test_x_goes_east_and_y_goes_north() -> None:
    x, y = flat(21.05, 105.90)
    assert x > 0
    assert y > 0


@pytest.mark.parametrize(
    "edges", [(105.9, 21.0, 105.8, 21.1), (105.8, 21.1, 105.9, 21.0), (105.8, math.nan, 105.9, 21.0)]
)
def test_a_box_upside_down_or_off_the_earth_is_refused(edges: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match=r"upside down|not a place"):
        Box(*edges)
