"""Working time in whole seconds gives the answers of core.worktime."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random

import pytest

from backend.core import worktime
from backend.core.worktime import Clock
from backend.demo.chain import stored
from backend.demo.office import Office, day_of, midnight, working_days

FIRST, LAST = date(2025, 10, 1), date(2026, 12, 31)  # with a Tết and a swapped Saturday
pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def office() -> Office:
    return Office(working_days(FIRST, LAST))


def moments(number: int) -> Iterator[int]:
    rng = Random(11)  # noqa: S311  # moments to try
    begin, end = midnight(date(2025, 11, 1)), midnight(date(2026, 10, 1))
    edges = [begin + hour * 3600 for hour in (8, 12, 13, 17)]
    yield from edges
    for _ in range(number):
        yield rng.randrange(begin, end)


def aware(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, UTC)


def test_hours_are_added_as_the_deadlines_add_them(office: Office) -> None:
    for moment in moments(150):
        for hours in (0, 1, 4, 8, 24, 168):
            expected = worktime.add_hours(aware(moment), hours, clock=Clock.OFFICE)
            assert office.add(moment, hours * 3600) == expected.timestamp()


def test_hours_between_are_counted_as_everywhere(office: Office) -> None:
    starts = list(moments(60))
    for start, end in zip(starts, reversed(starts), strict=True):
        expected = worktime.hours_between(aware(start), aware(end), clock=Clock.OFFICE)
        assert office.between(start, end) == round(expected * 3600)


def test_before_the_first_day_the_first_opening_is_next(office: Office) -> None:
    assert office.next_opening(midnight(FIRST) - 86_400) == midnight(FIRST) + 8 * 3600
    assert office.worked(midnight(FIRST) - 86_400) == 0


def test_a_moment_is_stored_in_utc() -> None:
    assert stored(midnight(date(2026, 11, 25))) == "2026-11-24 17:00:00"
    assert stored(None) is None
    assert day_of(midnight(date(2026, 11, 25))) == date(2026, 11, 25)
