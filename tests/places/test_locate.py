"""From a point to its ward: inside, on lines and corners, near them, outside."""

import random
from datetime import date

import pytest
from django.utils import translation
from shapely import STRtree, from_geojson, get_coordinates, points
from shapely.ops import unary_union

from backend.places.geometry import Point, flat
from backend.places.locate import (
    NoWardsThen,
    OutsideDistrict,
    in_words,
    locate,
    ward_at,
    ward_by_id,
    ward_sets,
    wards_in_force,
    wards_of_all_sets,
)
from backend.places.models import Ward
from backend.places.ward_sets import WardSets
from tests.places.days import EVERY_SET, IN_THE_4, IN_THE_13, IN_THE_14

INSIDE_THE_14 = [
    ("00115", "Thượng Thanh", 21.0641, 105.8830),
    ("00118", "Ngọc Thụy", 21.0621, 105.8621),
    ("00121", "Giang Biên", 21.0656, 105.9188),
    ("00124", "Đức Giang", 21.0648, 105.8927),
    ("00127", "Việt Hưng", 21.0523, 105.9029),
    ("00130", "Gia Thụy", 21.0499, 105.8834),
    ("00133", "Ngọc Lâm", 21.0425, 105.8675),
    ("00136", "Phúc Lợi", 21.0412, 105.9274),
    ("00139", "Bồ Đề", 21.0365, 105.8711),
    ("00142", "Sài Đồng", 21.0334, 105.9124),
    ("00145", "Long Biên", 21.0192, 105.8847),
    ("00148", "Thạch Bàn", 21.0228, 105.9189),
    ("00151", "Phúc Đồng", 21.0388, 105.8969),
    ("00154", "Cự Khối", 21.0070, 105.9032),
]
INSIDE_THE_13 = [
    ("00115", "Thượng Thanh", 21.0641, 105.8830),
    ("00118", "Ngọc Thụy", 21.0621, 105.8621),
    ("00121", "Giang Biên", 21.0656, 105.9188),
    ("00124", "Đức Giang", 21.0648, 105.8927),
    ("00127", "Việt Hưng", 21.0523, 105.9029),
    ("00130", "Gia Thụy", 21.0499, 105.8834),
    ("00133", "Ngọc Lâm", 21.0425, 105.8675),
    ("00136", "Phúc Lợi", 21.0404, 105.9260),
    ("00139", "Bồ Đề", 21.0365, 105.8711),
    ("00145", "Long Biên", 21.0192, 105.8847),
    ("00148", "Thạch Bàn", 21.0228, 105.9189),
    ("00151", "Phúc Đồng", 21.0404, 105.8988),
    ("00154", "Cự Khối", 21.0070, 105.9032),
]
INSIDE_THE_4 = [
    ("00118", "Bồ Đề", 21.0510, 105.8759),
    ("00127", "Việt Hưng", 21.0628, 105.9061),
    ("00136", "Phúc Lợi", 21.0415, 105.9178),
    ("00145", "Long Biên", 21.0228, 105.8991),
]
ON_PHO_NGOC_LAM = Point(21.045795, 105.869766)


@pytest.mark.parametrize(("code", "name", "lat", "lon"), INSIDE_THE_14)
def test_each_of_the_14_wards_holds_its_point(code: str, name: str, lat: float, lon: float) -> None:
    ward = ward_at(Point(lat, lon), on=IN_THE_14)
    assert (ward.code, ward.name) == (code, name)


@pytest.mark.parametrize(("code", "name", "lat", "lon"), INSIDE_THE_13)
def test_each_of_the_13_wards_holds_its_point(code: str, name: str, lat: float, lon: float) -> None:
    ward = ward_at(Point(lat, lon), on=IN_THE_13)
    assert (ward.code, ward.name) == (code, name)


