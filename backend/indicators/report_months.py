"""What each report was counted for, month by month: written with the daily facts, read for the lists behind them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db import connection

from backend.indicators import facts
from backend.indicators.facts import MEASURES
from backend.indicators.models import ReportMonth
from backend.indicators.tally import WHY, Fact, Tally
from backend.indicators.upsert import Value, upsert

_KEY = ("report_id", "first_day", "ward_id", "unit_id", "category_id")
_Place = tuple[date, int, int, int]


def keep(counted: Sequence[tuple[int, Tally]], *, known: Collection[int]) -> None:
    """Write what each report (by its id) counts for; of those ``known`` from before, what stood there goes.

    Call it in the transaction that writes the daily facts. Two statements.
    """
    if known:
        ReportMonth.objects.filter(facts.of(sorted(known)), report__in=known).delete()
    rows = [row for report, tally in counted for row in _rows(report, tally.facts)]
    upsert(ReportMonth, rows, columns=(*_KEY, "reason", *MEASURES), key=_KEY)


def _rows(report: int, counted: Counter[Fact]) -> list[tuple[Value, ...]]:
    numbers: dict[_Place, Counter[str]] = defaultdict(Counter)
    reasons: dict[_Place, str] = {}
    for fact, number in counted.items():
        place = (fact.day.replace(day=1), *fact[1:4])
        if number and fact.measure.startswith(WHY):
            reasons[place] = fact.measure.removeprefix(WHY)
        elif number:
            numbers[place][fact.measure] += number
    as_day = connection.ops.adapt_datefield_value
    return [
        (report, as_day(place[0]), *place[1:], reasons.get(place, ""), *(found[name] for name in MEASURES))
        for place, found in sorted(numbers.items())
    ]
