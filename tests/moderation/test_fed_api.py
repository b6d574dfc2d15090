"""The staff calls about indicators that reports feed, the reports behind a number, and the programme's years."""

from collections.abc import Iterator
from datetime import datetime
from unittest import mock

import pytest
from django.test import Client

from backend.accounts.models import Role
from backend.indicators.load import load_programme
from backend.indicators.models import Indicator, Programme, Review
from backend.indicators.rollup import fold
from backend.reports.models import Report, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.moderation.test_programme_api import AFTER, fault
from tests.reports.filing import CITY, filed, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SENT = datetime(2026, 11, 2, 9, 0, tzinfo=CITY)
STAFF = "/api/v1/staff/indicators"
FED, REVIEWS = "/api/v1/staff/indicators/fed", "/api/v1/staff/reviews"
LIST = "/api/v1/staff/indicators/2.2.14/reports"  # playgrounds and sports grounds: late or on time


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """Load the programme, and let it be the middle of December at the door."""
    load_programme()
    with mock.patch("django.utils.timezone.now", return_value=AFTER):
        yield


@pytest.fixture
def leader(sign_in: SignIn) -> Client:
    return sign_in(None, Role.LEADER)


@pytest.fixture
def two(city: None) -> tuple[Report, Report]:
    """Return a report that was late and one that was solved in time, of November in Ngọc Lâm."""
    late = filed(now=SENT, category="garden_equipment")
    done = moved(filed(now=SENT, category="garden_equipment"), Status.ACCEPTED, Status.RESOLVED, now=SENT)
    fold(AFTER)
    return late, done


def listed(client: Client, **asked: str) -> tuple[int, set[str]]:
    found = client.get(LIST, {"month": "2026-11", **asked}).json()
    return found["reports"], {one["code"] for one in found["results"]}


def test_each_ward_says_what_reports_say_and_its_key_opens_exactly_these(
    leader: Client, two: tuple[Report, Report]
) -> None:
    late, done = two
    found = leader.get(FED, {"month": "2026-11"}).json()
    assert (found["month"], found["until"], found["wards_on"]) == ("2026-11", None, None)
    [column] = [one for one in found["results"] if one["code"] == "2.2.14"]
    assert (column["measure"], len(column["wards"]), bool(column["targets"][0]["words"])) == ("on_time", 14, True)
    [cell] = [one for one in column["wards"] if one["name"] == "Phường Ngọc Lâm"]
    assert (cell["part"], cell["whole"], cell["share"], cell["reports"]) == (1, 2, 0.5, 2)
    assert (cell["code"], cell["level"]) == (late.ward.code, "none")
    for ward in (cell["key"], cell["code"], "ngoc-lam"):
        assert listed(leader, ward=ward) == (2, {late.code, done.code})
    assert listed(leader, ward=cell["key"], part="on_time") == (1, {done.code})
    assert listed(leader, ward="bo-de") == (0, set())
    assert listed(leader, ward="bo-de", wards_on="2025-07-01") == (2, {late.code, done.code})
    assert listed(leader, ward="none", wards_on="2025-07-01") == (0, set())
    whole = leader.get(LIST, {"month": "2026-11"}).json()
    assert (whole["indicator"], whole["part"], whole["whole"], whole["frozen"]) == ("2.2.14", 1, 2, False)


def test_restated_wards_are_those_of_the_day_asked_for(leader: Client, two: tuple[Report, Report]) -> None:
    found = leader.get(FED, {"month": "2026-11", "wards_on": "2025-07-01"}).json()
    [column] = [one for one in found["results"] if one["code"] == "2.2.14"]
    assert found["wards_on"] == "2025-07-01"
    assert {one["name"]: one["part"] for one in column["wards"]}["Phường Bồ Đề"] == 1
    assert leader.get(FED).json()["until"] == "2026-11-15"


