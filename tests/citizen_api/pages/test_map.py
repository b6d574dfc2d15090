"""The public map: what its list and its numbers show, to whom they do not, and what they cost."""

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from backend.http.limits import Limit
from backend.reports.models import Report
from backend.reports.publication import Release, publish
from citizen_api.pages import map_page, map_view
from citizen_api.pages.map_page import PAGE
from tests.citizen_api.pages.browsing import Browser
from tests.reports.filing import CONTACT, NGOC_LAM, filed, jpeg, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
DISTRICT = "105.80,20.98,105.96,21.10"
PHUC_DONG = (21.0405, 105.8960)


def _now() -> Any:
    return timezone.now() - timedelta(hours=2)


def _listed(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/map?{query}")
    assert answer.status_code == 200
    return [one.report.code for one in answer.context["rows"]]


def _drawn(client: Client, query: str = "", *, box: str = DISTRICT, zoom: int = 13) -> dict[str, Any]:
    answer = client.get(f"/map/reports.json?box={box}&zoom={zoom}&{query}")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def four() -> list[Report]:
    """Waste and a hole on Phố Ngọc Lâm, waste elsewhere that is solved, and food that was looked at, in this order."""
    food = filed(category="restaurant_food", text="Quán ăn đồ ôi thiu.", now=_now())
    publish(food, Release("Đồ ôi thiu."), by=staff(food.unit), now=_now())
    solved = filed(lat=PHUC_DONG[0], lon=PHUC_DONG[1], text="Rác đầu ngõ.", now=_now() - timedelta(days=10))
    return [
        filed(text="Rác ở cổng chợ.", now=_now()),
        filed(category="road_damage", text="Ổ gà sâu.", now=_now()),
        moved(solved, "accepted", "resolved", now=_now() - timedelta(days=1)),
        food,
    ]


@pytest.mark.database
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {0, 1, 2, 3}),
        ("ward={ward}", {0, 1, 3}),
        ("kind=environment", {0, 2}),
        ("kind=road_damage", {1}),
        ("state=open", {0, 1, 3}),
        ("state=solved", {2}),
        ("days=7", {0, 1, 3}),
        ("days=30", {0, 1, 2, 3}),
        ("q=RAC cho", {0}),
        ("q=ổ gà", {1}),
        ("q=xe máy", set()),
        ("box=105.869,21.045,105.871,21.047", {0, 1, 3}),
        ("box=105.80,21.0,105.81,21.01", set()),
        ("ward={ward}&kind=environment&state=open&days=7&q=rac&box=105.869,21.045,105.871,21.047", {0}),
        ("ward=&kind=&state=&days=&q=&utm_source=zalo", {0, 1, 2, 3}),
    ],
)
def test_list_and_numbers_show_the_same_under_every_filter(
    client: Client, four: list[Report], query: str, expected: set[int]
) -> None:
    query = query.format(ward=four[0].ward.code)
    assert set(_listed(client, query)) == {four[place].code for place in expected}
    box = query.partition("box=")[2] or DISTRICT
    for zoom in (12, 15, 19):
        drawn = _drawn(client, query.partition("box=")[0], box=box, zoom=zoom)
        counted = sum(one["count"] for one in drawn["clusters"]) + len(drawn["points"])
        assert counted == drawn["total"] == len(expected)


@pytest.mark.database
def test_what_was_not_released_or_is_over_long_ago_is_nowhere(client: Client) -> None:
    filed(category="restaurant_food", text="Chờ xem.", now=_now())  # waits for a look
    filed(text="Tôi tố cáo ông chủ tịch nhận hối lộ.", now=_now())  # held
    spam = filed(now=_now())
    Report.objects.filter(pk=spam.pk).update(published_at=None, screening="spam")
    moved(filed(now=_now() - timedelta(days=60)), "accepted", "resolved", now=_now() - timedelta(days=40))
    moved(filed(now=_now()), "rejected", now=_now())
    shown = filed(text="Rác.", now=_now())
    held = Report.objects.exclude(held_as="")
    assert held.exists()
    assert _listed(client) == [shown.code]
    assert [one["code"] for one in _drawn(client)["points"]] == [shown.code]


