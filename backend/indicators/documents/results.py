"""Section I: what came in and what was done, in all, by field, by ward and unit, and how well."""

from collections.abc import Sequence

from django.db.models import Count, Q

from backend.indicators.documents import sentences
from backend.indicators.documents.body import (
    COUNT,
    SHARE,
    TEXT,
    Bar,
    Cell,
    Column,
    Graph,
    Paragraph,
    Row,
    Section,
    Table,
)
from backend.indicators.documents.numbers import Line, Numbers
from backend.indicators.frozen import WITH_ADDED
from backend.indicators.models import Counted
from backend.indicators.words import number
from backend.reports.models import Channel
from backend.reports.refusals import public_name

_GENERAL = (
    ("received", "Phản ánh nhận được"),
    ("entered_by_staff", "Trong đó: cán bộ nhập giúp"),
    ("accepted", "Đã tiếp nhận"),
    ("resolved", "Đã xử lý"),
    ("resolved_on_time", "Xử lý đúng hạn"),
    ("late", "Xử lý trễ hạn"),
    ("reopened", "Mở lại"),
    ("refused", "Từ chối"),
    ("duplicate", "Trùng, đã gộp"),
)
_OUTCOMES = (
    Column("Nhận được", COUNT, 9),
    Column("Đến hạn", COUNT, 9),
    Column("Xử lý đúng hạn", COUNT, 10),
    Column("Tỷ lệ đúng hạn", SHARE, 12),
    Column("Trễ hạn", COUNT, 9),
    Column("Còn mở", COUNT, 9),
    Column("Quá hạn", COUNT, 9),
    Column("Mở lại", COUNT, 9),
)
OPEN_NOTE = "Còn mở, quá hạn: vào lúc cuối kỳ, của phản ánh gửi từ bất kỳ tháng nào."


def sections(found: Numbers) -> tuple[Section, ...]:
    """Return the section with its four parts."""
    return (
        Section("I. KẾT QUẢ TIẾP NHẬN, XỬ LÝ", 1),
        Section("1. Tình hình chung", 2, _general(found)),
        Section("2. Kết quả theo lĩnh vực", 2, _fields(found)),
        Section("3. Kết quả theo phường, đơn vị", 2, _places(found)),
        Section("4. Chất lượng xử lý", 2, _quality(found)),
    )


def outcomes(code: str, title: str, whose: str, lines: Sequence[Line], total: Line) -> Table:
    """Return what became of the reports of each line, with all of them below."""
    rows = [*(Row(_outcome(one.name, one)) for one in lines), Row(_outcome("Tổng cộng", total), is_total=True)]
    return Table(code, title, (Column(whose, TEXT, 24), *_OUTCOMES), tuple(rows), OPEN_NOTE)


def _outcome(name: str, line: Line) -> tuple[Cell, ...]:
    one = line.figures
    counts = (one.received, one.resolve_due, one.resolved_on_time, one.resolved_on_time_share, one.late)
    return (name, *counts, line.open, line.overdue, one.reopened)


def _general(found: Numbers) -> tuple[Paragraph | Table | Graph, ...]:
    total = found.total
    said = (sentences.received(found), sentences.on_time(total.figures), sentences.overdue(total, found.units))
    bars = (
        Bar(f"{one.month.number}/{one.month.year % 100:02d}", one.figures.received, one.figures.resolved)
        for one in found.chart
    )
    return (
        Paragraph(" ".join(said), part="overview"),
        Paragraph(sentences.channels(_channels(found)), part="channels"),
        _general_table(found),
        Graph("Phản ánh nhận được và đã xử lý theo tháng", tuple(bars)),
    )


