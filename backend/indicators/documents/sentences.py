"""Figures in sentences, as a civil servant would write them; Vietnamese, whoever reads.

A change in per cent is said of a base of 30 at least: "tăng từ 4 lên 7" is no "tăng 75%".
"""

from collections.abc import Iterable, Sequence

from backend.indicators.documents.numbers import Line, Numbers
from backend.indicators.figures import Figures
from backend.indicators.quantiles import Hours
from backend.indicators.words import LEAST_FOR_PERCENT, number, percent

NOTHING = "không có"
LEAST_DUE = 10  # of fewer deadlines nobody is called the slowest


def share(value: float | None) -> str:
    """Return a share (0 to 1) as "92,5%", a whole one as "12%"."""
    return percent(value).replace(",0%", "%")


def changed(this: int, before: int | None, than: str) -> str:
    """Return how ``this`` stands to ``before``: "tăng 12% so với tháng trước"; "" where there is nothing before."""
    if before is None:
        return ""
    if this == before:
        return f"bằng {than}"
    word, to = ("tăng", "lên") if this > before else ("giảm", "xuống")
    if before < LEAST_FOR_PERCENT:
        return f"{word} từ {number(before)} {to} {number(this)} so với {than}"
    return f"{word} {share(abs(this - before) / before)} so với {than}"


def count_of(figures: Figures | None, measure: str) -> int | None:
    """Return a count; None where there are no figures."""
    return None if figures is None else int(getattr(figures, measure))


def received(found: Numbers) -> str:
    """Return the first sentence: how many reports came, against the period before and the same one a year before."""
    total = found.total.figures
    than = (
        changed(total.received, count_of(found.before, "received"), f"{found.period.word} trước"),
        changed(total.received, count_of(found.year_ago, "received"), "cùng kỳ năm trước"),
    )
    words = f"{found.period.within}, hệ thống nhận {number(total.received)} phản ánh"
    return _ended(", ".join([words, *(one for one in than if one)]))


def on_time(total: Figures) -> str:
    """Return how many of the reports whose deadline fell were done by it."""
    if not total.resolve_due:
        return "Trong kỳ không có phản ánh nào đến hạn xử lý."
    numbers = f"{number(total.resolved_on_time)}/{number(total.resolve_due)}"
    return f"{numbers} phản ánh đến hạn được xử lý đúng hạn ({share(total.resolved_on_time_share)})."


def overdue(total: Line, units: Iterable[Line]) -> str:
    """Return what is overdue, and with whom most of it."""
    if not total.overdue:
        return "Không còn phản ánh quá hạn."
    most = max(units, key=lambda one: one.overdue)
    return f"Còn {number(total.overdue)} phản ánh quá hạn, nhiều nhất tại {most.name} ({number(most.overdue)})."


def channels(counted: Sequence[tuple[str, int]]) -> str:
    """Return by which ways reports came, the most used first."""
    total = sum(count for _name, count in counted)
    if not total:
        return "Không có phản ánh nào."
    said = ", ".join(f"{name} {number(count)} ({share(count / total)})" for name, count in counted)
    return _ended(f"Theo kênh tiếp nhận: {said}")


def fullest(lines: Sequence[Line], *, whose: str) -> str:
    """Return which line received most: "Nhiều phản ánh nhất là lĩnh vực Môi trường (123, chiếm 45,1%)"."""
    total = sum(one.figures.received for one in lines)
    if not total:
        return "Trong kỳ không có phản ánh nào."
    most = max(lines, key=lambda one: one.figures.received)
    count = most.figures.received
    return _ended(f"Nhiều phản ánh nhất là {whose} {most.name} ({number(count)}, chiếm {share(count / total)})")


def slowest(lines: Iterable[Line], *, whose: str) -> str:
    """Return who did least on time, of those with ten deadlines at least; "" where there is nobody to compare."""
    due = [one for one in lines if one.figures.resolve_due >= LEAST_DUE]
    if len(due) < 2:  # one alone is not the slowest of anybody
        return ""
    least = min(due, key=lambda one: (one.figures.resolved_on_time_share or 0, one.name))
    return f"{whose} có tỷ lệ xử lý đúng hạn thấp nhất: {least.name} ({share(least.figures.resolved_on_time_share)})."


def hours(value: Hours | None) -> str:
    """Return after how many working hours: "12 giờ làm việc", "trên 40 giờ làm việc"."""
    if value is None:
        return "chưa đủ phản ánh để tính"
    return f"{'trên ' if value.is_over else ''}{number(value.hours)} giờ làm việc"


def quality(total: Line) -> str:
    """Return how long it took, what was reopened, and who was satisfied."""
    figures = total.figures
    half, nine_in_ten = hours(total.half), hours(total.nine_in_ten)
    words = (
        f"Một nửa số phản ánh nhận trong kỳ được xử lý trong {half}; 9 trên 10 trong {nine_in_ten}.",
        f"Mở lại {number(figures.reopened)} lần trên {number(figures.resolutions)} lần báo đã xử lý.",
        _satisfied(figures),
    )
    return " ".join(words)


def _satisfied(figures: Figures) -> str:
    if not figures.answered:
        return "Chưa có người phản ánh nào trả lời về kết quả."
    said = f"{number(figures.satisfied)}/{number(figures.answered)} người trả lời hài lòng với kết quả"
    told = f" ({share(figures.satisfied_share)})" if figures.satisfied_share is not None else ""
    return f"{said}{told}."


def _ended(words: str) -> str:
    return words if words.endswith(".") else f"{words}."
