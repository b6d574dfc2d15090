"""From events to deliveries: each webhook reads the history once, in order, behind its own number."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from backend.reports.changes import Turn, changes_after, newest
from notifications.models import Delivery, Webhook

KEPT = timedelta(days=30)  # how long the log remembers what is over
_BATCH = 500


def living(now: datetime) -> "QuerySet[Webhook]":
    """Return the webhooks that are told of changes at ``now``, who waited longest first, with their keys."""
    hooks = Webhook.objects.kept().filter(disabled_at__isnull=True, key__revoked_at__isnull=True)
    in_force = hooks.filter(Q(key__expires_at__isnull=True) | Q(key__expires_at__gt=now))
    return in_force.select_related("key").order_by("tried_at", "id")


def write_deliveries(*, now: datetime) -> int:
    """Write down what events owe every living webhook; return how many deliveries are new."""
    last = newest()
    behind = living(now).filter(read_to__lt=last).values_list("pk", flat=True)
    return sum(_write_for(pk, now=now) for pk in list(behind))


def forget_old(now: datetime) -> int:
    """Take out of the log what was sent or given up long ago; return how much."""
    over = Q(sent_at__lt=now - KEPT) | Q(gave_up_at__lt=now - KEPT)
    gone, _by_model = Delivery.objects.filter(over).delete()
    return gone


def _write_for(pk: int, *, now: datetime) -> int:
    """Write down what one webhook is owed. Deliveries and its new number are one transaction: a kill loses neither."""
    written = 0
    while True:
        with transaction.atomic():
            hook = Webhook.objects.select_for_update().get(pk=pk)
            last = newest()  # before the look: what commits between the two is looked at next time
            seen = changes_after(hook.read_to, most=_BATCH)
            wanted = {*hook.turns, Turn.WITHDRAWN}
            owed = [Delivery(webhook=hook, event_id=one.seq, not_before=now) for one in seen if one.turn in wanted]
            Delivery.objects.bulk_create(owed, ignore_conflicts=True)
            is_all = len(seen) < _BATCH
            read_to = max([hook.read_to, last if is_all else 0, *(one.seq for one in seen)])
            Webhook.objects.filter(pk=pk).update(read_to=read_to)
        written += len(owed)
        if is_all:
            return written


def replay(deliveries: "QuerySet[Delivery]", *, now: datetime) -> int:
    """Let deliveries leave once more, under the same name; return how many. What is under way is left alone."""
    over = deliveries.filter(Q(sent_at__isnull=False) | Q(gave_up_at__isnull=False))
    return over.update(
        sent_at=None, gave_up_at=None, attempts=0, last_error="", lease_until=None, not_before=now, replayed_at=now
    )


def pending(hook: Webhook) -> int:
    """Return how many deliveries wait."""
    return hook.deliveries.filter(sent_at__isnull=True, gave_up_at__isnull=True).count()


def succeeded(hook: Webhook, *, now: datetime) -> None:
    """Write down that the receiver took one."""
    Webhook.objects.filter(pk=hook.pk).update(failures=0, failing_since=None, waits_until=None, tried_at=now)


def failed(hook: Webhook, *, pause: timedelta, now: datetime) -> None:
    """Write down that the receiver took one not, and let it rest."""
    Webhook.objects.filter(pk=hook.pk).update(failures=F("failures") + 1, waits_until=now + pause, tried_at=now)
    Webhook.objects.filter(pk=hook.pk, failing_since__isnull=True).update(failing_since=now)
