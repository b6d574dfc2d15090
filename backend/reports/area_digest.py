"""At six each evening those who follow areas are told what is new there and what is done: one event, many letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from backend.reports.area import Area, area_of
from backend.reports.models import AreaDigest, AreaFollower, Event, Kind, Report, Status
from backend.reports.record import record_system

AREA_DIGEST = "system_area_digest"
BEGINS, ENDS = time(18), time(21)  # in the city; what is not told in the evening is told in the next
_ENDS_IT = (Kind.RESOLVED, Kind.REJECTED)  # who heard that it is done need not hear that it is closed
_ENDED = (Status.RESOLVED, Status.CLOSED, Status.REJECTED)


@dataclass(frozen=True)
class Change:
    """A report, and when the public learned what is told of it."""

    report: Report
    at: datetime


@dataclass(frozen=True)
class Changes:
    """What the public learned since the evening before: reports that are new, and reports that are done."""

    new: Sequence[Change] = ()
    ended: Sequence[Change] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.ended)

    def within(self, area: Area, *, since: datetime) -> "Changes":
        """Return those in ``area`` that came after ``since``, the moment from which somebody follows it."""

        def told(changes: Sequence[Change]) -> list[Change]:
            return [one for one in changes if one.at > since and area.holds(one.report)]

        return Changes(told(self.new), told(self.ended))


def announce(now: datetime) -> int:
    """Announce the evening's digest once; return 1 if this call did. Safe in several workers at once."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    if not AreaDigest.objects.exists():
        return _begin(local.date() - timedelta(days=1), now=now)
    if not BEGINS <= local.time() < ENDS or AreaDigest.objects.filter(day=local.date()).exists():
        return 0
    try:
        with transaction.atomic():
            row = AreaDigest.objects.create(day=local.date(), seq=0, at=now)
            row.seq = record_system(AREA_DIGEST, now=now).seq
            row.save(update_fields=["seq"])
    except IntegrityError:
        return 0
    return 1


def changes_of(event: Event) -> Changes:
    """Return what ``event``, a digest's, tells of, as it stands now. Three statements."""
    before = AreaDigest.objects.filter(seq__lt=event.seq).order_by("-seq").first()
    if before is None:
        return Changes()
    told = Event.objects.filter(seq__gt=before.seq, seq__lt=event.seq, report__isnull=False)
    moments, ends = _moments(told)
    reports = (
        Report.objects.released()
        .filter(pk__in=told.order_by().values("report"))
        .select_related("category", "ward", "street")
        .defer("ward__boundary", "street__lines")
        .order_by("-created_at", "-id")
    )
    found = [one for one in reports if one.status != Status.DUPLICATE]
    new = [Change(one, one.published_at) for one in found if one.published_at and (one.pk, one.published_at) in moments]
    ended = [Change(one, ends[one.pk]) for one in found if one.status in _ENDED and one.pk in ends]
    return Changes(new, ended)


def who_hears(event: Event) -> list[AreaFollower]:
    """Return who follows an area in which something changed, with their contacts. Three statements."""
    changes = changes_of(event)
    if not changes:
        return []
    rows = AreaFollower.objects.filter(confirmed_at__isnull=False, stopped_at__isnull=True)
    followers = rows.select_related("contact", "street").defer("street__lines").order_by("id")
    return [one for one in followers if changes_for(one, changes)]


def changes_for(follower: AreaFollower, changes: Changes) -> Changes:
    """Return what of ``changes`` concerns ``follower``, who has confirmed."""
    return changes.within(area_of(follower), since=follower.confirmed_at or follower.asked_at)


def _begin(day: date, *, now: datetime) -> int:
    """Write down from where the first evening counts; nobody is told of what was before."""
    newest = Event.objects.aggregate(newest=Max("seq"))["newest"] or 0
    AreaDigest.objects.get_or_create(day=day, defaults={"seq": newest, "at": now})
    return 0


def _moments(told: "QuerySet[Event]") -> tuple[set[tuple[int, datetime]], dict[int, datetime]]:
    """Return when something happened to which report, and which reports were done when. One statement."""
    rows = [(pk or 0, kind, at) for pk, kind, at in told.order_by("seq").values_list("report", "kind", "at")]
    return {(pk, at) for pk, _kind, at in rows}, {pk: at for pk, kind, at in rows if kind in _ENDS_IT}
