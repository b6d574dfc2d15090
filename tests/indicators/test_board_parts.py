"""The parts of the board: signs beside figures, units in order, trends with targets, and what needs a decision."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.board import Line, Standing, board
from backend.indicators.close import close
from backend.indicators.decisions import decisions
from backend.indicators.facts import ADDED
from backend.indicators.figures import Figures
from backend.indicators.heat import Level, heat, level_of
from backend.indicators.league import league
from backend.indicators.models import ClosedMonth, FrozenFigure, Zone
from backend.indicators.page import ENDS, page
from backend.indicators.place_cuts import place_cut
from backend.indicators.query import months_before
from backend.indicators.rollup import fold
from backend.indicators.trend import trend
from backend.indicators.ward_map import ward_map
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.places.models import Ward
from backend.reports.models import Report, Status
from backend.routing.models import Category, Unit
from tests.indicators.day_facts import day_fact
from tests.indicators.documents.made import AFTER
from tests.indicators.entered import entered
from tests.reports.filing import NOW, filed, moved, officer, staff
from tests.unguarded import unguarded

NOVEMBER = Month(2026, 11)
LATER = AFTER + timedelta(days=40)


def line(name: str, *, on_time: int, late: int) -> Line:
    return Line(name, name, Figures(resolved_on_time=on_time, late=late), Figures(), Standing())


def test_a_share_is_marked_where_it_lies_two_points_from_the_district_s() -> None:
    assert level_of(0.9, 0.8, 40, is_good_high=True) is Level.BETTER
    assert level_of(0.9, 0.8, 40, is_good_high=False) is Level.WORSE
    assert level_of(0.81, 0.8, 40, is_good_high=True) is Level.EVEN
    assert level_of(0.1, 0.8, 4, is_good_high=True) is Level.NONE
    assert level_of(None, 0.8, 40, is_good_high=True) is Level.NONE
    assert (Level.BETTER.sign, Level.WORSE.sign) == ("✓", "!")


def test_units_stand_in_order_with_ties_and_those_with_too_few_come_last() -> None:
    lines = [line("a", on_time=5, late=5), line("b", on_time=9, late=1), line("c", on_time=10, late=10)]
    few, idle = line("d", on_time=9, late=0), line("e", on_time=0, late=0)
    placed = league([*lines, few, idle])
    assert [(one.place, one.line.name) for one in placed] == [(1, "b"), (2, "a"), (2, "c"), (None, "d")]


def test_a_trend_breaks_where_there_are_no_data_and_has_its_target_s_line() -> None:
    months = [months_before(NOVEMBER, ago) for ago in range(4)][::-1]
    drawn = trend("2.5.4", list(zip(months, (4.0, None, 2.0, 1.0), strict=True)), target=0)
    assert len(drawn.paths) == 2
    assert drawn.target_y == drawn.base
    assert (drawn.points[0].y, drawn.top, drawn.last.label) == (14.0, 4.0, "11/26")
    assert trend("received", [(NOVEMBER, None)]).paths == ()


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
@pytest.mark.database
class TestOfTheCity:
    def test_the_running_month_sets_what_is_open_beside_the_end_of_the_month_before(self) -> None:
        ward = Ward.objects.get(slug="ngoc-lam", valid_from="2004-01-01")
        unit, category = Unit.objects.order_by("id")[0], Category.objects.get(code="household_waste")
        zone = Zone.objects.create(key="of the test", of_14=ward)
        ends = {"open_at_end": 7, "overdue_at_end": 2, "received": 9}
        day_fact(date(2026, 10, 31), ward=ward, unit=unit, category=category, zone=zone, **ends)
        filed()
        shown = board(NOVEMBER, wards=[ward], now=NOW)
        assert shown.total.before.received == 0  # of the same days: up to 25 October
        cells = {cell.figure: cell for cell in heat(shown).rows[0].cells}
        assert (cells["open"].part, cells["open"].change) == (1, -6)
        whole = board(Month(2026, 10), wards=[ward], now=NOW)
        assert {cell.figure: cell.part for cell in heat(whole).rows[0].cells}["open_at_end"] == 7

    def test_a_month_frozen_before_there_were_such_figures_says_so_and_no_zero(
        self, client: Client, settings: Settings
    ) -> None:
        settings.STAFF_MFA = "optional"
        moved(filed(), Status.ACCEPTED, Status.RESOLVED)
        filed()
        closed = close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=AFTER)
        with unguarded("%"):
            ClosedMonth.objects.filter(pk=closed.pk).update(edition=1)
            FrozenFigure.objects.update(**dict.fromkeys(ADDED, 0))
        shown = board(NOVEMBER, wards=[], now=AFTER)
        cells = {cell.figure: cell for cell in heat(shown).total.cells}
        assert {code for code, cell in cells.items() if cell.part is None} == {
            "open_at_end", "overdue_at_end", "without_photo"
        }  # fmt: skip
        assert (cells["received"].part, cells["without_photo"].share) == (2, None)
        fold(LATER)
        after = {cell.figure: cell for cell in heat(board(NOVEMBER.next, wards=[], now=LATER)).total.cells}
        assert (after["open_at_end"].part, after["open_at_end"].change, after["received"].change) == (1, None, -2)
        made = page("2026-11", reader=officer(None, Role.LEADER), now=AFTER)
        ends = [one.last.value for one in made["trends"] if one.code in ENDS]  # type: ignore[attr-defined]  # a page's parts are objects
        assert ends == [None, None]
        client.force_login(officer(None, Role.LEADER))
        answer = client.get("/programme/?month=2026-11")
        assert answer.content.decode().count("chưa có số liệu") > 10

    def test_what_needs_a_decision_is_counted(self) -> None:
        late, urgent, often = filed(now=NOW - timedelta(days=60)), filed(category="tree_danger"), filed()
        Report.objects.filter(pk=often.pk).update(transfer_count=3)
        entered()
        fold(NOW)
        found = decisions(officer(None, Role.LEADER), now=NOW)
        assert found.reports == {"passed_often": 1, "long_overdue": 1, "urgent_open": 1}
        assert (found.values, found.proposals, found.alerts) == (1, 0, ())
        assert found.months == (Month(2026, 9), Month(2026, 10))
        assert not found.is_empty
        assert {late.is_open, urgent.is_open} == {True}

    def test_nothing_to_decide_is_said(self, client: Client, settings: Settings) -> None:
        settings.STAFF_MFA = "optional"
        client.force_login(officer(None, Role.LEADER))
        assert "Không có việc nào chờ quyết định." in client.get("/programme/").content.decode()

    def test_a_month_is_cut_by_street_and_channel_and_each_number_opens(
        self, client: Client, settings: Settings
    ) -> None:
        settings.STAFF_MFA = "optional"
        client.force_login(officer(None, Role.LEADER))
        solved = moved(filed(), Status.ACCEPTED, Status.RESOLVED)
        fold(NOW + timedelta(hours=1))
        [by_street], [by_channel] = place_cut(NOVEMBER, "street").lines, place_cut(NOVEMBER, "channel").lines
        assert solved.street is not None
        assert (by_street.name, dict(by_street.numbers)["resolved"]) == (solved.street.name, 1)
        assert by_channel.key == "web"
        [nowhere] = place_cut(NOVEMBER, "hotspot" if solved.hotspot is None else "site").lines
        assert nowhere.key == "none"
        page = client.get("/programme/cuts?month=2026-11&by=street").content.decode()
        assert f"figure=received&amp;month=2026-11&amp;street={by_street.key}" in page
        for place in (f"street={by_street.key}", "channel=web", "site=none"):
            listed = client.get(f"/programme/reports?figure=received&month=2026-11&{place}").content.decode()
            assert solved.code in listed
        assert client.get("/programme/cuts?by=moon").status_code == 404

    def test_the_map_draws_the_wards_in_force_with_their_numbers_and_where_reports_lie(self) -> None:
        filed()
        wards = wards_in_force(day_in_force(NOW))
        drawn = ward_map(wards, {wards[0].pk: 5}, month=NOVEMBER)
        assert [one.number for one in drawn.wards] == [5] + [0] * (len(wards) - 1)
        assert (drawn.wards[0].step, drawn.wards[1].step, len(drawn.dots)) == (4, 1, 1)
        assert all(one.shape.path.startswith("M") for one in drawn.wards)
        assert all(0 <= dot.x <= drawn.width and 0 <= dot.y <= drawn.height for dot in drawn.dots)

    def test_the_board_s_colours_always_come_with_a_sign_and_its_drawings_with_a_table(
        self, client: Client, settings: Settings
    ) -> None:
        settings.STAFF_MFA = "optional"
        client.force_login(officer(None, Role.LEADER))
        for _ in range(6):
            filed(now=NOW - timedelta(days=40))
        fold(NOW)
        page = client.get("/programme/", {"month": "2026-10"}).content.decode()
        assert page.count('<svg class="board-map"') == 1
        assert "Số liệu của các đường trên" in page
        for cell in page.split("<td")[1:]:
            inside = cell.split("</td>")[0]
            assert ("heat-worse" in inside) == ("!</span>" in inside)
            assert ("heat-better" in inside) == ("✓</span>" in inside)
        assert "style=" not in page
