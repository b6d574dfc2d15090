"""What the pages of registers share: which register and which entry is meant, and what a form says of a place."""

from django.http import Http404, QueryDict
from django.utils import timezone

from backend.core.errors import Refused
from backend.http.form_fields import pair
from backend.places.in_force import day_in_force
from backend.registers import columns
from backend.registers.facts import Facts
from backend.registers.models import Entry
from backend.registers.rights import entries_for, kinds_kept, kinds_seen
from backend.registers.standing import EntryKind
from moderation.door import StaffRequest

HERE = {"here": "registers"}


def kind_of(request: StaffRequest, slug: str, *, is_kept: bool = False) -> EntryKind:
    """Return the register of the address; Http404 where it is none this person opens (or, ``is_kept``, adds to)."""
    day = day_in_force(timezone.now())
    theirs = kinds_kept(request.user, on=day) if is_kept else kinds_seen(request.user, on=day)
    if slug not in theirs:
        raise Http404
    return EntryKind(slug)


def entry_of(request: StaffRequest, pk: int) -> Entry:
    """Return the entry; Http404 where there is none, or it is not this person's to see."""
    rows = entries_for(request.user, on=day_in_force(timezone.now()))
    found = rows.with_labels().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def facts_of(sent: QueryDict) -> Facts:
    """Return what a form says of a place. Raises Refused for a moment or number that cannot be read."""
    return Facts(
        name=sent.get("name", ""),
        point=pair(sent.get("place", "")),
        ward=sent.get("ward", ""),
        address=sent.get("address", ""),
        note=sent.get("note", ""),
        is_residential=bool(sent.get("is_residential")),
        held_at=columns.moment(sent.get("held_at", ""), "held_at"),
        guests=columns.whole(sent.get("guests", ""), "guests"),
        supplier=sent.get("supplier", ""),
    )


def wrong_of(refused: Refused | None) -> dict[str, str]:
    """Return the messages by field, "" for those of no field."""
    return {one.field or "": one.message for one in refused.refusals} if refused else {}
