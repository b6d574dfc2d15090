"""The reports behind a number as a file: CSV or XLSX of exactly the list, without formulas.

CSV goes out line by line, however long it is; an XLSX file is whole before it goes, and so it is bounded.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.registers import sheet
from backend.routing.names import named
from moderation.programme.behind_lines import Line

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": sheet.CONTENT_TYPE,
}
MOST_ROWS = 20_000  # of an XLSX file: some seconds of work, one or two megabytes
_END = ""


def file_of(lines: Iterable[Line], *, number: int, kind: str, name: str) -> HttpResponseBase:
    """Answer with ``lines``, ``number`` of them, as a file of ``kind`` (a key of ``TYPES``).

    Moments are in the city's time. Raises Refused (too_many) for more rows than an XLSX file takes.
    """
    answer: HttpResponseBase
    if kind == "csv":
        answer = StreamingHttpResponse(_in_language(_csv(map(_row, lines))), content_type=TYPES[kind])
    else:
        answer = HttpResponse(_xlsx(lines, number), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _headings() -> list[str]:
    return [
        _("Mã"),
        _("Loại việc"),
        _("Phường"),
        _("Đơn vị"),
        _("Lúc gửi"),
        _("Hạn xử lý"),
        _("Tình trạng"),
        _("Số lần"),
    ]


def _row(line: Line) -> list[object]:
    return [
        line.report.code if line.may_open else _("hạn chế người xem"),
        named(line.of.category),
        line.of.ward.name,
        named(line.of.unit),
        _in_town(line.report.created_at),
        _in_town(line.report.resolve_by),
        line.report.get_status_display(),
        line.times,
    ]


def _in_town(moment: datetime | None) -> datetime | None:
    return moment and timezone.localtime(moment, timezone.get_default_timezone()).replace(tzinfo=None, microsecond=0)


class _Line:
    """What a writer of CSV writes to: each line is handed back instead of being kept."""

    def write(self, line: str) -> str:
        return line


def _csv(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"  # spreadsheets want the mark
    yield str(writer.writerow(_headings()))
    for row in rows:
        yield str(writer.writerow([_safe(value) for value in row]))


def _in_language(lines: Iterator[str]) -> Iterator[str]:
    """Pass on ``lines``, each made in the language of now: they are made when the request's own is gone."""
    language = get_language() or "vi"

    def line() -> str:
        with override(language):
            return next(lines, _END)

    return iter(line, _END)


def _xlsx(lines: Iterable[Line], number: int) -> bytes:
    if number > MOST_ROWS:
        words = _("Danh sách có %(number)s dòng, tệp XLSX chỉ nhận %(most)s dòng. Xin lọc bớt, hoặc tải CSV.")
        raise Refused(words % {"number": number, "most": MOST_ROWS}, code="too_many")
    return sheet.write(_("Danh sách phản ánh"), _headings(), map(_row, lines))


def _safe(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(sheet.MARKS_OF_A_FORMULA) else value
