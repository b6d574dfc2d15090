"""Loading a folder of places."""

import json
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from backend.core.models import Edition
from backend.places.load import DATA, Count, load
from backend.places.locate import wards_in_force
from backend.places.models import Hotspot, Landmark, Street, Ward
from backend.places.read import WrongData
from tests.places.days import IN_THE_14

pytestmark = [pytest.mark.usefixtures("own_tables"), pytest.mark.database]
TABLES = (Ward, Street, Landmark, Hotspot)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "places"))


def rows() -> list[Any]:
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def edition_number() -> int:
    return Edition.objects.get(pk=1).number


def rewrite(path: Path, change: Callable[[Any], None]) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    path.write_text(json.dumps(told), encoding="utf-8")


def test_everything_is_there() -> None:
    assert [table.objects.count() for table in TABLES] == [31, 1082, 250, 7]


def test_loading_twice_changes_nothing() -> None:
    before, number = rows(), edition_number()
    loaded = load()
    assert not loaded.changed_anything
    assert loaded.wards == Count(new=0, changed=0, same=31, absent=0)
    assert rows() == before
    assert edition_number() == number


def test_a_dry_run_says_what_would_change_and_changes_nothing() -> None:
    Ward.objects.filter(code="00133").update(population=1)
    Landmark.objects.filter(name="Bến xe Gia Lâm").delete()
    before, number = rows(), edition_number()
    told = StringIO()
    call_command("load_places", "--dry-run", stdout=told)
    assert "wards: 0 new, 2 changed, 29 the same" in told.getvalue()
    assert "landmarks: 1 new" in told.getvalue()
    assert "nothing was changed" in told.getvalue()
    assert rows() == before
    assert edition_number() == number


def test_what_differs_is_put_right_and_the_edition_rises() -> None:
    Ward.objects.filter(code="00133").update(population=1)
    number = edition_number()
    told = StringIO()
    call_command("load_places", stdout=told)
    assert "wards: 0 new, 2 changed" in told.getvalue()
    assert Ward.objects.get(code="00133", valid_from="2004-01-01").population == 23923
    assert edition_number() == number + 1


def test_a_changed_file_changes_what_is_in_memory(folder: Path) -> None:
    wards_in_force(IN_THE_14)
    rewrite(folder / "wards.geojson", lambda told: told["features"][0]["properties"].update(population=7))
    call_command("load_places", str(folder), stdout=StringIO())
    assert wards_in_force(IN_THE_14)[0].population == 7


def test_what_left_the_files_stays_because_reports_point_to_it(folder: Path) -> None:
    rewrite(folder / "streets.geojson", lambda told: told["features"].pop())
    assert load(folder).streets == Count(new=0, changed=0, same=1081, absent=1)
    assert Street.objects.count() == 1082


def test_a_folder_with_hot_spots_alone_takes_their_lines_from_the_table(tmp_path: Path) -> None:
    shutil.copy(DATA / "hotspots.json", tmp_path)
    assert load(tmp_path).hotspots == Count(new=0, changed=0, same=7, absent=0)


def overlapping(told: Any) -> None:
    told["features"][0]["geometry"] = told["features"][1]["geometry"]


def bow_tie(told: Any) -> None:
    ring = [[105.8, 21.0], [105.9, 21.1], [105.9, 21.0], [105.8, 21.1], [105.8, 21.0]]
    told["features"][0]["geometry"] = {"type": "Polygon", "coordinates": [ring]}


def ended_early(told: Any) -> None:
    told["features"][0]["properties"]["valid_to"] = "1999-01-01"


def pointless(told: Any) -> None:
    told["features"][0]["geometry"] = {"type": "Point", "coordinates": [105.9, 21.0]}


def nameless(told: Any) -> None:
    del told["features"][0]["properties"]["name"]


def off_the_earth(told: Any) -> None:
    told["features"][0]["geometry"]["coordinates"] = [[[105.9, 21.0], [1059, 21.0]]]


def of_no_kind(told: Any) -> None:
    told["features"][0]["properties"]["kind"] = "canal"


def of_an_unknown_street(told: Any) -> None:
    told[0]["streets"] = ["Phố Không Có"]


@pytest.mark.parametrize(
    ("name", "spoil", "words"),
    [
        ("wards.geojson", overlapping, "overlap"),
        ("wards.geojson", bow_tie, "not a valid polygon"),
        ("wards.geojson", ended_early, "ends before it began"),
        ("wards.geojson", pointless, "not a valid polygon"),
        ("wards.geojson", nameless, r"wards.geojson, 1: KeyError"),
        ("streets.geojson", off_the_earth, "not lines"),
        ("streets.geojson", of_no_kind, "canal"),
        ("hotspots.json", of_an_unknown_street, "Phố Không Có"),
    ],
)
def test_a_wrong_file_is_refused_whole_and_by_name(
    folder: Path, name: str, spoil: Callable[[Any], None], words: str
) -> None:
    rewrite(folder / name, spoil)
    before = rows()
    with pytest.raises(WrongData, match=words):
        load(folder)
    assert rows() == before


def test_a_landmark_off_the_earth_is_refused(folder: Path) -> None:
    (folder / "landmarks.csv").write_text("name,kind,lat,lon,source\nChợ,bus_stop,nan,105.9,x\n", encoding="utf-8")
    with pytest.raises(WrongData, match=r"landmarks.csv, 1"):
        load(folder)


def test_the_command_says_in_one_line_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    (folder / "wards.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match=r"wards.geojson"):
        call_command("load_places", str(folder))
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("load_places", str(tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError, match="none of"):
        call_command("load_places", str(tmp_path / "empty"))


def test_the_database_refuses_a_ward_twice_in_a_set_or_ended_before_it_began() -> None:
    ward = Ward.objects.get(code="00133", valid_from="2004-01-01")
    for change in ({"slug": "other"}, {"code": "99999"}, {"code": "99999", "slug": "other", "valid_to": "2003-01-01"}):
        twin = Ward(
            **{field.name: getattr(ward, field.name) for field in Ward._meta.fields if field.name != "id"} | change
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()


def test_the_database_refuses_a_landmark_off_the_earth() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Landmark.objects.create(name="x", kind="health", lat=91, lon=0, search="x", source="x")


def test_landmarks_can_be_named_and_placed() -> None:
    station = Landmark.objects.get(name="Bến xe Gia Lâm")
    assert (str(station), station.point.lat) == ("Bến xe Gia Lâm", 21.04823)


def test_the_sources_and_licences_stand_beside_the_data() -> None:
    told = (DATA / "README.md").read_text(encoding="utf-8")
    for word in ("OpenStreetMap contributors", "ODbL 1.0", "MIT", "Ranh giới tham khảo"):
        assert word in told
