"""The annexes: figures by ward and kind, what is overdue, what each figure means, what was corrected since."""

from backend.core.month import Month
from backend.indicators.definitions import COMMON, DEFINITIONS
from backend.indicators.documents import sentences
from backend.indicators.documents.body import COUNT, RATE, SHARE, TEXT, Column, Paragraph, Row, Section, Table
from backend.indicators.documents.matters import listed
from backend.indicators.documents.numbers import Line, Numbers
from backend.indicators.documents.then_open import OpenThen
from backend.indicators.models import ClosedMonth, FrozenFigure
from backend.indicators.query import months_before
from backend.indicators.tally import day_of
from backend.indicators.words import date_words, number

MOST_OVERDUE = 300  # in one document; the whole list is the inbox's
_LOOKED_BACK = 12  # months whose corrections are told


def sections(found: Numbers) -> tuple[Section, ...]:
    """Return the four annexes."""
    return (
        Section("Phụ lục 1. Số liệu theo phường và loại việc", 1, (_by_ward_and_kind(found), _ranked(found))),
        Section("Phụ lục 2. Danh mục phản ánh quá hạn", 1, _overdue(found)),
        Section("Phụ lục 3. Định nghĩa các chỉ số", 1, (Paragraph(str(COMMON)), _definitions())),
        Section(
            f"Phụ lục 4. Số liệu điều chỉnh so với {found.period.word} trước", 1, (*_corrected(found), _chain(found))
        ),
    )


def _by_ward_and_kind(found: Numbers) -> Table:
    """Return how many reports came, a line for each kind, a column for each ward."""
    names = tuple(Column(one.name.removeprefix("Phường "), COUNT, 5) for one in found.wards)
    rows = [_kind(found, one) for one in found.kinds]
    total = Row(
        ("Tổng cộng", *(one.figures.received for one in found.wards), found.total.figures.received), is_total=True
    )
    columns = (Column("Loại việc", TEXT, 25), *names, Column("Tổng", COUNT, 5))
    return Table("cells", "Phản ánh nhận được theo phường và loại việc", columns, (*rows, total))


def _kind(found: Numbers, kind: Line) -> Row:
    counts = (found.cells.get((int(ward.key), int(kind.key))) for ward in found.wards)
    return Row((kind.name, *(one.received if one else 0 for one in counts), kind.figures.received))


def _ranked(found: Numbers) -> Table:
    """Return the wards from the most to the least on time, with reports per 1,000 residents; few deadlines, no rank."""
    due = [one for one in found.wards if one.figures.resolve_due >= sentences.LEAST_DUE]
    ranked = sorted(due, key=lambda one: (-(one.figures.resolved_on_time_share or 0), one.name))
    rows = tuple(
        Row(
            (
                place,
                one.name,
                one.figures.resolve_due,
                one.figures.resolved_on_time_share,
                one.figures.per_1000(one.population),
            )
        )
        for place, one in enumerate(ranked, start=1)
    )
    columns = (
        Column("Thứ tự", COUNT, 10),
        Column("Phường", TEXT),
        Column("Đến hạn", COUNT, 14),
        Column("Tỷ lệ đúng hạn", SHARE, 18),
        Column("Trên 1.000 dân", RATE, 18),
    )
    note = f"Chỉ xếp phường có từ {sentences.LEAST_DUE} phản ánh đến hạn."
    return Table("ranked", "Thứ tự phường theo tỷ lệ xử lý đúng hạn", columns, rows, note)


def _overdue(found: Numbers) -> tuple[Paragraph | Table, ...]:
    rows: list[OpenThen] = found.overdue
    if not rows:
        return (Paragraph("Không có phản ánh quá hạn vào cuối kỳ."),)
    left = len(rows) - MOST_OVERDUE
    note = f"Còn {number(left)} phản ánh khác, xem tại hộp việc." if left > 0 else ""
    return (listed(rows[:MOST_OVERDUE], "overdue", "Phản ánh quá hạn vào cuối kỳ, lâu nhất trước", note),)


def _definitions() -> Table:
    rows = tuple(Row((str(one.name), str(one.words))) for one in DEFINITIONS)
    return Table("definitions", "Định nghĩa các chỉ số", (Column("Chỉ số", TEXT, 24), Column("Cách tính", TEXT)), rows)


def _corrected(found: Numbers) -> tuple[Paragraph | Table, ...]:
    """Return the revisions of the period's months and of the year before, each beside the revision it follows."""
    first, last = months_before(found.period.first, _LOOKED_BACK), found.period.last
    days = (first.first_day, last.last_day)
    kept = {
        (one.first_day, one.revision): one for one in ClosedMonth.objects.filter(first_day__range=days).order_by("id")
    }
    later = [one for one in kept.values() if one.revision > 1]
    if not later:
        return (Paragraph("Không có tháng nào được điều chỉnh sau khi chốt."),)
    rows = tuple(_revision(one, kept[one.first_day, one.revision - 1]) for one in later)
    columns = (
        Column("Tháng", TEXT, 12),
        Column("Bản", COUNT, 8),
        Column("Chốt ngày", TEXT, 14),
        Column("Nhận: bản trước", COUNT, 14),
        Column("Nhận: bản này", COUNT, 14),
        Column("Lý do", TEXT),
    )
    return (Table("corrected", "Bản điều chỉnh của các tháng đã chốt", columns, rows),)


def _chain(found: Numbers) -> Table:
    """Return the closed months that the figures stand on, each with its number in the chain and its hash."""
    rows = tuple(
        Row((f"{month.number}/{month.year}", one.pk, one.revision, date_words(day_of(one.closed_at)), one.head))
        for month, one in sorted(found.closed.items())
    )
    columns = (
        Column("Tháng", TEXT, 11),
        Column("Số bản chốt", COUNT, 10),
        Column("Bản", COUNT, 7),
        Column("Chốt ngày", TEXT, 14),
        Column("Mã băm SHA-256", TEXT),
    )
    return Table("chain", "Bản chốt của các tháng trong kỳ", columns, rows)


def _revision(closed: ClosedMonth, before: ClosedMonth) -> Row:
    month = Month.of(closed.first_day)
    counts = (_received(one) for one in (before, closed))
    day = date_words(day_of(closed.closed_at))
    return Row((f"{month.number}/{month.year}", closed.revision, day, *counts, closed.reason))


def _received(closed: ClosedMonth) -> int:
    return sum(FrozenFigure.objects.filter(closed=closed).values_list("received", flat=True))
