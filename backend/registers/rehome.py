"""Wards change: entries go to the ward that now holds their point, each written down in its history."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.places.locate import ward_at, wards_in_force
from backend.places.models import Ward
from backend.registers.models import Entry
from backend.registers.record import write_down
from backend.registers.standing import Deed


@dataclass(frozen=True)
class Rehomed:
    """How many entries moved, and those whose point lies in no ward of the day: they stay for a person to decide."""

    moved: int
    outside: tuple[int, ...]


@transaction.atomic
def rehome(*, on: date, by: Staff, now: datetime, dry_run: bool = False) -> Rehomed:
    """Give every entry of a ward that is not in force on day ``on`` the ward that holds its point then.

    With ``dry_run`` nothing is written. Whoever changes the wards calls it; no right to single entries is asked for.
    """
    in_force = {ward.pk for ward in wards_in_force(on)}
    rows = Entry.objects.exclude(ward__in=in_force).select_for_update(no_key=True, of=("self",))
    moved, outside = 0, list[int]()
    for entry in rows.with_labels().order_by("id"):
        ward = _new_ward(entry, on)
        if ward is None:
            outside.append(entry.pk)
            continue
        moved += 1
        if not dry_run:
            _move(entry, ward, by=by, now=now)
    return Rehomed(moved, tuple(outside))


def _new_ward(entry: Entry, on: date) -> Ward | None:
    try:
        return ward_at(entry.site.point, on=on)
    except Refused:
        return None


def _move(entry: Entry, ward: Ward, *, by: Staff, now: datetime) -> None:
    before = {"ward": entry.ward.name, "since": entry.ward.valid_from.isoformat()}
    entry.ward = entry.site.ward = ward
    entry.site.save(update_fields=["ward"])
    after = {"ward": ward.name, "since": ward.valid_from.isoformat()}
    write_down(entry, Deed.EDITED, before=before, after=after, by=by, now=now)
