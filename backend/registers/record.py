"""How every change of an entry is made: the row held, the right to it checked, what differs written down."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.edit_reference import ChangedMeanwhile
from backend.core.errors import Refused
from backend.core.lock import lock
from backend.core.text import clean
from backend.places.in_force import day_in_force
from backend.registers.models import Change, Entry
from backend.registers.rights import check_may_change
from backend.registers.standing import Deed, EntryKind

LONGEST_NOTE = 1_000
_FIRST_DAY = date(1990, 1, 1)  # an older date is a slip of the hand


def hold(entry: Entry, *, by: Staff, now: datetime, version: int | None = None) -> Entry:
    """Return the row as it is now, held until the transaction ends.

    Raises NotYours; ChangedMeanwhile where it is no longer at ``version``.
    """
    lock(Entry.objects.filter(pk=entry.pk), no_key=True)
    held = Entry.objects.select_related("site", "ward").get(pk=entry.pk)
    check_may_change(by.user, EntryKind(held.kind), held.ward, on=day_in_force(now))
    if version is not None and version != held.version:
        raise ChangedMeanwhile
    return held


def write_down(
    entry: Entry,
    deed: Deed,
    *,
    before: Mapping[str, object],
    after: Mapping[str, object],
    by: Staff,
    now: datetime,
) -> Change:
    """Raise the version of the held ``entry``, save it, and write the change down: only what differs.

    Raises Refused (no_change) where nothing does.
    """
    differs = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not differs:
        raise Refused(_("Không có gì thay đổi."), code="no_change")
    entry.version += 1
    entry.save()
    return Change.objects.create(
        entry=entry,
        deed=deed,
        before={name: before[name] for name in differs if name in before},
        after={name: after[name] for name in differs if name in after},
        by=by.user,
        at=now,
    )


def checked_note(words: str, *, field: str = "note") -> str:
    """Return ``words`` cleaned. Raises Refused (``field``) over 1,000 characters."""
    note = clean(words)
    if len(note) > LONGEST_NOTE:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_NOTE}, field=field, code="too_long")
    return note


def checked_day(day: date | None, *, now: datetime, field: str = "on") -> date:
    """Return ``day``. Raises Refused (``field``) where there is none, before 1990 or after today in the city."""
    if day is None:
        raise Refused(_("Xin chọn ngày."), field=field, code="required")
    if day > today(now):
        raise Refused(_("Ngày này chưa tới."), field=field, code="future")
    if day < _FIRST_DAY:
        raise Refused(_("Ngày này quá xa, xin xem lại."), field=field, code="too_early")
    return day


def today(now: datetime) -> date:
    """Return the date in the city at ``now`` (aware)."""
    return timezone.localtime(now, timezone.get_default_timezone()).date()