@pytest.mark.database
def test_places_are_known_to_20_m_and_of_rough_kinds_to_110_m(client: Client, four: list[Report]) -> None:
    points = {one["code"]: one for one in _drawn(client, zoom=19)["points"]}
    waste, food = points[four[0].code], points[four[3].code]
    assert (waste["lat"], waste["lon"], waste["rough"]) == (21.0458, 105.8698, False)
    assert (food["lat"], food["lon"], food["rough"]) == (21.046, 105.87, True)
    assert waste["place"] == "Phố Ngọc Lâm, phường Ngọc Lâm"
    true_box = f"{four[3].lon - 1e-5},{four[3].lat - 1e-5},{four[3].lon + 1e-5},{four[3].lat + 1e-5}"
    assert _drawn(client, "kind=food", box=true_box, zoom=19)["total"] == 0
    assert _listed(client, f"kind=food&box={true_box}") == []
    assert _listed(client, "kind=food&box=105.8699,21.0459,105.8701,21.0461") == [four[3].code]


@pytest.mark.database
def test_a_number_stands_among_its_reports_and_its_box_holds_them(client: Client) -> None:
    for east in (0.0, 0.0004, 0.0008):
        filed(lon=NGOC_LAM[1] + east, now=_now())
    (one,) = _drawn(client, zoom=12)["clusters"]
    west, south, east_edge, north = one["box"]
    assert (one["count"], one["open"]) == (3, 3)
    assert (west, east_edge, south, north) == (105.8698, 105.8706, 21.0458, 21.0458)
    inside = _drawn(client, box=f"{west},{south},{east_edge},{north}", zoom=19)
    assert len(inside["points"]) == 3


@pytest.mark.database
def test_numbers_in_neighbouring_cells_never_lie_on_each_other(client: Client) -> None:
    for number in range(24):
        filed(lon=NGOC_LAM[1] + number * 0.0004, now=_now())
    for zoom in (15, 16, 17):
        places = sorted(one["lon"] for one in _drawn(client, zoom=zoom)["clusters"])
        assert len(places) > 1
        pixel = 360 / (256 * 2**zoom)
        assert all((east - west) / pixel >= 46 for west, east in pairwise(places))


def test_many_in_one_close_view_are_counted_not_drawn(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_view, "MOST_POINTS", 2)
    for _number in range(3):
        filed(now=_now())
    drawn = _drawn(client, zoom=19)
    assert (drawn["points"], [one["count"] for one in drawn["clusters"]]) == ([], [3])


def test_a_whole_world_asked_for_closely_is_still_a_small_answer(client: Client) -> None:
    for number in range(30):
        filed(lat=NGOC_LAM[0] - number * 1e-4, now=_now())
    drawn = _drawn(client, box="-180,-90,180,90", zoom=18)
    assert (len(drawn["clusters"]), drawn["total"]) == (1, 30)


@pytest.mark.database
def test_pages_of_the_list_follow_one_another_and_keep_the_filters(client: Client, browser: Browser) -> None:
    reports = [filed(now=_now() - timedelta(minutes=number)) for number in range(PAGE + 2)]
    first = client.get("/map?kind=environment&q=rac")
    second = client.get(first.context["next"])
    assert "kind=environment" in first.context["next"]
    codes = [one.report.code for page in (first, second) for one in page.context["rows"]]
    assert codes == [report.code for report in reports]
    assert not second.context["next"]
    back = client.get(second.context["previous"])
    assert [one.report.code for one in back.context["rows"]] == codes[:PAGE]
    assert f"{PAGE + 2} phản ánh" in browser.open("/map").text


WRONG = [
    "ward=nowhere",
    "ward=%00",
    "kind=x",
    "kind=%00",
    "kind=road_damage,x",
    "state=received",
    "days=1",
    "days=x",
    "q=" + "x" * 101,
    "box=1,2,3",
    "box=106,21,105,22",
    "box=nan,nan,nan,nan",
    "box=%00",
]


@pytest.mark.parametrize("query", WRONG)
@pytest.mark.parametrize("path", ["/map", "/map/list", "/map/reports.json"])
def test_a_wrong_word_is_refused_in_words(client: Client, path: str, query: str) -> None:
    box = "" if "box=" in query else f"&box={DISTRICT}"
    answer = client.get(f"{path}?{query}&zoom=13{box}")
    assert answer.status_code == 422
    assert json.loads(answer.content)["detail"] if path.endswith("json") else "notice-bad" in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["", f"box={DISTRICT}", f"box={DISTRICT}&zoom=9", f"box={DISTRICT}&zoom=²", "zoom=13"]
)
def test_the_map_needs_a_box_and_a_zoom(client: Client, query: str) -> None:
    answer = client.get(f"/map/reports.json?{query}")
    assert (answer.status_code, bool(answer.json()["detail"])) == (422, True)