def _general_table(found: Numbers) -> Table:
    this, before, year_ago = found.total.figures, found.before, found.year_ago
    rows = [
        Row((name, *(sentences.count_of(one, code) for one in (this, before, year_ago)), _change(code, found)))
        for code, name in _GENERAL
    ]
    now = (found.total.open, found.total.overdue)
    for place, name in enumerate(("Còn mở cuối kỳ", "Quá hạn cuối kỳ")):
        then, long_ago = (ends and ends[place] for ends in (found.ends_before, found.ends_year_ago))
        rows.append(Row((name, now[place], then, long_ago, _than(found, now[place], then))))
    columns = (
        Column("Chỉ số", TEXT, 34),
        Column("Kỳ này", COUNT, 12),
        Column(f"{found.period.word.capitalize()} trước", COUNT, 13),
        Column("Cùng kỳ năm trước", COUNT, 15),
        Column(f"So với {found.period.word} trước", TEXT),
    )
    return Table("general", "Tình hình chung", columns, tuple(rows))


def _change(code: str, found: Numbers) -> str:
    return _than(found, getattr(found.total.figures, code), sentences.count_of(found.before, code))


def _than(found: Numbers, this: int, before: int | None) -> str:
    than = f"{found.period.word} trước"
    return sentences.changed(this, before, than).removesuffix(f" so với {than}")


def _channels(found: Numbers) -> list[tuple[str, int]]:
    """Return how many of the reports that count for the period came by each channel, as the facts stand now."""
    first, last = found.period.first.starts_at, found.period.last.next.starts_at
    rows = Counted.objects.filter(_of_ward(found), sent_at__gte=first, sent_at__lt=last)
    counted = rows.values("report__channel").annotate(all=Count("pk")).order_by("-all", "report__channel")
    names = dict(Channel.choices)
    return [
        (str(names.get(channel, channel)), count) for channel, count in counted.values_list("report__channel", "all")
    ]


def _of_ward(found: Numbers) -> Q:
    return Q(ward=found.ward) if found.ward else Q()


def _fields(found: Numbers) -> tuple[Paragraph | Table, ...]:
    words = sentences.fullest(found.groups, whose="lĩnh vực")
    return (
        Paragraph(words, part="fields"),
        outcomes("groups", "Kết quả theo lĩnh vực", "Lĩnh vực", found.groups, found.total),
    )


def _places(found: Numbers) -> tuple[Paragraph | Table, ...]:
    slow = (sentences.slowest(found.wards, whose="Phường"), sentences.slowest(found.units, whose="Đơn vị"))
    words = " ".join([sentences.fullest(found.wards, whose=""), *(one for one in slow if one)]).replace("  ", " ")
    return (
        Paragraph(words, part="places"),
        outcomes("wards", "Kết quả theo phường", "Phường", found.wards, found.total),
        outcomes("units", "Kết quả theo đơn vị chủ trì", "Đơn vị", found.units, found.total),
        Paragraph("Các dòng xếp theo tên, không xếp hạng; thứ tự theo tỷ lệ đúng hạn ở Phụ lục 1."),
    )


def _quality(found: Numbers) -> tuple[Paragraph | Table, ...]:
    this = found.total.figures
    photos = (
        f"Trong {number(this.resolutions)} lần báo đã xử lý trong kỳ, {number(this.without_photo)} lần không có ảnh sau"
        " xử lý."
    )
    if any(one.edition < WITH_ADDED for one in found.closed.values()):
        photos = "Số lần báo đã xử lý không có ảnh sau xử lý: chưa có số liệu."
    return (
        Paragraph(sentences.quality(found.total), part="quality"),
        Paragraph(photos, part="photos"),
        _refusals(found),
    )


def _refusals(found: Numbers) -> Table:
    why = sorted(found.total.why.items(), key=lambda one: (-one[1], one[0]))
    rows = [*(Row((public_name(code), count)) for code, count in why)]
    total = Row(("Tổng cộng", found.total.figures.refused), is_total=True)
    return Table(
        "refused", "Từ chối theo lý do", (Column("Lý do", TEXT), Column("Số phản ánh", COUNT, 20)), (*rows, total)
    )
