"""What is said of a watched place, as it came, and checked: name, point, words, a banquet's day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from backend.core.errors import Refused, SeveralRefused
from backend.core.text import clean_line, fold
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.locate import locate
from backend.places.models import Ward
from backend.registers.models import Entry
from backend.registers.record import checked_note
from backend.registers.standing import EntryKind

V = TypeVar("V")
LONGEST_NAME, LONGEST_ADDRESS, MOST_GUESTS = 150, 200, 10_000


@dataclass(frozen=True)
class Facts:
    """What a form or a row says of a place. ``ward`` is a code, slug or name that wins near a line, "" for none.

    ``held_at`` (aware), ``guests`` and ``supplier`` belong to a banquet alone: for other kinds they are left out.
    """

    name: str
    point: Point | None
    ward: str = ""
    address: str = ""
    note: str = ""
    is_residential: bool = False
    held_at: datetime | None = None
    guests: int | None = None
    supplier: str = ""


def checked(facts: Facts, kind: EntryKind) -> Facts:
    """Return the facts cleaned, with a point. Raises SeveralRefused with all that is wrong, by field."""
    wrong: list[Refused] = []
    name = _line(facts.name, "name", LONGEST_NAME, wrong)
    address = _line(facts.address, "address", LONGEST_ADDRESS, wrong)
    supplier = _line(facts.supplier, "supplier", LONGEST_ADDRESS, wrong)
    note = or_note(wrong, lambda: checked_note(facts.note), "")
    if not name:
        wrong.append(Refused(_("Xin ghi tên địa điểm."), field="name", code="required"))
    if facts.point is None:
        wrong.append(Refused(_("Xin tìm và chọn một nơi."), field="place", code="required"))
    is_banquet = kind == EntryKind.BANQUET
    if is_banquet:
        wrong.extend(_of_banquet(facts))
    if wrong:
        raise SeveralRefused(wrong)
    found = replace(facts, name=name, address=address, note=note, supplier=supplier)
    return found if is_banquet else replace(found, held_at=None, guests=None, supplier="")


def ward_of(facts: Facts, *, now: datetime) -> Ward:
    """Return the ward of checked facts. Raises Refused (``place``) outside the district."""
    if facts.point is None:
        raise Refused(_("Xin tìm và chọn một nơi."), field="place", code="required")
    try:
        return locate(facts.point, on=day_in_force(now), own_word=facts.ward or None).ward
    except Refused as outside:
        raise Refused(outside.message, field="place", code=outside.code) from outside


def put(facts: Facts, entry: Entry) -> None:
    """Write checked facts into the columns of ``entry``; name and point are the site's."""
    entry.address, entry.note, entry.is_residential = facts.address, facts.note, facts.is_residential
    entry.held_at, entry.guests, entry.supplier = facts.held_at, facts.guests, facts.supplier
    entry.search = fold(f"{facts.name} {facts.address}")
    entry.sorts_as = fold(facts.name)[:60]


def said_of(entry: Entry) -> Mapping[str, object]:
    """Return what history keeps of an entry's facts."""
    return {
        "name": entry.site.name,
        "place": f"{entry.site.lat:.6f}, {entry.site.lon:.6f}",
        "ward": entry.ward.name,
        "address": entry.address,
        "note": entry.note,
        "is_residential": entry.is_residential,
        "held_at": entry.held_at.isoformat() if entry.held_at else None,
        "guests": entry.guests,
        "supplier": entry.supplier,
    }


def or_note(wrong: list[Refused], ask: Callable[[], V], otherwise: V) -> V:
    """Return what ``ask`` returns; where it is refused, note that in ``wrong`` and return ``otherwise``."""
    try:
        return ask()
    except Refused as refused:
        wrong.extend(refused.refusals)
        return otherwise


def _line(words: str, field: str, most: int, wrong: list[Refused]) -> str:
    line = clean_line(words)
    if len(line) > most:
        wrong.append(Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": most}, field=field, code="too_long"))
    return line


def _of_banquet(facts: Facts) -> Iterator[Refused]:
    if facts.held_at is None:
        yield Refused(_("Xin ghi ngày, giờ tổ chức."), field="held_at", code="required")
    if facts.guests is None or not 1 <= facts.guests <= MOST_GUESTS:
        yield Refused(_("Xin ghi số khách, từ 1 đến %(most)s.") % {"most": MOST_GUESTS}, field="guests", code="invalid")