@pytest.mark.parametrize(("code", "name", "lat", "lon"), INSIDE_THE_4)
def test_each_of_the_4_wards_holds_its_point(code: str, name: str, lat: float, lon: float) -> None:
    ward = ward_at(Point(lat, lon), on=IN_THE_4)
    assert (ward.code, ward.name) == (code, name)


def test_the_readers_walk_begins_in_ngoc_lam_far_from_any_line() -> None:
    found = locate(ON_PHO_NGOC_LAM, on=IN_THE_14)
    assert (found.ward.name, found.near_boundary, found.neighbours, found.outside_by_m) == ("Ngọc Lâm", False, (), 0)


@pytest.mark.parametrize(
    ("on", "lat", "lon", "holder", "others"),
    [
        (IN_THE_4, 21.05206, 105.89056, "Bồ Đề", ["Việt Hưng", "Long Biên"]),
        (IN_THE_14, 21.05352, 105.88261, "Thượng Thanh", ["Đức Giang", "Gia Thụy"]),
        (IN_THE_14, 21.05112, 105.87714, "Thượng Thanh", ["Gia Thụy", "Ngọc Lâm"]),
        (IN_THE_14, 21.04559, 105.8642, "Ngọc Thụy", ["Ngọc Lâm", "Bồ Đề"]),
        (IN_THE_14, 21.04682, 105.87819, "Gia Thụy", ["Ngọc Lâm", "Bồ Đề"]),
    ],
)
def test_a_corner_of_three_wards_belongs_to_the_lowest_code(
    on: date, lat: float, lon: float, holder: str, others: list[str]
) -> None:
    found = locate(Point(lat, lon), on=on)
    assert found.ward.name == holder
    assert [(n.ward.name, n.distance_m) for n in found.neighbours] == [(name, 0.0) for name in others]


def test_the_corner_of_2025_lay_inside_gia_thuy_before() -> None:
    found = locate(Point(21.05206, 105.89056), on=IN_THE_14)
    assert found.ward.name == "Gia Thụy"
    assert [n.ward.name for n in found.neighbours] == ["Phúc Đồng"]


def corners(on: date) -> set[Point]:
    """Every vertex of every ward of that day."""
    shapes = [from_geojson(ward.boundary) for ward in wards_in_force(on)]
    return {Point(float(lat), float(lon)) for lon, lat in get_coordinates(shapes)}


@pytest.mark.parametrize("on", EVERY_SET)
def test_on_every_vertex_both_ways_of_asking_agree_whatever_the_order_of_loading(on: date) -> None:
    rows = list(Ward.objects.all())
    random.Random(7).shuffle(rows)  # noqa: S311  # an order, not a secret
    shuffled = WardSets(rows).on(on)
    assert shuffled is not None
    for corner in corners(on):
        hit = shuffled.home(*flat(corner.lat, corner.lon), grace_m=300)
        assert hit is not None
        assert shuffled.wards[hit.place] == ward_at(corner, on=on) == locate(corner, on=on).ward
        assert hit.distance_m == 0


@pytest.mark.parametrize(
    ("on", "lat", "lon", "near"),
    [
        (IN_THE_14, 21.0549872, 105.8743457, ["Ngọc Thụy"]),  # 149 m
        (IN_THE_14, 21.0549872, 105.8743655, []),  # 151 m
        (IN_THE_13, 21.0549872, 105.8743457, ["Ngọc Thụy"]),
        (IN_THE_13, 21.0549872, 105.8743655, []),
        (IN_THE_4, 21.0678394, 105.8801312, ["Việt Hưng"]),  # 19 m
        (IN_THE_4, 21.0679045, 105.8800776, []),  # 21 m
    ],
)
def test_near_a_line_is_150_m_for_the_old_wards_and_20_m_for_those_of_2025(
    on: date, lat: float, lon: float, near: list[str]
) -> None:
    found = locate(Point(lat, lon), on=on)
    assert [n.ward.name for n in found.neighbours] == near
    assert found.near_boundary is bool(near)


