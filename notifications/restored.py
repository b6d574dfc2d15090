"""After a copy came back: what was due before is told to nobody a second time.

The copy is older than the loss, so what it still owes has most likely left since. Written down and given up are all
letters due by now, with the reason ``restored``; what is due later (the night's letters) stays, and calls, which
people make and see. Deliveries to programs stay: they are kept in step, and know a change that comes twice. A parcel is
looked for at its partner before it is posted again.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from backend.backups.database import database
from backend.backups.restore import LEAP, leap
from notifications.models import Letter, Parcel
from notifications.owing import write_letters

RESTORED = "restored"


@dataclass(frozen=True)
class Settled:
    """How many letters nobody is sent, and how many parcels are looked for first."""

    letters: int
    parcels: int


def settle(*, now: datetime) -> Settled:
    """Owe nothing of the time before the copy came back. Call it once, before any worker starts."""
    write_letters(now=now)
    with transaction.atomic():
        letters = Letter.objects.to_send().filter(Q(not_before__lte=now) | Q(attempts__gt=0))
        given_up = letters.update(gave_up_at=now, lease_until=None, last_error=RESTORED)
        unsent = Parcel.objects.filter(sent_at__isnull=True, gave_up_at__isnull=True, posting_at__isnull=True)
        parcels = sum(
            Parcel.objects.filter(pk=one.pk).update(posting_at=one.not_before, lease_until=None) for one in unsent
        )
    leap()
    database().leap(Letter._meta.db_table, "id", by=LEAP)  # noqa: SLF001  # documented
    return Settled(given_up, parcels)
