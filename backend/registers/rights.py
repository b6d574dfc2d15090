"""Who reads and who changes which entries: the units answerable for a register, the committee of the ward, the office.

Units answer by ``data/answerable.json``; a unit that sits in a ward answers for entries of that ward alone, a
committee for every register there. The programme's office changes all; leader and auditor read all.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Q
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.core.errors import Forbidden
from backend.places.models import Ward
from backend.registers.models import Entry, EntryQuerySet
from backend.registers.standing import EntryKind
from backend.routing import book
from backend.routing.models import Unit, UnitKind

_FILE = Path(__file__).resolve().parent / "data" / "answerable.json"


class NotYours(Forbidden):
    """The person may look at the entry, but another unit keeps it."""

    def __init__(self) -> None:
        words = _("Chỉ đơn vị phụ trách sổ này, UBND phường nơi đó và tổ giúp việc Chương trình được sửa.")
        super().__init__(words, code="not_yours")


@dataclass(frozen=True)
class Share:
    """The registers that one unit keeps; ``unit`` sits in a ward where ``is_of_a_ward``, and keeps them there alone."""

    unit: Unit
    kinds: frozenset[EntryKind]

    @property
    def is_of_a_ward(self) -> bool:
        return self.unit.ward_id is not None

    def holds(self, kind: EntryKind, ward: Ward) -> bool:
        return kind in self.kinds and (not self.is_of_a_ward or _is_ward_of(self.unit, ward))

    @property
    def rows(self) -> Q:
        """The condition on entries; ``holds`` says the same of one."""
        found, unit = Q(kind__in=self.kinds), self.unit
        if unit.ward is None:
            return found
        ends = Q(ward__valid_to__isnull=True) | Q(ward__valid_to__gte=unit.valid_from)
        begins = Q(ward__valid_from__lte=unit.valid_to) if unit.valid_to else Q()
        return found & Q(ward__slug=unit.ward.slug) & ends & begins


def shares_of(user: User, *, on: date) -> tuple[Share, ...]:
    """Return what the units of ``user`` that are at work on the day keep. Warm, it asks nothing."""
    if not user.is_active:
        return ()
    own = [unit for unit in book.units(on=on) if unit.pk in user.unit_ids]
    return tuple(Share(unit, kinds) for unit in own if (kinds := _kinds_of(unit)))


def may_change(user: User, kind: EntryKind, ward: Ward, *, on: date) -> bool:
    """Whether ``user`` may add and change entries of the register in the ward."""
    if user.is_active and user.is_office:
        return True
    return any(share.holds(kind, ward) for share in shares_of(user, on=on))


def kinds_kept(user: User, *, on: date) -> tuple[EntryKind, ...]:
    """Return the registers to which ``user`` may add somewhere."""
    if user.is_active and user.is_office:
        return tuple(EntryKind)
    kept = frozenset[EntryKind]().union(*(share.kinds for share in shares_of(user, on=on)))
    return tuple(kind for kind in EntryKind if kind in kept)


def kinds_seen(user: User, *, on: date) -> tuple[EntryKind, ...]:
    """Return the registers ``user`` may open."""
    return tuple(EntryKind) if user.is_active and user.reads_all else kinds_kept(user, on=on)


def check_may_change(user: User, kind: EntryKind, ward: Ward, *, on: date) -> None:
    """Raise NotYours where ``user`` may not change entries of the register in the ward."""
    if not may_change(user, kind, ward, on=on):
        raise NotYours


def entries_for(user: User, *, on: date) -> EntryQuerySet:
    """Return the entries ``user`` may see: all for who reads all, else those they may change."""
    if user.is_active and user.reads_all:
        return Entry.objects.all()
    rows = Q(pk__in=())
    for share in shares_of(user, on=on):
        rows |= share.rows
    return Entry.objects.filter(rows)


def _kinds_of(unit: Unit) -> frozenset[EntryKind]:
    if unit.kind == UnitKind.WARD_COMMITTEE:
        return frozenset(EntryKind)
    ward = unit.ward.slug if unit.ward else ""
    return frozenset(
        kind for kind, slugs in _answerable().items() if unit.slug in {one.format(ward=ward) for one in slugs}
    )


def _is_ward_of(unit: Unit, ward: Ward) -> bool:
    """Whether the ward bears the name of the unit's ward, and both were there on some day."""
    if unit.ward is None or unit.ward.slug != ward.slug:
        return False
    has_begun = unit.valid_to is None or ward.valid_from <= unit.valid_to
    return has_begun and (ward.valid_to is None or ward.valid_to >= unit.valid_from)


@cache
def _answerable() -> Mapping[EntryKind, tuple[str, ...]]:
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    return {EntryKind(kind): tuple(slugs) for kind, slugs in rows.items()}
