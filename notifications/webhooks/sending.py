"""What is owed to webhooks is sent: signed anew at each try, retried with growing pauses, never twice at once."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db.models import F, Q, QuerySet

from backend.reports.changes import change_of
from notifications.carriers import webhook as carrier
from notifications.carriers.unsent import Unsent
from notifications.models import Delivery, Webhook
from notifications.outcome import GivenUp, Outcome, PutOff, Sent
from notifications.public_address import read_target
from notifications.step import taken
from notifications.webhooks import owing
from notifications.webhooks.notice import switch_off
from notifications.webhooks.signing import body_of, signed

LEASE = timedelta(minutes=1)  # a worker that dies while sending leaves the delivery to others after this long
# Between the tries of one delivery; two days in all.
PAUSES = tuple(timedelta(seconds=one) for one in (10, 60, 300, 1800, 7200, 21_600, 43_200, 86_400))
MOST_ATTEMPTS = len(PAUSES) + 1
# Of everything for a receiver that failed so often in a row: one that is away costs an attempt now and then.
RESTS = tuple(timedelta(seconds=one) for one in (0, 10, 60, 300, 900, 1800))
SWITCHED_OFF_AFTER = timedelta(days=5)
GONE = "gone"
WORKER_DIED = "worker_died"
_ROUND_S = 10.0  # then the worker's other jobs have their turn
_TURN = 20  # deliveries to one receiver before the next has its turn

Now = Callable[[], datetime]


@dataclass(frozen=True)
class Drained:
    """What one call did."""

    written: int = 0
    sent: int = 0
    failed: int = 0


def drain(now: datetime) -> Drained:
    """Write down and send what is due at ``now``. Any number of workers may call it at once."""
    passed = time.monotonic()

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - passed)

    written = owing.write_deliveries(now=now)
    _give_up_abandoned(now)
    outcomes = list(_sendings(moment))
    sent = sum(isinstance(one, Sent) for one in outcomes)
    return Drained(written, sent, len(outcomes) - sent)


def _sendings(moment: Now) -> Iterator[Outcome]:
    """Send receiver by receiver, some to each, until nothing is due or the round is over."""
    ends, is_idle = moment() + timedelta(seconds=_ROUND_S), False
    while not is_idle:
        is_idle = True
        for pk in list(owing.living(moment()).values_list("pk", flat=True)):
            for outcome in _to_one(pk, moment, ends=ends):
                is_idle = False
                yield outcome
        is_idle = is_idle or moment() >= ends


def _to_one(pk: int, moment: Now, *, ends: datetime) -> Iterator[Outcome]:
    """Send what is due to one receiver, a turn of it, until one fails."""
    for delivery_pk in list(_free(pk, moment()).order_by("not_before", "id").values_list("pk", flat=True)[:_TURN]):
        if moment() >= ends:
            return
        if not _claim(delivery_pk, pk, moment()):
            continue
        delivery = Delivery.objects.select_related("webhook", "event__report").get(pk=delivery_pk)
        outcome = taken(f"Delivery {delivery_pk}", partial(_outcome, delivery, moment))
        outcome = outcome or _later(delivery, "error", moment())
        _tick_off(delivery, outcome, now=moment())
        yield outcome
        if isinstance(outcome, PutOff):
            return


def _free(pk: int, now: datetime) -> "QuerySet[Delivery]":
    """Return deliveries to a receiver that may leave now and that no living worker holds."""
    unclaimed = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    rested = Q(webhook__waits_until__isnull=True) | Q(webhook__waits_until__lte=now)
    rows = Delivery.objects.filter(webhook=pk, sent_at__isnull=True, gave_up_at__isnull=True)
    return rows.filter(unclaimed, rested, not_before__lte=now, attempts__lt=MOST_ATTEMPTS)


def _claim(pk: int, hook_pk: int, now: datetime) -> bool:
    """Take the delivery if it is still free. The attempt counts from here: one that kills its worker ends too."""
    free = _free(hook_pk, now).filter(pk=pk)
    return bool(free.update(lease_until=now + LEASE, attempts=F("attempts") + 1, tried_at=now, took_ms=None))


def _outcome(delivery: Delivery, moment: Now) -> Outcome:
    """Send one delivery and return what became of it."""
    hook, report, change = delivery.webhook, delivery.event.report, change_of(delivery.event)
    if change is None or report is None:
        return GivenUp("not_public")
    body = body_of(change, report)
    begun = time.monotonic()
    try:
        carrier.post(read_target(hook.url), body, headers=signed(hook, name=delivery.name, body=body, now=moment()))
    except carrier.Gone:
        switch_off(hook, GONE, now=moment())
        return _later(delivery, GONE, moment())
    except Unsent as unsent:
        _rest(hook, unsent.code, now=moment())
        return _later(delivery, unsent.code, moment())
    finally:
        delivery.took_ms = round((time.monotonic() - begun) * 1000)
    owing.succeeded(hook, now=moment())
    return Sent()


def _rest(hook: Webhook, code: str, *, now: datetime) -> None:
    """Let a receiver rest that failed; switch it off where it has failed for days."""
    owing.failed(hook, pause=RESTS[min(hook.failures, len(RESTS) - 1)], now=now)
    if hook.failing_since and now - hook.failing_since >= SWITCHED_OFF_AFTER:
        switch_off(hook, code, now=now)


def _later(delivery: Delivery, code: str, now: datetime) -> Outcome:
    if delivery.attempts >= MOST_ATTEMPTS:
        return GivenUp(code)
    return PutOff(now + PAUSES[delivery.attempts - 1], code)


def _tick_off(delivery: Delivery, outcome: Outcome, *, now: datetime) -> None:
    """Write down what became of a claimed delivery."""
    mine = Delivery.objects.filter(pk=delivery.pk, sent_at__isnull=True, gave_up_at__isnull=True)
    match outcome:
        case Sent():
            mine.update(sent_at=now, lease_until=None, last_error="", took_ms=delivery.took_ms)
        case GivenUp(code=code):
            mine.update(gave_up_at=now, lease_until=None, last_error=code, took_ms=delivery.took_ms)
        case PutOff(until=until, code=code):
            mine.update(not_before=until, lease_until=None, last_error=code, took_ms=delivery.took_ms)


def _give_up_abandoned(now: datetime) -> int:
    """Give up deliveries whose last attempt ended with its worker's death."""
    rows = Delivery.objects.filter(sent_at__isnull=True, gave_up_at__isnull=True, lease_until__lte=now)
    return rows.filter(attempts__gte=MOST_ATTEMPTS).update(gave_up_at=now, lease_until=None, last_error=WORKER_DIED)
