"""What each report was counted for, month by month: written with the facts, read for the lists behind them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db import connection
from django.db.models import Sum

from backend.core.month import Month
from backend.indicators import facts
from backend.indicators.counting import Key, Rows, filled
from backend.indicators.facts import MEASURES
from backend.indicators.models import ReportMonth
from backend.indicators.tally import WHY, Fact, Tally
from backend.indicators.upsert import Value, upsert

_KEY = ("report_id", "first_day", "ward_id", "unit_id", "category_id")
COUNTED = ("ward_id", "unit_id", "category_id", "reason", *MEASURES)
_Place = tuple[date, int, int, int]


def keep(counted: Sequence[tuple[int, Tally]], *, known: Collection[int]) -> None:
    """Write what each report (by its id) counts for, month by month; of those ``known`` what stood goes.

    Call it in the transaction that writes the facts. Two statements.
    """
    if known:
        ReportMonth.objects.filter(facts.of(sorted(known)), report__in=known).delete()
    as_day = connection.ops.adapt_datefield_value
    rows: list[tuple[Value, ...]] = []
    for report, told in counted:
        for first_day, found in rows_of(told.facts).items():
            rows += [(report, as_day(first_day), *row) for row in found]
    upsert(ReportMonth, rows, columns=("report_id", "first_day", *COUNTED), key=_KEY)


def rows_of(counted: Counter[Fact]) -> Mapping[date, list[tuple[Value, ...]]]:
    """Return the rows (columns ``COUNTED``) that what one report counted for makes, by the first day of their month."""
    numbers: dict[_Place, Counter[str]] = defaultdict(Counter)
    reasons: dict[_Place, str] = {}
    for fact, number in counted.items():
        place = (fact.day.replace(day=1), *fact[1:4])
        if number and fact.measure.startswith(WHY):
            reasons[place] = fact.measure.removeprefix(WHY)
        elif number:
            numbers[place][fact.measure] += number
    rows: dict[date, list[tuple[Value, ...]]] = defaultdict(list)
    for place, found in sorted(numbers.items()):
        rows[place[0]].append((*place[1:], reasons.get(place, ""), *(found[name] for name in MEASURES)))
    return rows


def all_facts() -> Counter[Fact]:
    """Return all that the reports count for, month by month; of each, ``day`` is the first day. Two statements."""
    counted: Counter[Fact] = Counter()
    place = ("first_day", *COUNTED[:3])
    rows = ReportMonth.objects.order_by(*place).values(*place).annotate(**facts.SUMS)
    for first_day, ward, unit, category, *numbers in rows.values_list(*place, *facts.SUMS):
        for measure, number in zip(MEASURES, numbers, strict=True):
            counted[Fact(first_day, ward, unit, category, measure)] += number
    whys = ReportMonth.objects.filter(refused__gt=0).order_by(*place, "reason").values(*place, "reason")
    for *where, reason, number in whys.annotate(all=Sum("refused")).values_list(*place, "reason", "all"):
        first_day, ward, unit, category = where
        counted[Fact(first_day, ward, unit, category, f"{WHY}{reason}")] += number
    return +counted


def differing(month: Month, rows: Rows) -> set[Key]:
    """Return where the sums of the lists behind ``month`` are not those of ``rows``. Two statements."""
    behind = ReportMonth.objects.filter(first_day=month.first_day)
    place = COUNTED[:3]
    there: dict[Key, Counter[str]] = defaultdict(Counter)
    for ward, unit, category, *numbers in behind.values_list(*place).annotate(**facts.SUMS).order_by(*place):
        there[ward, unit, category].update(dict(zip(MEASURES, numbers, strict=True)))
    whys = behind.filter(refused__gt=0).values_list(*place, "reason").annotate(all=Sum("refused"))
    for ward, unit, category, reason, number in whys.order_by(*place, "reason"):
        there[ward, unit, category][f"{WHY}{reason}"] += number
    listed = filled(there)
    counted = {key: {name: n for name, n in found.items() if _is_listed(name)} for key, found in rows.items()}
    return {key for key in listed.keys() | counted.keys() if listed.get(key, {}) != counted.get(key, {})}


def _is_listed(name: str) -> bool:
    return name.startswith(WHY) or ":" not in name
