"""Every cell of twelve months: the board, the list behind it and a recount by SQL of its own say the same number."""

from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.behind import Cell, behind
from backend.indicators.board import board
from backend.indicators.facts import MEASURES
from backend.indicators.fed import with_feeds
from backend.indicators.fed_wards import fed_columns
from backend.indicators.indicator_page import month_of
from backend.indicators.models import Indicator, Measure, ReportMonth
from backend.indicators.query import Scope, source_of, sums_of
from backend.indicators.reports_behind import reports_behind
from tests.indicators.cells import compare, from_facts
from tests.indicators.recount_by_sql import Key, recount
from tests.indicators.twelve_months import NOW, a_year
from tests.reports.filing import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
YEAR = Scope(first=Month(2025, 12), last=Month(2026, 11))


@pytest.fixture
def recounted() -> Counter[Key]:
    a_year(300)
    return recount(NOW)


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
    compared = compare(client, YEAR.months, recounted, now=NOW, empty_ones=20)
    assert compared.differences == []
    assert compared.seen > 12 * 300  # wards, fields and units by figures, and 24 months
    assert compared.opened > compared.seen / 10


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
