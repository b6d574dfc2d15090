"""Every cell of twelve months: the board, the list behind it and a recount by SQL of its own say the same number."""

from collections import Counter

import pytest

from backend.core.month import Month
from backend.indicators.behind import Cell, behind
from backend.indicators.facts import MEASURES, all_facts
from backend.indicators.models import ReportMonth
from backend.indicators.query import Scope, source_of, sums_of
from tests.indicators.recount_by_sql import Key, recount
from tests.indicators.twelve_months import NOW, a_year

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
