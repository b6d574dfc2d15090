"""How things stand in the database and in Redis at this moment, in a fixed number of statements."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count, Q
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis import Redis
from redis.exceptions import RedisError

from backend.backups.models import Work
from backend.backups.overdue import last_good
from backend.core import replica
from backend.reports.models import Report, Status
from moderation.watch.checks import failures
from notifications.models import Delivery, Letter, Parcel
from notifications.unsent import given_up, waiting_since

_DAY = timedelta(days=1)
_ANSWERS_WITHIN_S = 1.0
QUEUE = "celery"  # as Celery calls its list in Redis


class Standing(Collector):
    """Asks when it is asked. Where the database is away only that is said."""

    def collect(self) -> Iterator[Metric]:
        now = timezone.now()
        reasons = failures(now)
        yield _by("longbien_check", "Whether what the platform needs is there (1) or not (0).", "of",
                  {name: float(not why) for name, why in reasons.items()})  # fmt: skip
        yield from _queue()
        yield from _replica()
        try:
            yield from _letters(now)
            yield from _reports(now)
            yield from _backups(now)
        except (DatabaseError, InterfaceError):
            connection.close()


def _letters(now: datetime) -> Iterator[Metric]:
    said = Letter.objects.unsent().aggregate(
        due=Count("pk", filter=~Q(carrier="call") & Q(not_before__lte=now)),
        later=Count("pk", filter=~Q(carrier="call") & Q(not_before__gt=now)),
        away=Count("pk", filter=Q(last_error__startswith="away_")),
        calls=Count("pk", filter=Q(carrier="call")),
    )
    said["given_up_today"] = given_up().filter(gave_up_at__gt=now - _DAY).order_by().count()
    yield _by("longbien_letters", "Letters, by what becomes of them.", "state", said)
    since = waiting_since(now)
    yield _one("longbien_outbox_age_seconds", "Age of the oldest thing that should have left.", _age(since, now))
    owed = {"webhook": _owed(Delivery, now), "partner": _owed(Parcel, now)}
    yield _by("longbien_deliveries_due", "What other programs have not been told yet.", "to", owed)


def _owed(model: type[Delivery] | type[Parcel], now: datetime) -> int:
    return model._default_manager.filter(  # noqa: SLF001  # documented
        sent_at__isnull=True, gave_up_at__isnull=True, not_before__lte=now
    ).count()


def _reports(now: datetime) -> Iterator[Metric]:
    """Open reports from the partial indexes."""
    rows = Report.objects.open().order_by().values_list("status").annotate(number=Count("pk"))
    yield _by("longbien_reports_open", "Open reports, by status.", "status", dict(rows))
    late = Report.objects.open().filter(screening="clear")
    missed = late.aggregate(
        accept=Count("pk", filter=Q(status=Status.RECEIVED, accept_by__lt=now)),
        resolve=Count("pk", filter=~Q(status=Status.NEEDS_INFO) & Q(resolve_by__lt=now)),
    )
    yield _by("longbien_deadlines_missed", "Open reports past a deadline.", "deadline", missed)


def _backups(now: datetime) -> Iterator[Metric]:
    """Ages where there is none are those since the first of 1970: an alert must not wait for the first."""
    ages = {}
    for work in Work:
        good = last_good(work)
        ages[work.value] = (now - good.ended_at).total_seconds() if good and good.ended_at else now.timestamp()
    yield _by("longbien_backup_age_seconds", "Age of the last good copy, and of the last good drill.", "of", ages)


def _queue() -> Iterator[Metric]:
    if not settings.REDIS_URL:
        return
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=_ANSWERS_WITHIN_S, retry=None) as redis:
            length = redis.llen(QUEUE)
    except (RedisError, OSError):
        return
    yield _one("longbien_queue_length", "Rings that wait for the worker.", float(str(length)))


def _replica() -> Iterator[Metric]:
    """Where there is one. How far it is behind is not told where nobody knows."""
    seen = replica.look()
    if seen is None:
        return
    yield _one("longbien_replica_serves", "Whether reads of the public go to the replica (1).", float(not seen.why))
    if seen.lag_s is not None:
        yield _one("longbien_replica_lag_seconds", "How old what the replica tells is at most.", seen.lag_s)


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _one(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _by(name: str, what: str, label: str, values: "dict[str, float] | dict[str, int]") -> Metric:
    family = GaugeMetricFamily(name, what, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