def test_the_list_comes_in_pages_without_what_the_reader_may_not_see(
    leader: Client, two: tuple[Report, Report]
) -> None:
    with mock.patch("moderation.api.lists.SIZE", 1):
        first = leader.get(LIST, {"month": "2026-11"})
        second = leader.get(first.json()["next"]).json()
    assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
    assert (len(second["results"]), second["next"], second["reports"]) == (1, None, 2)
    late, done = two
    Report.objects.filter(pk=late.pk).update(held_as=HELD_DENUNCIATION)
    assert listed(leader) == (2, {done.code})


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"month": "2026-13"}, "month"),
        ({"month": "2027-01"}, "month"),
        ({"wards_on": "1900-01-01"}, "wards_on"),
        ({"ward": "khong-co"}, "ward"),
        ({"ward": "none"}, "ward"),
        ({"ward": "999999999"}, "ward"),
        ({"ward": "９"}, "ward"),
        ({"ward": "\0"}, "ward"),
        ({"part": "x"}, "part"),
        ({"cursor": "x"}, "cursor"),
        ({"more": "x"}, "more"),
    ],
)
def test_what_cannot_be_asked_of_an_indicator_is_named(leader: Client, asked: dict[str, str], field: str) -> None:
    assert fault(leader.get(LIST, {"month": "2026-11", **asked}))[:2] == (422, field)
    if field in {"month", "wards_on", "more"}:
        assert fault(leader.get(FED, asked))[:2] == (422, field)


def test_an_indicator_without_reports_has_no_list_and_a_unit_sees_only_its_own(
    leader: Client, sign_in: SignIn, two: tuple[Report, Report]
) -> None:
    for code in ("2.2.8", "9.9.9", "\0", "x" * 200):
        assert fault(leader.get(f"/api/v1/staff/indicators/{code}/reports"))[0] == 404
    health = sign_in(Unit.objects.get(slug="phong-y-te"))
    assert health.get("/api/v1/staff/indicators/2.5.5/reports").status_code == 200
    assert [fault(health.get(address))[0] for address in (LIST, FED, REVIEWS)] == [403, 403, 403]


def test_one_indicator_says_all_that_its_page_says(leader: Client, sign_in: SignIn, two: tuple[Report, Report]) -> None:
    found = leader.get(f"{STAFF}/2.2.14").json()
    assert (found["code"], found["measure"], bool(found["units"]), bool(found["definition"]["counted"])) == (
        *("2.2.14", "on_time"),
        *(True, True),
    )
    month = next(one for one in found["months"] if one["month"] == "2026-11")
    assert (month["part"], month["whole"], month["number"], month["frozen"]) == (1, 2, 50.0, False)
    assert {"words", "standing", "waiting"} <= set(found["targets"][0])
    alerts = next(one for one in map(leader.get, every_indicator()) if one.json()["first_actions"]).json()
    assert alerts["first_actions"][0]["all"] == {"alerts": 0, "untouched": 0, "median_minutes": None, "over": False}
    registers = [series for each in map(leader.get, every_indicator()) for series in each.json()["registers"]]
    assert {name: registers[0]["months"][0][name] for name in ("part", "whole")} == {"part": None, "whole": None}
    assert len(registers[0]["wards"]) in {0, 14}
    health = sign_in(Unit.objects.get(slug="phong-y-te"))
    assert health.get(f"{STAFF}/2.5.5").json()["tasks"] is not None
    assert [fault(health.get(f"{STAFF}/{code}"))[0] for code in ("2.2.14", "9.9.9")] == [403, 404]


def every_indicator() -> list[str]:
    return [f"{STAFF}/{code}" for code in Indicator.objects.order_by("id").values_list("code", flat=True)]


def test_the_years_say_when_is_reviewed_and_what_is_due(leader: Client) -> None:
    found = leader.get(REVIEWS).json()
    programme = Programme.objects.get()
    assert found["programme"]["code"] == programme.code
    years = found["results"]
    assert [one["year"] for one in years] == [*range(programme.first_day.year, programme.last_day.year + 1)]
    steps = [step for year in years for step in year["reviews"]]
    assert len(steps) == Review.objects.count() > 0
    assert {"plan", "self_check", "midterm", "final"} <= {step["kind"] for step in steps}
    assert all(step["name"] and step["text"] and step["first_day"] <= step["last_day"] for step in steps)
    due = [one for year in years for one in year["due"]]
    assert {"indicator", "words", "due_on", "low"} <= set(due[0])
    assert (years[0]["over"], any(year["yearly"] for year in years)) == (True, True)
    Review.objects.all().delete()
    with mock.patch("moderation.api.reviews.programme_at", return_value=None):
        assert leader.get(REVIEWS).json() == {"programme": None, "results": []}
