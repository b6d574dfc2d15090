"""Working time: office hours, Tết, swapped Saturdays, the district's own exceptions."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from backend.core import edition
from backend.core.models import CalendarException
from backend.core.worktime import (
    Clock,
    add_hours,
    hours_between,
    is_working_day,
    next_opening,
    office_hours_until,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
CITY = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE = Clock.OFFICE
MINUTE = 1 / 60
moments = some.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)).map(lambda naive: naive.replace(tzinfo=CITY))  # noqa: DTZ001  # the zone follows
spans = some.floats(0.01, 400)
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CITY)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 1), False),  # New Year
        (date(2026, 1, 2), False),  # off, worked on Saturday the 10th
        (date(2026, 1, 10), True),
        (date(2026, 2, 13), True),  # the last Friday before Tết
        *[(date(2026, 2, day), False) for day in range(16, 21)],  # Tết
        (date(2026, 2, 23), True),
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), False),
        (date(2026, 8, 22), True),  # a Saturday, worked for Monday the 31st
        (date(2026, 8, 31), False),
        (date(2026, 9, 2), False),
        (date(2026, 11, 24), False),  # Vietnamese Culture Day, new in 2026
        (date(2026, 11, 25), True),
        (date(2026, 11, 28), False),  # a Saturday like any other
        (date(2026, 11, 29), False),
    ],
)
def test_offices_are_open_on_working_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(11, 25, 9), 2, at(11, 25, 11)),
        (at(11, 25, 11), 2, at(11, 25, 14)),  # over noon
        (at(11, 25, 16), 2, at(11, 26, 9)),  # over night
        (at(11, 27, 16), 2, at(11, 30, 9)),  # over a weekend
        (at(11, 25, 8), 8, at(11, 25, 17)),  # ends at closing time, not at the next opening
        (at(11, 25, 8), 4, at(11, 25, 12)),
        (at(11, 25, 17), 1, at(11, 26, 9)),
        (at(11, 25, 3), 1, at(11, 25, 9)),
        (at(11, 25, 12, 30), 1, at(11, 25, 14)),
        (at(11, 28, 10), 1, at(11, 30, 9)),  # begun on a Saturday
        (at(2, 13, 16), 2, at(2, 23, 9)),  # over Tết
        (at(8, 21, 16), 2, at(8, 22, 9)),  # into a worked Saturday
        (at(12, 31, 16), 2, at(1, 4, 9, year=2027)),  # over the year
        (at(11, 25, 9), 0, at(11, 25, 9)),
        (at(11, 25, 18), 0, at(11, 26, 8)),
    ],
)
def test_office_hours_are_added(start: datetime, hours: float, end: datetime) -> None:
    assert add_hours(start, hours, clock=OFFICE) == end


def test_where_life_is_at_risk_the_clock_never_stops() -> None:
    assert add_hours(at(2, 17, 23), 2, clock=Clock.ROUND_THE_CLOCK) == at(2, 18, 1)
    assert hours_between(at(2, 17, 23), at(2, 18, 1), clock=Clock.ROUND_THE_CLOCK) == 2


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (at(11, 25, 9), at(11, 25, 11), 2),
        (at(11, 25, 11), at(11, 25, 14), 2),
        (at(11, 25, 9), at(11, 26, 9), 8),
        (at(2, 13, 16), at(2, 23, 9), 2),
        (at(12, 31, 16), at(1, 4, 9, year=2027), 2),
        (at(11, 28), at(11, 29), 0),
        (at(11, 26), at(11, 25), 0),
    ],
)
def test_office_hours_between_two_moments(start: datetime, end: datetime, hours: float) -> None:
    assert hours_between(start, end, clock=OFFICE) == pytest.approx(hours)


@many
@given(start=moments, hours=spans)
def test_hours_between_undoes_what_was_added(start: datetime, hours: float) -> None:
    assert hours_between(start, add_hours(start, hours, clock=OFFICE), clock=OFFICE) == pytest.approx(hours, abs=1e-5)


@many
@given(start=moments, hours=spans)
def test_a_deadline_falls_into_office_hours(start: datetime, hours: float) -> None:
    end = add_hours(start, hours, clock=OFFICE)
    since_midnight = timedelta(hours=end.hour, minutes=end.minute, seconds=end.second, microseconds=end.microsecond)
    assert is_working_day(end.date())
    assert any(timedelta(hours=opens) < since_midnight <= timedelta(hours=opens + 4) for opens in (8, 13))


@many
@given(start=moments, first=spans, second=spans)
def test_two_spans_one_after_the_other_are_one_long_span(start: datetime, first: float, second: float) -> None:
    in_two = add_hours(add_hours(start, first, clock=OFFICE), second, clock=OFFICE)
    in_one = add_hours(start, first + second, clock=OFFICE)
    assert hours_between(start, in_two, clock=OFFICE) == pytest.approx(
        hours_between(start, in_one, clock=OFFICE), abs=1e-5
    )


@many
@given(a=moments, b=moments, c=moments)
def test_time_between_adds_up(a: datetime, b: datetime, c: datetime) -> None:
    first, second, third = sorted((a, b, c))
    whole = hours_between(first, third, clock=OFFICE)
    parts = hours_between(first, second, clock=OFFICE) + hours_between(second, third, clock=OFFICE)
    assert whole == pytest.approx(parts, abs=1e-5)


@many
@given(starts=some.lists(moments, min_size=1, max_size=20), end=moments)
def test_hours_until_one_end_are_the_hours_between(starts: list[datetime], end: datetime) -> None:
    until = office_hours_until(end)
    assert [until(start) for start in starts] == [hours_between(start, end, clock=OFFICE) for start in starts]


def test_the_next_opening() -> None:
    assert next_opening(at(11, 25, 7)) == at(11, 25, 8)
    assert next_opening(at(11, 25, 12)) == at(11, 25, 13)
    assert next_opening(at(11, 25, 16, 59)) == at(11, 25, 16, 59)
    assert next_opening(at(11, 25, 17)) == at(11, 26, 8)
    assert next_opening(at(2, 16, 9)) == at(2, 23, 8)


def test_moments_of_other_zones_are_the_citys() -> None:
    assert add_hours(datetime(2026, 11, 25, 2, tzinfo=UTC), 1, clock=OFFICE) == at(11, 25, 10)


def test_a_moment_without_a_zone_and_a_span_below_zero_are_refused() -> None:
    naive = datetime(2026, 11, 25, 9)  # noqa: DTZ001  # the point of the test
    with pytest.raises(ValueError, match="without a time zone"):
        add_hours(naive, 1, clock=OFFICE)
    with pytest.raises(ValueError, match="without a time zone"):
        hours_between(naive, at(11, 25), clock=OFFICE)
    with pytest.raises(ValueError, match="-1"):
        add_hours(at(11, 25), -1, clock=OFFICE)


def test_the_districts_calendar_has_the_last_word() -> None:
    CalendarException.objects.create(
        day=date(2026, 11, 25), works=False, reason="Mất điện toàn quận", source="Thông báo"
    )
    CalendarException.objects.create(day=date(2026, 11, 28), works=True, reason="Làm bù", source="Thông báo")
    edition.changed()
    assert add_hours(at(11, 25, 9), 1, clock=OFFICE) == at(11, 26, 9)
    assert add_hours(at(11, 27, 16), 2, clock=OFFICE) == at(11, 28, 9)
