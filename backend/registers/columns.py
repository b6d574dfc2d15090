"""The columns of a register as a sheet: what they are called, which registers have them, how their cells are read.

Sheets are the office's papers: their headings and the names of states are Vietnamese, whoever reads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.core.errors import Refused
from backend.core.text import clean_line, fold
from backend.registers.standing import EntryKind

_YES, _NO = frozenset({"co", "x", "1", "true", "yes", "dung"}), frozenset({"", "khong", "0", "false", "no", "sai"})
_SHAPES = ("%d/%m/%Y %H:%M", "%d/%m/%Y")
_YEARS = range(1900, 2200)  # others are slips of the hand, and the first and last years have no moment in every zone


@dataclass(frozen=True)
class Column:
    """``name`` in programs, ``heading`` on the sheet; ``kinds`` are the registers that have it, empty for all."""

    name: str
    heading: str
    kinds: frozenset[EntryKind] = frozenset()
    is_needed: bool = False

    def is_of(self, kind: EntryKind) -> bool:
        return not self.kinds or kind in self.kinds


_BANQUET, _RECOGNITION = frozenset({EntryKind.BANQUET}), frozenset({EntryKind.RECOGNITION})
COLUMNS = (
    Column("name", "Tên", is_needed=True),
    Column("subject", "Nội dung công nhận", _RECOGNITION, is_needed=True),
    Column("ward", "Phường"),
    Column("address", "Địa chỉ"),
    Column("lat", "Vĩ độ"),
    Column("lon", "Kinh độ"),
    Column("state", "Trạng thái", is_needed=True),
    Column("since", "Từ ngày", is_needed=True),
    Column("is_residential", "Trong khu dân cư"),
    Column("held_at", "Thời gian tổ chức", _BANQUET, is_needed=True),
    Column("guests", "Số khách", _BANQUET, is_needed=True),
    Column("supplier", "Đơn vị nấu, cung cấp", _BANQUET),
    Column("note", "Ghi chú"),
)


def columns_of(kind: EntryKind) -> tuple[Column, ...]:
    return tuple(one for one in COLUMNS if one.is_of(kind))


def matched(headings: Iterable[str], kind: EntryKind) -> tuple[Mapping[int, str], tuple[str, ...]]:
    """Return the names of the columns by their place on the sheet, and the headings that are none of ours.

    Raises Refused where a column that is needed is missing.
    """
    known = {fold(one.heading): one.name for one in columns_of(kind)}
    found, others = dict[int, str](), list[str]()
    for place, heading in enumerate(headings):
        name = known.get(fold(heading))
        if name and name not in found.values():
            found[place] = name
        elif heading.strip():
            others.append(clean_line(heading)[:60])
    missing = [one.heading for one in columns_of(kind) if one.is_needed and one.name not in found.values()]
    if missing:
        words = _("Tệp thiếu cột: %(columns)s. Xin dùng tệp mẫu của sổ này.") % {"columns": ", ".join(missing)}
        raise Refused(words, field="file", code="missing_columns")
    return found, tuple(others)


def choice(words: str, choices: type[TextChoices], field: str) -> str:
    """Return the choice with that code or Vietnamese name, "" for empty words. Raises Refused (``field``)."""
    line = clean_line(words)
    found = _names(choices).get(fold(line)) if line else ""
    if found is None:
        raise Refused(_("Không có giá trị “%(words)s”.") % {"words": line[:60]}, field=field, code="invalid")
    return found


def yes_or_no(words: str, field: str) -> bool:
    """Return whether the cell says yes; empty says no. Raises Refused (``field``)."""
    line = fold(words)
    if line not in _YES | _NO:
        raise Refused(_("Xin ghi “có” hoặc “không”."), field=field, code="invalid")
    return line in _YES


def day(words: str, field: str) -> date | None:
    """Return the day written as 2026-11-25 or 25/11/2026, None for nothing. Raises Refused (``field``)."""
    found = moment(words, field)
    return timezone.localtime(found, timezone.get_default_timezone()).date() if found else None


def moment(words: str, field: str) -> datetime | None:
    """Return the aware moment written so, midnight in the city where no hour is. Raises Refused (``field``)."""
    line = words.strip()
    if not line:
        return None
    found = _read(line)
    if found is None or found.year not in _YEARS:
        raise Refused(_("Xin ghi ngày như 25/11/2026."), field=field, code="invalid")
    return found if timezone.is_aware(found) else timezone.make_aware(found, timezone.get_default_timezone())


def whole(words: str, field: str) -> int | None:
    """Return the whole number, None for nothing. Raises Refused (``field``)."""
    line = words.strip().replace(" ", "")
    if not line:
        return None
    if not (line.isascii() and line.isdigit() and len(line) <= 9):
        raise Refused(_("Xin ghi một số nguyên."), field=field, code="invalid")
    return int(line)


def labels(choices: Any) -> Mapping[str, str]:  # a class of choices, with its labels
    """Return the Vietnamese name of each choice, by its code."""
    with override("vi"):
        return {str(code): str(label) for code, label in choices.choices}


@cache
def _names(choices: type[TextChoices]) -> Mapping[str, str]:
    by_label = {fold(label): code for code, label in labels(choices).items()}
    return by_label | {fold(code): code for code in labels(choices)}


def _read(line: str) -> datetime | None:
    for shape in _SHAPES:
        try:
            return datetime.strptime(line, shape)  # noqa: DTZ007  # made aware by who asks
        except ValueError:
            continue
    try:
        plain = parse_date(line)
        return datetime(plain.year, plain.month, plain.day) if plain else parse_datetime(line)  # noqa: DTZ001  # as above
    except ValueError:
        return None
