"""From events to letters: the history is read once, in order, behind a cursor."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max

from backend.reports.models import Event
from backend.routing.models import Level
from notifications.hours import HESITATION, earliest
from notifications.models import Cursor, Letter
from notifications.recipients import OWING, Owed, owed

log = logging.getLogger(__name__)
READER = "letters"
NO_NEWS_AFTER = timedelta(days=7)  # a history brought in later (a restore, sample data) is told to nobody
_BATCH = 1000


@dataclass(frozen=True)
class _Batch:
    read: int
    written: int


def write_letters(*, now: datetime) -> int:
    """Write down every letter that events after the cursor owe, and return how many.

    The letters and the cursor's new place are one transaction: a worker killed anywhere reads the batch again, and
    two workers wait for each other at the cursor's row.
    """
    Cursor.objects.get_or_create(reader=READER)
    written = 0
    while (batch := _one_batch(now=now)).read:
        written += batch.written
        if batch.read < _BATCH:
            break
    return written


def start_from_now(*, dry_run: bool = False) -> int:
    """Put the cursor behind the newest event and return how many events nobody will be told of."""
    Cursor.objects.get_or_create(reader=READER)
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().get(reader=READER)
        unread = Event.objects.filter(seq__gt=cursor.seq).aggregate(number=Count("seq"), newest=Max("seq"))
        if unread["number"] and not dry_run:
            cursor.seq = unread["newest"]
            cursor.save(update_fields=["seq"])
    return int(unread["number"])


def _one_batch(*, now: datetime) -> _Batch:
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().get(reader=READER)
        rows = Event.objects.filter(seq__gt=cursor.seq).order_by("seq").values_list("seq", "kind", "at")[:_BATCH]
        seen = list(rows)
        if not seen:
            return _Batch(0, 0)
        owing = [seq for seq, kind, at in seen if kind in OWING and at > now - NO_NEWS_AFTER]
        letters = [letter for event in _with_what_is_asked(owing) for letter in _letters(event)]
        Letter.objects.bulk_create(letters, ignore_conflicts=True)
        cursor.seq = seen[-1][0]
        cursor.save(update_fields=["seq"])
    if old := sum(kind in OWING and at <= now - NO_NEWS_AFTER for _seq, kind, at in seen):
        log.warning("%s events older than %s are told to nobody.", old, NO_NEWS_AFTER)
    return _Batch(len(seen), len(letters))


def _with_what_is_asked(seqs: Sequence[int]) -> Sequence[Event]:
    """Return the events with all that ``owed`` reads. Three statements, however many events."""
    if not seqs:
        return ()
    events = (
        Event.objects.filter(seq__in=seqs)
        .select_related("report__contact", "report__unit", "report__assignee")
        .order_by("seq")
    )
    return list(events.prefetch_related("report__involvements__unit"))


def _letters(event: Event) -> list[Letter]:
    return [_letter(event, one) for one in owed(event)]


def _letter(event: Event, one: Owed) -> Letter:
    leaves = earliest(event.at + HESITATION, carrier=one.carrier, is_urgent=event.level == Level.URGENT)
    return Letter(event=event, recipient=one.recipient, carrier=one.carrier, not_before=leaves)
