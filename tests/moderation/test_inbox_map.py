"""The map beside the inbox: its points, the box that filters, how near the next report of the kind is."""

import pytest

from moderation import inbox_map
from tests.moderation.conftest import SignIn
from tests.reports.filing import filed, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
HERE = "105.869,21.0455,105.871,21.0461"


def test_the_points_are_the_rows_of_the_same_address(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    near, far = filed(), filed(lat=21.0466)
    done = moved(filed(lat=21.0459), "accepted", "resolved")
    client = sign_in(near)
    found = client.get("/staff/map.json?tab=open").json()
    codes = {one["properties"]["code"]: one for one in found["features"]}
    assert codes.keys() == {near.code, far.code}
    assert codes[near.code]["geometry"]["coordinates"] == [near.lon, near.lat]
    assert near.category.name in codes[near.code]["properties"]["title"]
    in_box = client.get(f"/staff/map.json?tab=open&box={HERE}").json()
    assert [one["properties"]["code"] for one in in_box["features"]] == [near.code]
    ended = client.get("/staff/map.json?tab=done").json()["features"]
    assert [one["properties"] | {"title": ""} for one in ended] == [{"code": done.code, "title": "", "state": "done"}]
    monkeypatch.setattr(inbox_map, "MOST", 1)
    cut = client.get("/staff/map.json?tab=open").json()
    assert (len(cut["features"]), cut["is_all"]) == (1, False)


@pytest.mark.parametrize("box", ["", "a,b,c,d", "1,2,3", "106,22,105,21", "105,21,106,99999", "105,21,NaN,22"])
def test_a_box_that_is_none_leaves_nothing_out(sign_in: SignIn, box: str) -> None:
    report = filed()
    assert report.code in sign_in(report).get(f"/staff/?tab=open&box={box}").content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "x", "2026-13-01"])
def test_a_day_that_cannot_be_counted_leaves_nothing_out(sign_in: SignIn, day: str) -> None:
    report = filed()
    page = sign_in(report).get(f"/staff/?tab=open&created_from={day}&created_to={day}")
    assert (page.status_code, report.code in page.content.decode()) == (200, True)


def test_the_list_is_filtered_by_the_box_and_says_so(sign_in: SignIn) -> None:
    near, far = filed(), filed(lat=21.0466)
    page = sign_in(near).get(f"/staff/?tab=open&box={HERE}").content.decode()
    assert f'id="r-{near.code}"' in page
    assert f'id="r-{far.code}"' not in page
    assert "Đang lọc theo khung trên bản đồ" in page
    assert f'name="box" value="{HERE}"' in page


def test_a_row_says_how_near_the_next_of_its_kind_is(sign_in: SignIn) -> None:
    near = filed()
    filed(lat=near.lat + 0.0005)
    filed(lat=21.0466, category="food_poisoning")
    page = sign_in(near).get("/staff/?tab=open").content.decode()
    assert page.count("badge-near") == 2
    assert " 56 m" in page
