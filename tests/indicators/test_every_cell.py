"""Every cell of twelve months: the board, the list behind it and a recount by SQL of its own say the same number."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.behind import Cell, behind
from backend.indicators.board import board
from backend.indicators.facts import MEASURES, all_facts
from backend.indicators.fed import with_feeds
from backend.indicators.fed_wards import fed_columns
from backend.indicators.indicator_page import month_of
from backend.indicators.models import Indicator, Measure, ReportMonth
from backend.indicators.query import Scope, source_of, sums_of
from backend.indicators.reports_behind import reports_behind
from backend.routing.models import Category
from tests.indicators.recount_by_sql import Key, recount
from tests.indicators.twelve_months import NOW, a_year
from tests.reports.filing import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
YEAR = Scope(first=Month(2025, 12), last=Month(2026, 11))


@pytest.fixture
def recounted() -> Counter[Key]:
    a_year(300)
    return recount(NOW)


def from_facts() -> Counter[Key]:
    """Return what the board reads, refusals by reason as well."""
    found: Counter[Key] = Counter()
    for fact, number in all_facts().items():
        found[f"{Month.of(fact.day)}", fact.ward, fact.unit, fact.category, fact.measure] += number
    return found


def test_facts_lists_and_a_recount_by_sql_say_the_same_of_every_cell(recounted: Counter[Key]) -> None:
    assert {key[4].partition(":")[0] for key in recounted} == set(MEASURES)  # each happens at least once in the year
    assert from_facts() == recounted
    listed: Counter[Key] = Counter()
    for row in ReportMonth.objects.all():
        place = f"{row.first_day:%Y-%m}", row.ward_id, row.unit_id, row.category_id
        listed.update({(*place, measure): getattr(row, measure) for measure in MEASURES})
        listed.update({(*place, f"refused:{row.reason}"): row.refused})
    assert +listed == recounted
    by_board = {
        (str(Month.of(first)), ward): sums for first, ward, *sums in sums_of(source_of(YEAR), "month", "ward_id")
    }
    for (month, ward), sums in by_board.items():
        for measure, number in zip(MEASURES, sums, strict=True):
            cell = Cell(month=Month.parse(month), figure=measure, ward=ward)
            assert behind(cell, now=NOW).number == number


def test_every_number_on_the_board_is_the_count_of_its_list_and_of_the_recount(
    recounted: Counter[Key], client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STAFF_MFA = "optional"
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client.force_login(officer(None, Role.LEADER))
    groups = dict(Category.objects.values_list("pk", "group"))
    by_figure: dict[tuple[str, str], list[tuple[Key, int]]] = defaultdict(list)
    for key, number in recounted.items():
        by_figure[key[0], key[4]].append((key, number))
    seen = opened = 0
    for month in YEAR.months:
        page = client.get("/programme/", {"month": str(month)}).content.decode()
        for cell, number in cells_of(page):
            assert (told_by_sql(cell) if cell.is_now else told(cell, by_figure, groups)) == number, cell
            if number or seen % 20 == 0:  # an empty list is opened now and then
                assert behind(cell, now=NOW).number == number, cell
                opened += 1
            seen += 1
    assert seen > 12 * 300  # wards, fields and units by figures, and 24 months
    assert opened > seen / 10


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize("month", [Month(2026, 9), Month(2026, 11)])
def test_every_number_of_an_indicator_in_a_ward_is_the_count_of_its_list(month: Month) -> None:
    a_year(200)
    shown = board(month, wards=[], now=NOW)
    indicators = with_feeds(Indicator.objects.exclude(how="none").order_by("id")).prefetch_related("targets")
    wards = [line.key for line in shown.wards if isinstance(line.key, int)]
    columns = fed_columns(indicators, wards, shown.by_kind, month=month, now=NOW)
    assert sum(cell.number for column in columns for cell in column.cells.values()) > 5
    for column in columns:
        value = month_of(column.indicator, month, now=NOW)
        for ward, cell in column.cells.items():
            assert reports_behind(column.indicator, value, now=NOW, ward=ward).count() == cell.number
            if cell.whole:
                listed = reports_behind(column.indicator, value, now=NOW, ward=ward, on_time=True)
                assert listed.count() == cell.part
        if value.part is not None and column.measure == value.measure != Measure.WARDS:
            assert column.total == value.part


def cells_of(page: str) -> list[tuple[Cell, int]]:
    """Return every number of a page that opens a list, with what it opens."""
    found: dict[str, tuple[Cell, int]] = {}
    for address, written in re.findall(r'href="/programme/reports\?([^"]+)">([\d.]+)<', page):
        asked = {name: one for name, [one] in parse_qs(unescape(address)).items()}
        month, figure = Month.parse(asked["month"]), asked["figure"]
        ward, unit = (int(asked[name]) if name in asked else None for name in ("ward", "unit"))
        cell = Cell(month=month, figure=figure, ward=ward, unit=unit, group=asked.get("group"))
        found[address] = cell, int(written.replace(".", ""))
    return list(found.values())


def told(cell: Cell, by_figure: Mapping[tuple[str, str], list[tuple[Key, int]]], groups: dict[int, str]) -> int:
    """Return what the recount says of ``cell``."""
    measures = ("resolved_on_time", "late") if cell.figure == "resolve_due" else (cell.figure,)
    return sum(
        number
        for measure in measures
        for (_month, ward, unit, category, _measure), number in by_figure.get((str(cell.month), measure), ())
        if cell.ward in {None, ward} and cell.unit in {None, unit} and cell.group in {None, groups[category]}
    )


def told_by_sql(cell: Cell) -> int:
    """Return what the reports say of a figure as of now."""
    late = "resolve_by <= %s AND status <> 'needs_info'"
    where: dict[str, tuple[str, list[str | int | datetime]]] = {
        "open": ("1 = 1", []),
        "overdue": (late, [NOW]),
        "long_overdue": (late, [NOW - timedelta(days=14)]),
        "passed_often": ("transfer_count >= 3", []),
        "urgent_open": ("level = 'urgent'", []),
    }
    words, values = where[cell.figure]
    for name in ("ward", "unit"):
        if key := getattr(cell, name):
            words, values = f"{words} AND {name}_id = %s", [*values, key]
    if cell.group:
        words, values = f'{words} AND "group" = %s', [*values, cell.group]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM reports_report WHERE is_open AND screening = 'clear' AND {words}",  # noqa: S608  # our own words
            values,
        )
        return int(cursor.fetchone()[0])
