"""A register comes in as a sheet: read and placed, looked at row by row, and written only once somebody confirms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.core.text import clean_line, fold
from backend.places import gazetteer
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.models import Ward
from backend.registers import columns, sheet
from backend.registers.entries import NewEntry, add_all, check_new, name_of, names_taken
from backend.registers.facts import Facts, or_note
from backend.registers.models import Entry, Sheet
from backend.registers.rights import NotYours, kinds_kept
from backend.registers.sheet import Line
from backend.registers.standing import EntryKind, State, Subject

_MOST_FOUND = 20
_KEPT_FOR = timedelta(days=1)
V = TypeVar("V")


@dataclass(frozen=True)
class Looked:
    """A row as it would be written: ``wrong`` says what is not right, by field; ``ward`` where its place was found.

    ``found`` is what the gazetteer took the address for, "" where the sheet gives degrees.
    """

    number: int
    values: Mapping[str, str]
    found: str
    new: NewEntry | None
    ward: Ward | None
    wrong: tuple[Refused, ...]


def take_in(raw: bytes, name: str, *, kind: EntryKind, by: Staff, now: datetime) -> Sheet:
    """Read a file for the register and keep its rows for a look; no entry is written. Raises NotYours, Refused."""
    if kind not in kinds_kept(by.user, on=day_in_force(now)):
        raise NotYours
    table = sheet.read(raw)
    places, others = columns.matched(table.headings, kind)
    place_of = cache(partial(_place_of, now=now))  # many rows lie in one street, and a search takes some 8 ms
    rows = [_kept(line, places, place_of) for line in table.lines]
    kept = {"others": others, "rows": rows}
    Sheet.objects.filter(by=by.user, done_at=None, at__lt=now - _KEPT_FOR).delete()  # nobody confirms them any more
    return Sheet.objects.create(kind=kind, name=clean_line(name)[:120] or "xlsx", rows=kept, by=by.user, at=now)


def look(kept: Sheet, *, by: Staff, now: datetime) -> list[Looked]:
    """Return how each row would be written now. Two statements at most, however many rows there are."""
    names = names_taken(kind=kept.kind)
    looked: list[Looked] = []
    for row in kept.rows["rows"]:
        one = _looked(row, EntryKind(kept.kind), names, by=by, now=now)
        if one.new and one.ward:
            names.add(name_of(one.new, one.ward))  # the next row of that name is one too many
        looked.append(one)
    return looked


def confirm(kept: Sheet, *, valid_only: bool, by: Staff, now: datetime) -> list[Entry]:
    """Write the rows of the sheet, all of them or, with ``valid_only``, those that are right; once.

    Raises Refused where a row is wrong and ``valid_only`` was not chosen, where none is right, or a second time.
    """
    with transaction.atomic():
        held = Sheet.objects.select_for_update(no_key=True).get(pk=kept.pk)
        if held.done_at is not None or held.by_id != by.user.pk:
            raise Refused(_("Tệp này đã được ghi vào sổ."), code="done")
        looked = look(held, by=by, now=now)
        wrong = sum(bool(one.wrong) for one in looked)
        if wrong and not valid_only:
            words = _("Còn %(number)s dòng chưa đúng. Chưa ghi dòng nào.") % {"number": wrong}
            raise Refused(words, code="wrong_rows")
        right = [one.new for one in looked if one.new and not one.wrong]
        if not right:
            raise Refused(_("Không có dòng nào đúng để ghi."), code="nothing")
        added = add_all(right, by=by, now=now)
        held.done_at, held.written, held.rows = now, len(added), {"others": [], "rows": []}
        held.save(update_fields=["done_at", "written", "rows"])
    return added


def _kept(
    line: Line, places: Mapping[int, str], place_of: Callable[[str, str], gazetteer.Found | None]
) -> dict[str, Any]:
    """Return a line as it is kept: its values by column, the formulas in it, and the point its address stands for."""
    values = {name: line.cells[place] for place, name in places.items() if place < len(line.cells)}
    formulas = [places[place] for place in sorted(line.formulas) if place in places]
    row: dict[str, Any] = {"number": line.number, "values": values, "formulas": formulas, "found": "", "at": None}
    is_placed = values.get("lat", "").strip() or values.get("lon", "").strip()
    if not is_placed and not formulas and (address := clean_line(values.get("address", ""))):
        answer = place_of(address, values.get("ward", ""))
        if answer:
            row |= {"found": answer.name, "at": [answer.point.lat, answer.point.lon]}
    return row


def _place_of(address: str, ward: str, *, now: datetime) -> gazetteer.Found | None:
    """Return the best answer to the address, in the ward where one is named."""
    found = gazetteer.search(address, on=day_in_force(now), limit=_MOST_FOUND)
    wanted = fold(ward).removeprefix("phuong ")
    fitting = [
        one for one in found if not wanted or wanted in {fold(one.ward.name), fold(one.ward.slug), one.ward.code}
    ]
    return fitting[0] if fitting else None


def _looked(row: Mapping[str, Any], kind: EntryKind, names: set[Any], *, by: Staff, now: datetime) -> Looked:
    wrong: list[Refused] = []
    values: Mapping[str, str] = row["values"]
    if row["formulas"]:
        words = _("Ô này là công thức; xin thay bằng giá trị.")
        wrong += [Refused(words, field=name, code="formula") for name in row["formulas"]]
        return Looked(row["number"], values, "", None, None, tuple(wrong))
    new = _new(row, kind, wrong)
    ward: Ward | None = None
    if not wrong:
        try:
            new, ward = check_new(new, by=by, now=now, names=names)
        except Refused as refused:
            wrong += refused.refusals
    return Looked(row["number"], values, row["found"], None if wrong else new, ward, tuple(wrong))


def _new(row: Mapping[str, Any], kind: EntryKind, wrong: list[Refused]) -> NewEntry:
    """Return the row as an entry to be; what cannot be read goes to ``wrong``."""
    values: Mapping[str, str] = row["values"]

    def read(name: str, how: Callable[[str, str], V], otherwise: V) -> V:
        return or_note(wrong, lambda: how(values.get(name, ""), name), otherwise)

    state = read("state", lambda words, field: columns.choice(words, State, field), "")
    if not state and not any(one.field == "state" for one in wrong):
        wrong.append(Refused(_("Xin ghi trạng thái."), field="state", code="required"))
    facts = Facts(
        name=values.get("name", ""),
        point=or_note(wrong, lambda: _point(row), None),
        ward=values.get("ward", "").strip(),
        address=values.get("address", ""),
        note=values.get("note", ""),
        is_residential=read("is_residential", columns.yes_or_no, False),
        held_at=read("held_at", columns.moment, None),
        guests=read("guests", columns.whole, None),
        supplier=values.get("supplier", ""),
    )
    since = read("since", columns.day, None)
    subject = read("subject", lambda words, field: columns.choice(words, Subject, field), "")
    return NewEntry(kind, facts, State(state) if state else State.WATCHED, since, subject)


def _point(row: Mapping[str, Any]) -> Point | None:
    """Return the place the row gives in degrees, or that its address was found at. Raises Refused."""
    lat, lon = (row["values"].get(name, "").strip().replace(",", ".") for name in ("lat", "lon"))
    if not (lat or lon):
        if row["at"]:
            return Point(*row["at"])
        words = _("Không tìm thấy địa chỉ này; xin ghi vĩ độ, kinh độ.")
        raise Refused(words, field="address", code="not_found")
    try:
        return Point(float(lat), float(lon))
    except ValueError:
        raise Refused(_("Vĩ độ, kinh độ không đúng."), field="lat", code="invalid") from None
