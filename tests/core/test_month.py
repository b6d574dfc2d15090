"""Calendar months of the city."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.core.month import Month

days = some.dates(date(1900, 1, 1), date(2900, 1, 1))


def test_a_month_is_written_as_a_year_and_a_number() -> None:
    assert str(Month.parse("2026-02")) == "2026-02"
    assert Month.parse("2026-02").last_day == date(2026, 2, 28)
    assert Month.parse("2026-12").next == Month(2027, 1)
    assert Month.parse("2026-10") < Month.parse("2026-11")


@pytest.mark.parametrize(
    "written", ["", "2026", "2026-13", "2026-00", "26-01", "2026-1", "2026-01-01", "2026-01\n", "２０２６-01"]
)
def test_anything_else_is_no_month(written: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Month.parse(written)


def test_a_month_begins_at_the_citys_midnight() -> None:
    assert Month(2026, 11).starts_at == datetime(2026, 11, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@given(days)
def test_every_day_lies_in_its_month(day: date) -> None:
    month = Month.of(day)
    assert month.first_day <= day <= month.last_day < month.next.first_day
    assert Month.parse(str(month)) == month
