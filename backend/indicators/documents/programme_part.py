"""Section II: how the programme's indicators stand, those fed by reports and those that units report."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from backend.indicators.documents.body import TEXT, Column, Paragraph, Row, Section, Table
from backend.indicators.documents.numbers import Numbers
from backend.indicators.fed import FedMonth, fed
from backend.indicators.query import months_before
from backend.indicators.register_words import register_words
from backend.indicators.registered import feeds_of, registered
from backend.indicators.standing import IndicatorStanding, TargetStanding, programme_at, standing
from backend.indicators.tally import day_of
from backend.indicators.wording import fed_words, target_words, value_words
from backend.indicators.words import date_words

_HEADING = "II. TIẾN ĐỘ CÁC CHỈ TIÊU CHƯƠNG TRÌNH 02"
NO_DATA = "chưa có số liệu"


def sections(found: Numbers) -> tuple[Section, ...]:
    """Return the section with its two tables; one sentence where no programme is loaded."""
    programme = programme_at(found.now)
    if programme is None:
        return (Section(_HEADING, 1, (Paragraph("Chưa nạp chương trình nào."),)),)
    stands = standing(programme, now=found.now).indicators
    told = [one for one in stands if one.indicator.is_fed]
    others = [one for one in stands if not one.indicator.is_fed]
    return (
        Section(_HEADING, 1),
        Section(f"1. Chỉ tiêu có số liệu từ phản ánh ({len(told)})", 2, (_note(found), _fed(told, found))),
        Section(f"2. Chỉ tiêu do đơn vị báo cáo ({len(others)})", 2, (_entered(others, now=found.now),)),
        *_registers(stands, found),
    )


def _registers(stands: Sequence[IndicatorStanding], found: Numbers) -> Iterator[Section]:
    """Yield the part with what registers say at the end of the last month; nothing where no target asks one."""
    targets = {stand.target.pk: (one.indicator, stand.target) for one in stands for stand in one.targets}
    last = found.period.last
    told = registered(feeds_of(targets), first=last, last=last, now=found.now)
    rows = []
    for pk, (value,) in told.items():
        indicator, target = targets[pk]
        name = f"{indicator.code} {target.what}"
        register = f"{value.kind.label}: {value.reading.label}"
        rows.append(
            Row((name, target_words(target), register, register_words(value), str(value.feed.get_how_display())))
        )
    columns = (
        Column("Mục tiêu", TEXT, 32),
        Column("Cần đạt", TEXT, 18),
        Column("Sổ, số đọc từ sổ", TEXT, 22),
        Column("Số liệu", TEXT, 16),
        Column("Mức", TEXT),
    )
    title = f"Số liệu từ sổ quản lý, đến hết tháng {last.number}/{last.year}"
    if rows:
        table = Table("registers", title, columns, tuple(rows))
        yield Section(f"3. Mục tiêu có số liệu từ sổ quản lý ({len(rows)})", 2, (table,))


def _note(found: Numbers) -> Paragraph:
    month = found.period.last
    words = f"Số liệu của tháng {month.number}/{month.year}, toàn quận. Mức phản ánh được ghi bên cạnh: trực tiếp, "
    more = "một phần hoặc tham khảo; số tham khảo không thay cho kết quả của chỉ tiêu."
    return Paragraph(words + more, part="indicators")


def _fed(stands: list[IndicatorStanding], found: Numbers) -> Table:
    last = found.period.last
    values = fed([one.indicator for one in stands], first=months_before(last, 1), last=last, now=found.now)
    rows = []
    for one in stands:
        before, this = values[one.indicator.pk]
        name = f"{one.indicator.code} {one.indicator.text}"
        target = "; ".join(f"{stand.target.what}: {target_words(stand.target)}" for stand in one.targets)
        rows.append(Row((name, str(one.indicator.get_how_display()), fed_words(this), _change(this, before), target)))
    columns = (
        Column("Chỉ tiêu", TEXT, 30),
        Column("Mức phản ánh", TEXT, 12),
        Column("Số liệu trong tháng", TEXT, 19),
        Column("Tháng trước", TEXT, 17),
        Column("Mục tiêu", TEXT),
    )
    return Table("fed", "Chỉ tiêu có số liệu từ phản ánh", columns, tuple(rows))


def _change(this: FedMonth, before: FedMonth) -> str:
    return fed_words(before) if this.part is not None else ""


def _entered(stands: list[IndicatorStanding], *, now: datetime) -> Table:
    rows = [
        Row((_named(one, place), _target(stand), _value(stand), _source(stand), str(stand.state.label)))
        for one in stands
        for place, stand in enumerate(one.targets)
    ]
    columns = (
        Column("Chỉ tiêu", TEXT, 32),
        Column("Mục tiêu", TEXT, 22),
        Column("Số liệu", TEXT, 14),
        Column("Nguồn, ngày", TEXT, 17),
        Column("Kết quả", TEXT),
    )
    return Table(
        "entered", f"Chỉ tiêu do đơn vị báo cáo, số đã duyệt đến {date_words(day_of(now))}", columns, tuple(rows)
    )


def _named(one: IndicatorStanding, place: int) -> str:
    """Return the indicator in the programme's words, beside its first target; its code alone beside the others."""
    return one.indicator.code if place else f"{one.indicator.code} {one.indicator.text}"


def _target(stand: TargetStanding) -> str:
    return f"{stand.target.what}: {target_words(stand.target)} ({stand.target.deadline})"


def _value(stand: TargetStanding) -> str:
    if stand.value is None:
        return NO_DATA
    return value_words(stand.value, stand.target) + (" (số liệu mẫu)" if stand.value.is_sample else "")


def _source(stand: TargetStanding) -> str:
    return f"{stand.value.source}, {date_words(stand.value.source_on)}" if stand.value else ""
