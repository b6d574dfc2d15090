"""What each report was counted for, month by month: written with the daily facts, read for the lists behind them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from backend.indicators import facts
from backend.indicators.facts import MEASURES
from backend.indicators.models import ReportMonth
from backend.indicators.seals import of_month, text
from backend.indicators.tally import WHY, Fact, Tally
from backend.indicators.upsert import Value, upsert

_KEY = ("report_id", "first_day", "ward_id", "unit_id", "category_id")
SEALED = ("ward_id", "unit_id", "category_id", "reason", *MEASURES)
_Place = tuple[date, int, int, int]


def keep(counted: Sequence[tuple[int, Tally]], *, known: Collection[int], heads: Mapping[int, str]) -> None:
    """Write what each report (by its id) counts for, each month under its seal; of those ``known`` what stood goes.

    ``heads``: of each report's chain, the hash of the last event that was read. Call it in the transaction that writes
    the daily facts. Two statements.
    """
    if known:
        ReportMonth.objects.filter(facts.of(sorted(known)), report__in=known).delete()
    as_day = connection.ops.adapt_datefield_value
    rows: list[tuple[Value, ...]] = []
    for report, told in counted:
        for first_day, found in rows_of(told.facts).items():
            seal = of_month(report, heads[report], first_day, texts_of(first_day, found, told))
            rows += [(report, as_day(first_day), *row, seal) for row in found]
    upsert(ReportMonth, rows, columns=("report_id", "first_day", *SEALED, "seal"), key=_KEY)


def texts_of(first_day: date, rows: Iterable[Sequence[Value]], told: Tally) -> list[str]:
    """Return the text of each of ``rows`` of one report in the month that begins on ``first_day``.

    That of the month it was sent in covers how long it took as well.
    """
    sent = timezone.localtime(told.course.sent_at).date() if told.course else None
    course = facts.course_of(told) if sent and sent.replace(day=1) == first_day else ()
    return [text((*row, *course)) for row in rows]


def rows_of(counted: Counter[Fact]) -> Mapping[date, list[tuple[Value, ...]]]:
    """Return the rows (columns ``SEALED``) that what one report counted for makes, by the first day of their month."""
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
    place = ("first_day", *SEALED[:3])
    rows = ReportMonth.objects.order_by(*place).values(*place).annotate(**facts.SUMS)
    for first_day, ward, unit, category, *numbers in rows.values_list(*place, *facts.SUMS):
        for measure, number in zip(MEASURES, numbers, strict=True):
            counted[Fact(first_day, ward, unit, category, measure)] += number
    whys = ReportMonth.objects.filter(refused__gt=0).order_by(*place, "reason").values(*place, "reason")
    for *where, reason, number in whys.annotate(all=Sum("refused")).values_list(*place, "reason", "all"):
        first_day, ward, unit, category = where
        counted[Fact(first_day, ward, unit, category, f"{WHY}{reason}")] += number
    return +counted
