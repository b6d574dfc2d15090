"""Deeds of people whose network may lose the answer: sent again under the same key they are not done again."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, OperationalError, transaction

from backend.accounts.models import User
from backend.core.lock import waited_too_long
from backend.reports.intake import KeyReused, StillInFlight
from backend.reports.models import DoneOnce

KEPT = timedelta(days=3)  # a telephone may be without a network over a weekend


@dataclass(frozen=True)
class Answered:
    """What a deed answers, ready for JSON; ``is_replay`` where it was done before."""

    answer: Any
    is_replay: bool


class _Taken(Exception):
    """The key is taken: the same deed was done a moment ago."""


def once(asked: Mapping[str, Any], deed: Callable[[], Any], *, user: User, key: UUID | None, now: datetime) -> Answered:
    """Do ``deed`` and return what it answers; if ``user`` sent the same ``key`` before, return the answer of then.

    ``asked`` is what the deed depends on. What is refused is not kept: nothing was done. A second request in flight
    waits for the first. Raises KeyReused where the key came with something else, StillInFlight after five seconds, and
    what ``deed`` raises.
    """
    if key is None:
        return Answered(deed(), is_replay=False)
    digest = digest_of(asked)
    if (before := _done_before(user, key, digest)) is not None:
        return before
    try:
        with transaction.atomic():
            row = _claimed(user, key, digest, now=now)
            row.answer = json.loads(json.dumps(deed(), cls=DjangoJSONEncoder))
            row.save(update_fields=["answer"])
        return Answered(row.answer, is_replay=False)
    except _Taken:
        before = _done_before(user, key, digest)
        if before is None:  # the first was refused while this one waited for it
            raise StillInFlight from None
        return before


def digest_of(asked: Mapping[str, Any]) -> str:
    """Return SHA-256, in hex, over what is asked."""
    text = json.dumps(asked, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def forget_done(now: datetime) -> int:
    """Forget answers older than :data:`KEPT`; return how many."""
    return DoneOnce.objects.filter(at__lt=now - KEPT).delete()[0]


def _claimed(user: User, key: UUID, digest: str, *, now: datetime) -> DoneOnce:
    """Take the key; on PostgreSQL this waits for whoever holds it, on SQLite the transaction's beginning did."""
    try:
        with transaction.atomic():
            return DoneOnce.objects.create(user=user, key=key, digest=digest, at=now)
    except IntegrityError:
        raise _Taken from None
    except OperationalError as slow:
        if waited_too_long(slow):
            raise StillInFlight from slow
        raise


def _done_before(user: User, key: UUID, digest: str) -> Answered | None:
    found = DoneOnce.objects.filter(user=user, key=key).first()
    if found is None:
        return None
    if found.digest != digest:
        raise KeyReused
    return Answered(found.answer, is_replay=True)