def test_a_stale_cursor_is_refused_in_words(client: Client) -> None:
    answer = client.get("/map?cursor=x")
    assert answer.status_code == 422
    assert "Xin xem lại từ trang đầu" in answer.content.decode()


@pytest.mark.parametrize("path", ["/map", "/map/list", f"/map/reports.json?box={DISTRICT}&zoom=13"])
def test_nothing_personal_is_said(client: Client, path: str) -> None:
    report = filed(contact=CONTACT, address="Số 7 ngách 3", photos=(jpeg(), jpeg((1, 2, 3))), now=_now())
    first = report.photos.order_by("order")[0]
    publish(report, Release("Rác.", frozenset({first.pk})), by=staff(report.unit), now=_now())
    words = client.get(path).content.decode()
    assert report.code in words
    for secret in (CONTACT.name, "0900", "mau@dan", "Số 7", "ba ngày", str(report.lat), str(report.lon), "key="):
        assert secret not in words
    for photo in report.photos.all():
        assert photo.clean_name not in words
        assert photo.thumb_name not in words


def test_the_small_picture_is_shown_once_it_is_released(client: Client) -> None:
    report = filed(photos=(jpeg(),), now=_now())
    assert "<img" not in client.get("/map").content.decode()
    publish(report, Release("Rác.", frozenset({report.photos.get().pk})), by=staff(report.unit), now=_now())
    assert report.photos.get().public_thumb_name in client.get("/map").content.decode()


def test_status_is_a_word_and_a_sign_not_a_colour_alone(client: Client, four: list[Report]) -> None:
    words = client.get("/map/list").content.decode()
    for sign, word in (("clock", "Mới nhận"), ("check", "Đã xử lý")):
        assert f"#{sign}" in words.partition(word)[0].rpartition("badge")[2]
    states = {one["code"]: (one["state"], one["status"]) for one in _drawn(client, zoom=19)["points"]}
    assert states[four[2].code] == ("solved", "Đã xử lý")


@pytest.mark.database
def test_list_and_numbers_cost_the_same_for_five_and_for_fifty(client: Client) -> None:
    addresses = ("/map", "/map/list", f"/map/reports.json?box={DISTRICT}&zoom=14", "/map?q=rac&kind=environment")
    costs = []
    for number in (5, 50):
        while Report.objects.count() < number:
            count = Report.objects.count()
            report = filed(photos=(jpeg(),), lon=NGOC_LAM[1] + count % 5 * 0.01, now=_now())
            publish(report, Release("Rác.", frozenset({report.photos.get().pk})), by=staff(report.unit), now=_now())
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            costs.append(len(asked))
    lists, numbers = 4, 3  # edition, rows, photos, how many; edition, cells, those alone in theirs
    assert costs[:4] == [lists, lists, numbers, lists]
    assert costs[4:] == [lists, lists, numbers - 1, lists]  # nobody is alone any more


def test_an_answer_is_kept_for_half_a_minute_and_not_sent_twice(client: Client, four: list[Report]) -> None:
    first = client.get(f"/map/reports.json?box={DISTRICT}&zoom=13")
    assert "max-age=30" in first.headers["Cache-Control"]
    again = client.get(f"/map/reports.json?box={DISTRICT}&zoom=13", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/map", "/map/list", f"/map/reports.json?box={DISTRICT}&zoom=13"])
def test_a_flood_is_told_to_wait(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    settings.RATE_LIMITS = True
    monkeypatch.setattr(map_page, "READS", Limit("read", 2, 60))
    answers = [client.get(path) for _ in range(3)]
    assert answers[0].status_code == 200
    assert (answers[-1].status_code, int(answers[-1].headers["Retry-After"]) > 0) == (429, True)


def test_the_form_and_every_page_lead_to_the_map(browser: Browser) -> None:
    assert browser.open("/").links.count("/map") == 2
    assert "/map" in browser.open("/help/").links


def test_it_speaks_english(client: Client, four: list[Report]) -> None:
    (point,) = _drawn(client, "kind=road_damage&lang=en", zoom=19)["points"]
    assert (point["kind"], point["status"]) == (four[1].category.name_en, "Received")