def test_a_neighbour_comes_with_its_metres() -> None:
    (neighbour,) = locate(Point(21.0549872, 105.8743457), on=IN_THE_14).neighbours
    assert neighbour.distance_m == 149.0


def test_the_outline_of_the_district_is_not_a_line_between_wards() -> None:
    at_the_river = Point(21.0479, 105.8530)
    found = locate(at_the_river, on=IN_THE_14)
    assert (found.ward.name, found.near_boundary) == ("Ngọc Thụy", False)


@pytest.mark.parametrize("word", ["00118", "ngoc-thuy", "Ngọc Thụy", "phường Ngọc Thuỵ", "P. ngoc thuy", "NGỌC THỤY"])
def test_near_a_line_the_residents_own_word_wins(word: str) -> None:
    found = locate(Point(21.0549872, 105.8743457), on=IN_THE_14, own_word=word)
    assert (found.ward.name, found.resident_chose, found.near_boundary) == ("Ngọc Thụy", True, True)
    assert [(n.ward.name, n.distance_m) for n in found.neighbours] == [("Thượng Thanh", 0.0)]


def test_far_from_a_line_the_residents_own_word_is_ignored() -> None:
    found = locate(ON_PHO_NGOC_LAM, on=IN_THE_14, own_word="Bồ Đề")
    assert (found.ward.name, found.resident_chose) == ("Ngọc Lâm", False)


@pytest.mark.parametrize("word", ["Cự Khối", "Thượng Thanh", "", "\x00", "ở nhà tôi", "0" * 10_000])
def test_near_a_line_only_a_neighbour_can_be_chosen(word: str) -> None:
    found = locate(Point(21.0549872, 105.8743457), on=IN_THE_14, own_word=word)
    assert (found.ward.name, found.resident_chose) == ("Thượng Thanh", False)


def test_on_a_corner_the_other_neighbours_stay_on_offer() -> None:
    found = locate(Point(21.04559, 105.8642), on=IN_THE_14, own_word="bo-de")
    assert found.ward.name == "Bồ Đề"
    assert [n.ward.name for n in found.neighbours] == ["Ngọc Thụy", "Ngọc Lâm"]


@pytest.mark.parametrize(
    ("on", "lat", "lon", "nearest"),
    [
        (IN_THE_14, 21.0369695, 105.8566794, "Bồ Đề"),
        (IN_THE_13, 21.0064889, 105.8709182, "Long Biên"),
        (IN_THE_4, 21.0247, 105.9322212, "Phúc Lợi"),
    ],
)
def test_299_m_outside_goes_to_the_nearest_ward_with_a_warning(on: date, lat: float, lon: float, nearest: str) -> None:
    found = locate(Point(lat, lon), on=on)
    assert (found.ward.name, found.outside_by_m) == (nearest, 299.0)
    assert ward_at(Point(lat, lon), on=on).name == nearest


@pytest.mark.parametrize(
    ("on", "lat", "lon"),
    [
        (IN_THE_14, 21.0369914, 105.8566474),
        (IN_THE_13, 21.0064936, 105.8708948),
        (IN_THE_4, 21.0247, 105.9322421),
    ],
)
def test_301_m_outside_is_outside_the_district(on: date, lat: float, lon: float) -> None:
    for ask in (ward_at, locate):
        with pytest.raises(OutsideDistrict) as refused:
            ask(Point(lat, lon), on=on)
        assert refused.value.distance_m == pytest.approx(301, abs=0.01)
        assert (refused.value.field, refused.value.code) == ("lat", "outside_district")


def test_outside_between_two_wards_the_other_is_offered() -> None:
    found = locate(Point(21.0418888, 105.8541546), on=IN_THE_14)
    assert (found.ward.name, [n.ward.name for n in found.neighbours]) == ("Ngọc Thụy", ["Bồ Đề"])
    assert locate(Point(21.0418888, 105.8541546), on=IN_THE_14, own_word="Bồ Đề").outside_by_m == 299.0


