"""A register goes out as a sheet, with the columns it comes in by and what was seen since."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.registers import columns, sheet
from backend.registers.models import Entry
from backend.registers.standing import EntryKind, State, Subject

MOST = 5_000  # entries in one file
_SEEN = ("Kiểm tra gần nhất", "Số phản ánh", "Phản ánh đang mở")  # not read when the sheet comes in


def give_out(kind: EntryKind, entries: Sequence[Entry]) -> bytes:
    """Return the entries, as ``overview.listed`` fetched them, as XLSX; without any: an empty form for the register.

    Raises Refused for more than 5,000: a sheet that silently ends is worse than none.
    """
    if len(entries) > MOST:
        raise Refused(_("Quá %(most)s mục: xin lọc bớt rồi tải lại.") % {"most": MOST}, code="too_many")
    own = columns.columns_of(kind)
    headings = [one.heading for one in own] + list(_SEEN)
    title = columns.labels(EntryKind)[kind]
    return sheet.write(title, headings, [[*_row(one, own), *_seen(one)] for one in entries])


def _row(entry: Entry, own: Sequence[columns.Column]) -> list[object]:
    site, held_at = entry.site, entry.held_at
    values: dict[str, object] = {
        "name": site.name,
        "subject": columns.labels(Subject).get(entry.subject, ""),
        "ward": entry.ward.name,
        "address": entry.address,
        "lat": round(site.lat, 6),
        "lon": round(site.lon, 6),
        "state": columns.labels(State)[entry.state],
        "since": entry.state_on,
        "is_residential": "có" if entry.is_residential else "không",
        "held_at": timezone.localtime(held_at, timezone.get_default_timezone()) if held_at else "",
        "guests": entry.guests,
        "supplier": entry.supplier,
        "note": entry.note,
    }
    return [values[one.name] for one in own]


def _seen(entry: Entry) -> list[object]:
    return [getattr(entry, name, None) for name in ("looked_on", "report_count", "open_reports")]
