"""Figures from the 15th of one month to the 14th of the next, as periodic reports of the state often want them.

They are counted from the daily facts and never frozen: each file says so.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.month import Month
from backend.core.text import fold
from backend.indicators import facts, figures
from backend.indicators.documents.body import (
    COUNT,
    SHARE,
    TEXT,
    Body,
    Column,
    Foot,
    Origin,
    Paragraph,
    Row,
    Section,
    Table,
)
from backend.indicators.documents.compose import moment_words
from backend.indicators.documents.issuer import SAMPLE, head, is_sample
from backend.indicators.documents.make import set_in
from backend.indicators.documents.period import Period
from backend.indicators.documents.xlsx import xlsx
from backend.indicators.figures import Figures
from backend.indicators.models import DailyFact, Form, Span
from backend.indicators.query import months_before
from backend.indicators.tally import day_of
from backend.places.models import Ward
from backend.routing.models import Category, Group, Unit
from backend.routing.names import briefly, named

NOT_FROZEN = "KHÔNG PHẢI SỐ CHỐT"
FIRST, LAST = 15, 14  # days of the month
FORMATS = ("xlsx", "csv")  # for what is no document to be signed
_COLUMNS = (
    Column("Nhận được", COUNT, 10),
    Column("Đã tiếp nhận", COUNT, 10),
    Column("Đến hạn", COUNT, 10),
    Column("Xử lý đúng hạn", COUNT, 10),
    Column("Tỷ lệ đúng hạn", SHARE, 12),
    Column("Trễ hạn", COUNT, 10),
    Column("Mở lại", COUNT, 9),
    Column("Từ chối", COUNT, 9),
)
_KEY = ("ward_id", "unit_id", "category_id")
_Cells = Mapping[tuple[int, int, int], Figures]


def days_to(month: Month) -> tuple[date, date]:
    """Return the 15th of the month before and the 14th of ``month``, both included."""
    return months_before(month, 1).first_day.replace(day=FIRST), month.first_day.replace(day=LAST)


def mid_month(month: Month, *, now: datetime) -> Body:
    """Return the figures of the days up to the 14th of ``month`` as of ``now`` (aware). Raises Refused before its end.

    What stands open at a month's end is of no such period. Four statements.
    """
    first, last = days_to(month)
    if day_of(now) <= last:
        raise Refused(_("Kỳ này chưa hết, chưa có số liệu."), field="period", code="not_yet")
    with translation.override("vi"):
        days = f"từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"
        words = (
            f"Số liệu {days}, theo phường, đơn vị, loại việc vào lúc được tính; lập lúc {moment_words(now)} từ các sự "
            "kiện đến lúc ấy. Đây không phải số chốt: số chốt là của tháng dương lịch."
        )
        period = Period(Span.MONTH, month, month)
        marks = ((SAMPLE,) if is_sample(period) else ()) + (NOT_FROZEN,)
        top = head(Form.STATE, period, ward=None, on=day_of(now), marks=marks)
        subject = f"Kết quả tiếp nhận, xử lý phản ánh của người dân {days}"
        return Body(
            form=Form.STATE,
            period=str(month),
            head=replace(top, subject=subject),
            sections=(Section("", 0, (Paragraph(words), _scope(first, last))), *_sections(_cells(first, last))),
            annexes=(),
            foot=Foot((), ()),
            origin=Origin(as_of=moment_words(now), is_provisional=True),
        )


def mid_month_file(month: Month, kind: str, *, now: datetime) -> bytes:
    """Return the same as a file, one of ``FORMATS``, or a document. Without the list of reports: it is of a month."""
    body = mid_month(month, now=now)
    return xlsx(body) if kind == "xlsx" else set_in(body, kind)


def _scope(first: date, last: date) -> Table:
    """Return what the figures are as a table, so that it stands in a CSV file too."""
    rows = (("Tình trạng", NOT_FROZEN), ("Từ ngày", f"{first:%d/%m/%Y}"), ("Đến ngày", f"{last:%d/%m/%Y}"))
    columns = (Column("Phạm vi", TEXT, 30), Column("Giá trị", TEXT))
    return Table("scope", "Phạm vi số liệu", columns, tuple(Row(one) for one in rows))


def _cells(first: date, last: date) -> _Cells:
    rows = DailyFact.objects.filter(day__range=(first, last)).values(*_KEY).annotate(**facts.SUMS).order_by(*_KEY)
    return {
        (ward, unit, category): figures.of(sums) for ward, unit, category, *sums in rows.values_list(*_KEY, *facts.SUMS)
    }


def _sections(cells: _Cells) -> list[Section]:
    categories = {one.pk: one for one in Category.objects.order_by("order", "id")}
    wards = {one.pk: one.title for one in Ward.objects.defer("boundary").order_by("id")}
    units = {one.pk: briefly(one) for one in Unit.objects.order_by("id")}
    tables = (
        ("groups", "Theo lĩnh vực", "Lĩnh vực", lambda key: str(Group(categories[key[2]].group).label)),
        ("wards", "Theo phường", "Phường", lambda key: wards[key[0]]),
        ("units", "Theo đơn vị", "Đơn vị", lambda key: units[key[1]]),
        ("kinds", "Theo loại việc", "Loại việc", lambda key: named(categories[key[2]])),
    )
    return [
        Section(f"{place}. {title}", 2, (Table(code, title, (Column(whose, TEXT, 20), *_COLUMNS), _rows(cells, name)),))
        for place, (code, title, whose, name) in enumerate(tables, start=1)
    ]


def _rows(cells: _Cells, name: Callable[[tuple[int, int, int]], str]) -> tuple[Row, ...]:
    lines: dict[str, Figures] = defaultdict(Figures)
    for key, one in cells.items():
        lines[name(key)] = lines[name(key)].plus(one)
    ordered = sorted(lines.items(), key=lambda line: (fold(line[0]), line[0]))
    return (*(_row(*line) for line in ordered), _row("Tổng cộng", _total(cells.values()), is_total=True))


def _row(name: str, one: Figures, *, is_total: bool = False) -> Row:
    due = (one.resolve_due, one.resolved_on_time, one.resolved_on_time_share, one.late)
    return Row((name, one.received, one.accepted, *due, one.reopened, one.refused), is_total=is_total)


def _total(all_: Iterable[Figures]) -> Figures:
    total = Figures()
    for one in all_:
        total = total.plus(one)
    return total