def test_hoan_kiem_is_told_how_far_it_is_and_what_to_do() -> None:
    with translation.override("vi"), pytest.raises(OutsideDistrict) as refused:
        ward_at(Point(21.0285, 105.8522), on=IN_THE_14)
    assert "cách ranh giới tham khảo khoảng 1,1 km" in refused.value.message
    assert "iHanoi" in refused.value.message


@pytest.mark.parametrize("point", [Point(0, 0), Point(90, 0), Point(-90, 180), Point(10.776, 106.7)])
def test_the_other_end_of_the_earth_is_outside(point: Point) -> None:
    with pytest.raises(OutsideDistrict):
        locate(point, on=IN_THE_14)


@pytest.mark.parametrize(("metres", "words"), [(0.2, "1 m"), (449.6, "450 m"), (2340, "2,3 km")])
def test_distances_are_written_as_people_read_them(metres: float, words: str) -> None:
    with translation.override("vi"):
        assert in_words(metres) == words


@pytest.mark.parametrize(
    ("on", "how_many"),
    [
        (date(2004, 1, 1), 14),
        (date(2024, 12, 31), 14),
        (date(2025, 1, 1), 13),
        (date(2025, 6, 30), 13),
        (date(2025, 7, 1), 4),
        (date(2099, 1, 1), 4),
    ],
)
def test_the_day_decides_which_wards_are_in_force(on: date, how_many: int) -> None:
    wards = wards_in_force(on)
    assert len(wards) == how_many
    assert [ward.code for ward in wards] == sorted(ward.code for ward in wards)


def test_no_wards_are_known_before_2004() -> None:
    with pytest.raises(NoWardsThen, match="31/12/2003"):
        wards_in_force(date(2003, 12, 31))


def test_the_three_sets_have_their_days() -> None:
    assert ward_sets() == (date(2004, 1, 1), date(2025, 1, 1), date(2025, 7, 1))


def test_a_code_is_not_a_key() -> None:
    names = {(ward.valid_from.year, ward.name) for ward in Ward.objects.filter(code="00118")}
    assert names == {(2004, "Ngọc Thụy"), (2025, "Ngọc Thụy"), (2025, "Bồ Đề")}


def test_a_place_in_sai_dong_has_a_ward_in_each_set() -> None:
    each = wards_of_all_sets(Point(21.0334, 105.9124))
    assert each.of_14 is not None
    assert each.of_13 is not None
    assert each.of_4 is not None
    assert (each.of_14.name, each.of_13.name, each.of_4.name) == ("Sài Đồng", "Phúc Lợi", "Phúc Lợi")


def test_the_river_bank_left_long_bien_in_2025() -> None:
    each = wards_of_all_sets(Point(21.0700, 105.8440))
    assert each.of_14 is not None
    assert each.of_14.name == "Ngọc Thụy"
    assert each.of_4 is None


def test_a_ward_is_known_by_its_row() -> None:
    ward = ward_at(ON_PHO_NGOC_LAM, on=IN_THE_14)
    assert ward_by_id(ward.pk) is ward
    assert str(ward) == "Phường Ngọc Lâm"
    with pytest.raises(LookupError):
        ward_by_id(-1)


@pytest.mark.parametrize("on", EVERY_SET)
def test_the_wards_of_a_day_cover_it_without_gap_or_overlap(on: date) -> None:
    shapes = [from_geojson(ward.boundary) for ward in wards_in_force(on)]
    grid = points([(105.84 + i * 0.002, 20.993 + j * 0.0018) for i in range(50) for j in range(50)])
    _, holders = STRtree(grid).query(shapes, predicate="contains")
    inside = unary_union(shapes)
    assert len(holders) == len(set(holders.tolist())) == sum(map(inside.contains, grid))
    assert len(inside.interiors) == 0
