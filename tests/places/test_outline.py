"""GeoJSON for the map."""

import gzip
import json
from datetime import date

import pytest
import shapely

from backend.places.outline import FeatureCollection, main_streets, streets_in_box, wards_geojson
from tests.places.days import EVERY_SET, IN_THE_4, IN_THE_14


def zipped_bytes(answer: FeatureCollection) -> int:
    return len(gzip.compress(json.dumps(answer, separators=(",", ":")).encode()))


def test_the_map_shows_the_14_wards_as_indicative() -> None:
    features = wards_geojson(IN_THE_14)["features"]
    assert len(features) == 14
    about = features[0]["properties"]
    assert (about["code"], about["name"], about["slug"]) == ("00115", "Thượng Thanh", "thuong-thanh")
    assert (about["valid_from"], about["valid_to"], about["accuracy_m"]) == ("2004-01-01", "2024-12-31", 120)
    assert "tham khảo" in about["note"]


def test_wards_in_force_have_no_end() -> None:
    assert {feature["properties"]["valid_to"] for feature in wards_geojson(IN_THE_4)["features"]} == {None}


@pytest.mark.parametrize("on", EVERY_SET)
def test_the_light_wards_still_share_their_lines(on: date) -> None:
    features = wards_geojson(on, light=True)["features"]
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    assert shapely.coverage_is_valid(shapes)
    assert all(shape.is_valid for shape in shapes)


@pytest.mark.parametrize("on", EVERY_SET)
def test_a_telephones_map_is_at_most_40_kb(on: date) -> None:
    assert zipped_bytes(wards_geojson(on, light=True)) + zipped_bytes(main_streets()) <= 40_000


def test_zoomed_in_every_street_of_the_box_is_there_the_longest_first() -> None:
    names = [feature["properties"]["name"] for feature in streets_in_box(105.865, 21.040, 105.875, 21.050)["features"]]
    assert "Phố Ngọc Lâm" in names
    assert any(name.startswith("Ngõ") for name in names)
    assert names.index("Đường Nguyễn Văn Cừ") < names.index("Phố Ngọc Lâm")


def test_zoomed_out_only_main_streets_are_there() -> None:
    features = streets_in_box(105.84, 21.00, 105.94, 21.08)["features"]
    assert features
    assert all(feature["properties"]["is_main"] for feature in features)


def test_a_box_in_the_sea_holds_no_street() -> None:
    assert streets_in_box(110.0, 10.0, 110.01, 10.01)["features"] == []


def test_a_box_upside_down_is_refused() -> None:
    with pytest.raises(ValueError, match="upside down"):
        streets_in_box(105.9, 21.0, 105.8, 21.1)
