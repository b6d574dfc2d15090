"""The programme's seven hot spots."""

import pytest

from backend.places.geometry import Point
from backend.places.hotspots import hotspot_at, hotspots_at
from backend.places.locate import ward_at, wards_in_force
from backend.places.models import Hotspot
from tests.places.days import IN_THE_14

SEVEN = [
    ("nguyen-van-cu", 21.0473, 105.8793),
    ("ngo-gia-tu", 21.0612, 105.8938),
    ("nguyen-van-linh", 21.0329, 105.9081),
    ("ngoc-lam", 21.045795, 105.869766),
    ("vanh-dai-iii", 21.0238, 105.9287),
    ("ben-xe-gia-lam", 21.04823, 105.878443),
    ("bv-duc-giang", 21.0622, 105.8980),
]


def test_the_programme_names_seven() -> None:
    assert set(Hotspot.objects.values_list("code", flat=True)) == {code for code, _, _ in SEVEN}


@pytest.mark.parametrize(("code", "lat", "lon"), SEVEN)
def test_each_hot_spot_holds_its_place(code: str, lat: float, lon: float) -> None:
    assert code in [hotspot.code for hotspot in hotspots_at(Point(lat, lon))]


@pytest.mark.parametrize(("code", "lat", "lon"), SEVEN)
def test_each_hot_spot_is_marked_inside_the_district(code: str, lat: float, lon: float) -> None:
    hotspot = Hotspot.objects.get(code=code)
    assert ward_at(hotspot.point, on=IN_THE_14) in wards_in_force(IN_THE_14)
    assert hotspot_at(hotspot.point) == hotspot
    assert hotspot.note


def test_away_from_all_of_them_there_is_none() -> None:
    assert hotspot_at(Point(21.0192, 105.8847)) is None


def test_where_two_meet_the_nearer_comes_first() -> None:
    at_the_corner = Point(21.04823, 105.878443)
    codes = [hotspot.code for hotspot in hotspots_at(at_the_corner)]
    assert codes[0] == "ben-xe-gia-lam"


def test_pho_ngoc_lam_runs_through_two_wards() -> None:
    hotspot = Hotspot.objects.get(code="ngoc-lam")
    ends = {ward_at(Point(lat, lon), on=IN_THE_14).name for line in hotspot.lines for lon, lat in line}
    assert {"Ngọc Lâm", "Gia Thụy"} <= ends


def test_ring_road_three_says_how_it_was_composed() -> None:
    ring = Hotspot.objects.get(code="vanh-dai-iii")
    assert "Cầu Thanh Trì" in ring.note
    assert str(ring) == "Đường vành đai III"
