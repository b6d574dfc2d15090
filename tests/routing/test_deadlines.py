"""Deadlines, and how much is left of them in words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.core.worktime import Clock
from backend.routing import book
from backend.routing.deadlines import (
    State,
    after_acceptance,
    deadlines,
    remaining,
    sms_moment,
    spoken,
    spoken_day,
    spoken_hour,
)
from backend.routing.models import Category, Level, Question, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
CITY = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CITY)


def test_deadlines_are_fixed_at_arrival() -> None:
    due = deadlines(book.category("household_waste"), arrived_at=at(25, 9))  # 8 and 24 working hours
    assert (due.accept_by, due.resolve_by) == (at(26, 9), at(1, 9, month=12))


def test_what_endangers_life_runs_round_the_clock() -> None:
    due = deadlines(book.category("road_danger"), arrived_at=at(28, 23, 30))  # a Saturday night
    assert (due.accept_by, due.resolve_by) == (at(29, 0, 30), at(29, 4, 30))


def test_only_urgent_matters_are_due_four_hours_after_acceptance() -> None:
    due = at(29, 4, 30)
    soon = after_acceptance(due, accepted_at=at(28, 23, 40), level=Level.URGENT, clock=Clock.ROUND_THE_CLOCK)
    assert soon == at(29, 3, 40)
    assert after_acceptance(due, accepted_at=at(29, 2), level=Level.URGENT, clock=Clock.ROUND_THE_CLOCK) == due
    assert after_acceptance(due, accepted_at=at(25, 8), level=Level.NORMAL, clock=Clock.OFFICE) == due


@pytest.mark.parametrize(
    ("now", "due", "words", "state"),
    [
        (at(25, 15), at(26, 9), "còn 3 giờ làm việc", State.ON_TIME),
        (at(26, 16, 50), at(27, 8, 10), "còn 20 phút làm việc", State.ON_TIME),
        (at(25, 9), at(27, 8), "còn 1 ngày 7 giờ làm việc", State.ON_TIME),
        (at(25, 8), at(27, 8), "còn 2 ngày làm việc", State.ON_TIME),
        (at(26, 17, 30), at(27, 8), "đến hạn 8 giờ 00, thứ Sáu 27/11/2026", State.ON_TIME),
        (at(27, 7), at(27, 17), "đến hạn hôm nay, 17 giờ 00", State.TODAY),
        (at(27, 8), at(27, 8), "đến hạn hôm nay, 8 giờ 00", State.TODAY),
        (at(27, 11), at(27, 8), "quá hạn 3 giờ làm việc", State.LATE),
        (at(1, 8, month=12), at(27, 8), "quá hạn 2 ngày làm việc", State.LATE),
    ],
)
def test_what_is_left_is_said_in_words(now: datetime, due: datetime, words: str, state: State) -> None:
    left = remaining(due, now=now, clock=Clock.OFFICE)
    assert (left.words, left.state) == (words, state)


def test_waiting_and_just_over_and_round_the_clock() -> None:
    waiting = remaining(at(27, 8), now=at(26, 8), clock=Clock.OFFICE, waiting_until=at(30, 17))
    assert (waiting.state, waiting.words) == (
        State.WAITING,
        "tạm dừng, chờ người phản ánh đến 17 giờ 00, thứ Hai 30/11/2026",
    )
    assert remaining(at(27, 8), now=at(27, 8) + timedelta(seconds=5), clock=Clock.OFFICE).words == "vừa quá hạn"
    assert remaining(at(29, 8), now=at(27, 6), clock=Clock.ROUND_THE_CLOCK).words == "còn 2 ngày 2 giờ"
    assert remaining(at(29, 8), now=at(27, 8), clock=Clock.ROUND_THE_CLOCK).words == "còn 2 ngày"
    assert remaining(at(28, 1), now=at(27, 22), clock=Clock.ROUND_THE_CLOCK).words == "còn 3 giờ"
    assert remaining(at(28, 0, 5), now=at(27, 23, 50), clock=Clock.ROUND_THE_CLOCK).words == "còn 15 phút"


def test_moments_are_spoken_as_people_say_them() -> None:
    assert spoken(at(27, 17)) == "17 giờ 00, thứ Sáu 27/11/2026"
    assert spoken(at(29, 7, 5)) == "7 giờ 05, Chủ nhật 29/11/2026"
    assert (spoken_hour(at(27, 17)), spoken_day(at(27, 17)), sms_moment(at(27, 17))) == (
        "17 giờ 00",
        "27/11/2026",
        "17h00 27/11",
    )


def test_rows_of_routing_say_their_names() -> None:
    assert str(Category.objects.get(code="household_waste")) == "Rác thải tồn đọng, chưa thu gom"
    assert str(Unit.objects.get(slug="phong-y-te")) == "Phòng Y tế"
    assert str(Question.objects.filter(code="meal_at").first()) == "Ăn lúc nào?"
