"""The list of a person's work outside: whose reports, in which order, from where; and what is kept on a telephone."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import Role, User
from backend.places.geometry import flat, round_earth
from backend.reports.models import ReplyTemplate, Report, Screening
from backend.reports.outing import Whose, outing
from backend.reports.walk import MOST_STOPS
from tests.moderation.conftest import SignIn
from tests.reports.filing import NGOC_LAM, NOW, filed, jpeg, moved, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LIST = "/api/v1/staff/field"


def at(east_m: float, **changes: Any) -> Report:
    """File a report ``east_m`` metres east of Phố Ngọc Lâm's sample point."""
    x, y = flat(*NGOC_LAM)
    spot = round_earth(x + east_m, y)
    return filed(lat=spot.lat, lon=spot.lon, **changes)


def read(client: Client, **query: Any) -> Any:
    answer = client.get(LIST, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def give(report: Report, user: User) -> None:
    Report.objects.filter(pk=report.pk).update(assignee=user)


def test_a_person_walks_from_where_they_stand_to_the_nearest_first(sign_in: SignIn) -> None:
    far, near, middle = at(300), at(100), at(200)
    told = read(sign_in(far), lat=NGOC_LAM[0], lon=NGOC_LAM[1])
    assert [stop["code"] for stop in told["stops"]] == [near.code, middle.code, far.code]
    assert [stop["leg_m"] for stop in told["stops"]] == pytest.approx([100, 100, 100], abs=1)
    assert [stop["distance_m"] for stop in told["stops"]] == pytest.approx([100, 200, 300], abs=1)
    assert told["walk_m"] == pytest.approx(300, abs=2)


def test_who_does_not_say_where_they_stand_names_a_street_or_starts_at_the_most_pressing(sign_in: SignIn) -> None:
    later, sooner = at(0), at(100, now=NOW - timedelta(days=1))
    client = sign_in(later)
    told = read(client)
    assert (told["start"], [stop["code"] for stop in told["stops"]]) == (None, [sooner.code, later.code])
    assert told["stops"][0]["distance_m"] is None
    assert read(client, place="pho ngoc lam")["start"]["words"] == "Phố Ngọc Lâm"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"place": "phố không có đâu"}, "place"),
        ({"lat": 21.0}, "lat"),
        ({"lat": 121, "lon": 105}, "lat"),
        ({"lat": "x", "lon": 105}, "lat"),
        ({"whose": "all"}, "whose"),
    ],
)
def test_a_start_that_is_none_is_refused(sign_in: SignIn, query: dict[str, Any], field: str) -> None:
    answer = sign_in(filed()).get(LIST, query)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_what_was_given_to_me_comes_before_what_my_unit_has(sign_in: SignIn) -> None:
    mine, ours = at(0), at(50)
    me = officer(mine.unit)
    assert outing(me).whose == Whose.UNITS
    give(mine, me)
    told = read(sign_in(me))
    assert (told["whose"], [stop["code"] for stop in told["stops"]]) == ("mine", [mine.code])
    assert {stop["code"] for stop in read(sign_in(me), whose="unit")["stops"]} == {mine.code, ours.code}


def test_only_what_is_open_real_and_ours_to_do_is_walked_to(sign_in: SignIn) -> None:
    kept = at(0)
    moved(at(10), "accepted", "resolved")
    Report.objects.filter(pk=at(20).pk).update(screening=Screening.UNVERIFIED, published_at=None)
    at(30, category="restaurant_food")  # another unit's, seen by the ward
    assert [stop["code"] for stop in read(sign_in(kept))["stops"]] == [kept.code]
    assert read(sign_in(officer(None, Role.LEADER)))["stops"] == []


def test_of_many_the_nearest_sixty_are_shown_and_all_are_counted(sign_in: SignIn) -> None:
    first = at(0)
    spare = [at(10 * number) for number in range(1, MOST_STOPS + 3)]
    told = read(sign_in(first), lat=NGOC_LAM[0], lon=NGOC_LAM[1])
    assert (len(told["stops"]), told["total"]) == (MOST_STOPS, MOST_STOPS + 3)
    assert {one.code for one in spare[-3:]}.isdisjoint(stop["code"] for stop in told["stops"])


def test_a_stop_tells_all_its_page_shows(sign_in: SignIn) -> None:
    report = at(0, photos=[jpeg()])
    ReplyTemplate.objects.create(code="da-don", name="Đã dọn", step="resolved", body="Đã dọn sạch.")
    ReplyTemplate.objects.create(code="cho", name="Có chỗ trống", step="resolved", body="Mã {code}.")
    told = read(sign_in(report))
    (stop,) = told["stops"]
    assert stop["text"] == "Rác ba ngày chưa có ai thu gom, bốc mùi."
    assert stop["photos"][0]["thumb_url"].startswith("/staff/photos/")
    assert stop["left"]["words"]
    assert stop["ours"] is True
    assert [one["to"] for one in told["steps"]["accepted"]] == ["in_progress", "resolved"]
    assert [one["body"] for one in told["templates"]] == ["Đã dọn sạch."]


def test_the_page_is_a_plain_list_and_its_shell_holds_no_report(sign_in: SignIn) -> None:
    report = at(0)
    client = sign_in(report)
    page = client.get("/staff/field").content.decode()
    assert f'href="/staff/r/{report.code}"' in page
    shell = client.get("/staff/field?shell=1")
    assert report.code not in shell.content.decode()
    assert shell.headers["Cache-Control"] == "private, no-store"
    assert "Không thấy nơi này" in client.get("/staff/field?place=khongcodau").content.decode()


def test_the_worker_of_the_page_may_serve_that_page_alone(client: Client) -> None:
    answer = client.get("/staff/field/sw.js")
    assert answer.headers["Service-Worker-Allowed"] == "/staff/field"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    shell = json.loads(re.search(r"SHELL = (\[.*?\])", answer.content.decode())[1])  # type: ignore[index]  # it is there
    assert "/static/moderation/field.js" in shell


def test_the_page_can_be_put_on_the_home_screen(sign_in: SignIn) -> None:
    client = sign_in(filed())
    assert 'rel="manifest" href="/staff/field/manifest.webmanifest"' in client.get("/staff/field").content.decode()
    about = Client().get("/staff/field/manifest.webmanifest").json()
    assert (about["start_url"], about["display"]) == ("/staff/field", "standalone")


def test_a_telephone_asks_who_holds_it(sign_in: SignIn) -> None:
    report = filed()
    told = sign_in(report).get(f"{LIST}/who").json()
    assert told["person"] == officer(report.unit).pk
    assert told["csrf"]
    assert Client().get(f"{LIST}/who").status_code == 401
    assert Client().get(LIST).status_code == 401
    assert Client().get("/staff/field").status_code == 302
