"""The reports behind a number as a file: CSV or XLSX of exactly the list, without formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.registers import sheet
from backend.routing.names import named
from moderation.programme.behind_lines import Line

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_of(lines: Iterable[Line], *, kind: str, name: str) -> HttpResponse:
    """Answer with ``lines`` as a file of ``kind`` (a key of ``TYPES``); moments are in the city's time."""
    write = {"csv": _csv, "xlsx": _xlsx}[kind]
    answer = HttpResponse(write(_headings(), map(_row, lines)), content_type=TYPES[kind])
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


def _csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")  # spreadsheets want the mark


def _xlsx(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    return sheet.write(_("Danh sách phản ánh"), headings, rows)


def _safe(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(sheet.MARKS_OF_A_FORMULA) else value
