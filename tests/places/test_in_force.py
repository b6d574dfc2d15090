"""Which day's wards count."""

from datetime import UTC, date, datetime

from pytest_django import Settings

from backend.places.in_force import day_in_force

LATE_IN_LONDON = datetime(2025, 6, 30, 17, 30, tzinfo=UTC)  # half past midnight of 1 July in Hà Nội


def test_the_setting_decides(settings: Settings) -> None:
    settings.WARDS_ON = date(2024, 12, 31)
    assert day_in_force(LATE_IN_LONDON) == date(2024, 12, 31)


def test_without_a_setting_it_is_the_day_in_the_city(settings: Settings) -> None:
    settings.WARDS_ON = None
    assert day_in_force(LATE_IN_LONDON) == date(2025, 7, 1)
