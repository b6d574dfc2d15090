"""Sections IV to VI: what went well and what did not, the work ahead, what is asked for. People have the last word."""

from backend.indicators.documents import sentences
from backend.indicators.documents.body import TEXT, Column, Paragraph, Row, Section, Table
from backend.indicators.documents.numbers import Line, Numbers
from backend.indicators.words import date_words, number

TO_WRITE = "[Đơn vị soạn thảo bổ sung trước khi ký.]"
GOOD_SHARE = 0.9  # on time; below it a unit is named among what is lacking
_MOST_TASKS = 8


def sections(found: Numbers) -> tuple[Section, ...]:
    """Return the three sections; the causes and the proposals somebody has to write."""
    return (
        Section("IV. ĐÁNH GIÁ", 1),
        Section("1. Ưu điểm", 2, (Paragraph(_strengths(found), part="strengths"),)),
        Section("2. Tồn tại, hạn chế", 2, (Paragraph(_weaknesses(found), part="weaknesses"),)),
        Section("3. Nguyên nhân (khách quan, chủ quan)", 2, (Paragraph(TO_WRITE, part="causes", must_write=True),)),
        Section(f"V. NHIỆM VỤ TRỌNG TÂM {found.period.word.upper()} TỚI", 1, _tasks(found)),
        Section("VI. KIẾN NGHỊ, ĐỀ XUẤT", 1, (Paragraph(TO_WRITE, part="proposals", must_write=True),)),
    )


def _strengths(found: Numbers) -> str:
    due = [one for one in found.units if one.figures.resolve_due >= sentences.LEAST_DUE]
    good = [one for one in due if (one.figures.resolved_on_time_share or 0) >= GOOD_SHARE]
    words = [sentences.on_time(found.total.figures)]
    if good:
        names = ", ".join(one.name for one in good)
        words.append(f"{number(len(good))} đơn vị đạt từ {sentences.share(GOOD_SHARE)} đúng hạn trở lên: {names}.")
    return " ".join(words)


def _weaknesses(found: Numbers) -> str:
    words = [sentences.overdue(found.total, found.units)]
    if slow := sentences.slowest(found.units, whose="Đơn vị"):
        words.append(slow)
    if found.total.figures.reopened:
        words.append(f"{number(found.total.figures.reopened)} lần phản ánh phải mở lại vì chưa đạt.")
    return " ".join(words)


def _tasks(found: Numbers) -> tuple[Paragraph | Table, ...]:
    """Return the work ahead that follows from the figures: what is overdue, with whom, until when."""
    late = sorted((one for one in found.units if one.overdue), key=lambda one: (-one.overdue, one.name))[:_MOST_TASKS]
    until = found.period.last.next.last_day
    columns = (Column("Công việc", TEXT), Column("Đơn vị chịu trách nhiệm", TEXT, 32), Column("Hoàn thành", TEXT, 16))
    said = Paragraph("Rõ người, rõ việc, rõ trách nhiệm:", part="tasks")
    if not late:
        return (said,)
    rows = tuple(Row((_task(one), one.name, date_words(until))) for one in late)
    return said, Table("tasks", "Nhiệm vụ trọng tâm", columns, rows)


def _task(line: Line) -> str:
    return f"Xử lý dứt điểm {number(line.overdue)} phản ánh quá hạn"
