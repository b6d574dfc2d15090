"""A change of wards that is asked for wrongly, twice at once, at a border, or over months that are closed."""

import json
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from backend.accounts.actor import Staff
from backend.accounts.models import Membership, Role, SettingChange
from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators.close import close
from backend.indicators.models import FrozenFigure
from backend.indicators.rollup import fold
from backend.indicators.verify_month import verify_month
from backend.places.geometry import Point
from backend.places.locate import locate
from backend.places.models import Ward
from backend.registers.ward_change import NotBack, change_wards
from backend.reports.models import Event, Kind, Report
from backend.reports.verify import verify_history
from tests.registers.test_ward_change import JANUARY, JULY, administrator, change, unit
from tests.reports.filing import CITY, NOW, filed, officer
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.parametrize("on", [date(2024, 12, 31), JANUARY, date(2025, 6, 30)])
def test_no_slip_of_the_year_takes_reports_back_to_wards_that_are_over(on: date, settings: Settings) -> None:
    settings.WARDS_ON = JULY
    report = filed()
    for dry_run in (True, False):
        with pytest.raises(NotBack):
            change(on=on, dry_run=dry_run)
    with pytest.raises(CommandError, match="không chuyển ngược"):
        call_command("change_wards", on=on)
    report.refresh_from_db()
    assert (report.ward.valid_from, report.event_count) == (JULY, 1)
    assert change(on=date(2031, 1, 1)).is_nothing  # no later set is known: those in force go on


def test_who_changed_too_early_goes_back_to_the_wards_that_are_in_force() -> None:
    report = filed()
    before = (report.ward_id, report.unit_id)
    change(on=JULY)
    change(on=date(2024, 12, 31))
    report.refresh_from_db()
    assert (report.ward_id, report.unit_id) == before
    assert not list(verify_history())


def test_a_report_exactly_at_the_border_goes_where_the_preview_said_and_where_a_new_one_goes() -> None:
    wards = Ward.objects.filter(valid_from=JULY).order_by("code")
    corners = [_corners(ward) for ward in wards]
    shared = sorted(
        corner
        for number, some in enumerate(corners)
        for corner in some
        if any(corner in others for others in corners[number + 1 :])
    )
    lon, lat = next(corner for corner in shared if _is_inside(corner))
    report = filed(lat=lat, lon=lon)
    shown = change(dry_run=True)
    assert change() == shown
    report.refresh_from_db()
    assert report.ward_id == locate(Point(lat, lon), on=JULY).ward.pk
    assert report.near_boundary


def test_a_closed_month_stays_as_it_was_closed_and_what_is_open_moves_on() -> None:
    sent = datetime(2026, 10, 5, 9, 0, tzinfo=CITY)
    report = filed(now=sent)
    closed = close(Month(2026, 10), by=Staff(officer(None, Role.PROGRAMME_OFFICE)), now=NOW)
    rows = list(FrozenFigure.objects.filter(closed=closed).order_by("id").values())
    assert rows
    change()
    fold(NOW + timedelta(hours=2))
    assert list(FrozenFigure.objects.filter(closed=closed).order_by("id").values()) == rows
    assert list(verify_month()) == []
    report.refresh_from_db()
    assert report.ward.valid_from == JULY


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city", "own_tables")
@pytest.mark.database
def test_two_who_change_at_once_move_each_report_and_person_once() -> None:
    for _number in range(3):
        filed()
    officer(unit("ubnd-ngoc-lam"))
    wanted = change(dry_run=True)
    by = administrator()
    found = together([partial(change_wards, on=JULY, by=by, now=NOW + timedelta(hours=1))] * 2)
    assert sum(one.reports for one in found) == wanted.reports  # type: ignore[attr-defined]  # or it was refused
    assert Event.objects.filter(kind=Kind.REROUTED).count() == Report.objects.count() == 3
    posts = Membership.objects.values_list("user", "unit", "role")
    assert len(set(posts)) == len(posts)
    assert SettingChange.objects.count() == len({name for name, _former, _unit in wanted.people})
    assert not list(verify_history())


def _corners(ward: Ward) -> set[tuple[float, float]]:
    found: set[tuple[float, float]] = set()

    def take(part: list[object]) -> None:
        if isinstance(part[0], float | int):
            found.add((float(str(part[0])), float(str(part[1]))))
            return
        for one in part:
            assert isinstance(one, list)
            take(one)

    take(json.loads(ward.boundary)["coordinates"])
    return found


def _is_inside(corner: tuple[float, float]) -> bool:
    """Whether the corner lies in a ward of the 14 as well, so that a report is taken there today."""
    lon, lat = corner
    around = [Point(lat + north, lon + east) for north in (-1e-4, 1e-4) for east in (-1e-4, 1e-4)]
    try:
        return all(locate(one, on=date(2024, 12, 31)).ward for one in around)
    except Refused:
        return False
