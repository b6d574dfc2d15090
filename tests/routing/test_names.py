"""Units, kinds, wards and deadlines are called what the reader calls them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from backend.core.worktime import Clock
from backend.places.gazetteer import search
from backend.routing import book
from backend.routing.deadlines import remaining, spoken
from backend.routing.models import Unit
from backend.routing.names import briefly, named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
CITY = ZoneInfo("Asia/Ho_Chi_Minh")
IN_THE_14 = date(2024, 12, 31)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=CITY)


def test_a_unit_is_named_in_the_language_of_the_reader() -> None:
    health = Unit.objects.get(slug="phong-y-te")
    assert (named(health), briefly(health)) == (health.name, health.short_name)
    with translation.override("en"):
        assert (named(health), briefly(health)) == ("Health Division", "Health Division")
        assert named(book.category("street_light")) == "Street light out"


@pytest.mark.parametrize(
    ("due", "vietnamese", "english"),
    [
        (at(26, 9), "còn 1 giờ làm việc", "1 working hour left"),
        (at(26, 11), "còn 3 giờ làm việc", "3 working hours left"),
        (at(27, 8), "còn 1 ngày làm việc", "1 working day left"),
        (at(27, 10), "còn 1 ngày 2 giờ làm việc", "1 day 2 working hours left"),
    ],
    ids=["hour", "hours", "day", "both"],
)
def test_what_is_left_is_counted_as_each_language_counts(due: datetime, vietnamese: str, english: str) -> None:
    now = at(25, 17)  # nothing is left of that day
    assert remaining(due, now=now, clock=Clock.OFFICE).words == vietnamese
    with translation.override("en"):
        assert remaining(due, now=now, clock=Clock.OFFICE).words == english


def test_a_moment_is_said_with_the_day_before_the_month_in_both_languages() -> None:
    assert spoken(at(27, 17)) == "17 giờ 00, thứ Sáu 27/11/2026"
    with translation.override("en"):
        assert spoken(at(27, 17)) == "17:00, Friday 27/11/2026"


def test_the_kept_names_of_places_are_not_in_the_language_of_who_asked_first() -> None:
    with translation.override("en"):
        assert search("phường Ngọc Lâm", on=IN_THE_14)[0].name == "Ngọc Lâm Ward"
    assert search("phường Ngọc Lâm", on=IN_THE_14)[0].name == "Phường Ngọc Lâm"
