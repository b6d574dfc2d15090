"""What is kept of people ends by itself: twelve months after a report is over nothing in it names anybody.

Basis: the purpose and the time that :mod:`backend.reports.consent` names. What the public may read stays, the figures
and every event stay, so that closed months and the chains of hashes hold.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from backend.accounts.actor import Clock
from backend.reports import asking
from backend.reports.act import hold_many
from backend.reports.history import may_public_read, never_was
from backend.reports.models import (
    Event,
    Follower,
    Kind,
    OutsideLink,
    Photo,
    Report,
    Screening,
    Status,
    Supporter,
    Undo,
    Upload,
    Words,
)
from backend.reports.models.event import BESIDE, ActorKind
from backend.reports.record import COUNTED, Happened, record_many
from backend.reports.search import text_for
from backend.routing.answers import public_answers

KEPT_YEARS = 1
AT_ONCE = 100  # reports in one transaction
MOST = 1000  # reports in one run of the timed job
_FEBRUARY, _LAST = 2, 28
_COLUMNS = ("address", "answers", "search", "idempotency_key", "idempotency_digest", *COUNTED)


@dataclass(frozen=True)
class Forgotten:
    """What of one report is erased: contacts and words (by their event) by number, photos by the name of their file."""

    code: str
    contacts: Sequence[int] = ()
    words: Sequence[int] = ()
    files: Sequence[str] = ()


def forget_ended(now: datetime, *, dry_run: bool = False, most: int | None = MOST) -> list[Forgotten]:
    """Erase what names people in reports that were over a year ago; return it, or what it would be.

    The files themselves go with the next sweep, as all that no row names. At most ``most`` reports, None for all.
    """
    ids = list(due(now).order_by("created_at", "pk").values_list("pk", flat=True)[:most])
    found: list[Forgotten] = []
    for some in _batches(ids):
        found += _looked_up(some, now) if dry_run else _forgotten(some, now)
    return found


def due(now: datetime) -> "QuerySet[Report]":
    """Return the reports of which something is still kept though they were over a year ago.

    A duplicate is over when the report it repeats is. What was said after a report was emptied stays for a year, too.
    """
    before = over_by(now)
    steps = Event.objects.exclude(kind__in=BESIDE).order_by("-number").values("at")
    emptied = Event.objects.filter(report=OuterRef("pk"), kind=Kind.CONTACT_ERASED, actor_kind=ActorKind.CLOCK)
    waiting = Report.objects.filter(_is_over(), anonymised_at__isnull=True, created_at__lte=before)
    dated = waiting.annotate(
        over_at=Coalesce(Subquery(steps.filter(report=OuterRef("pk"))[:1]), F("created_at")),
        main_over_at=Subquery(steps.filter(report=OuterRef("merged_into"))[:1], output_field=DateTimeField()),
        emptied_at=Subquery(emptied.order_by("-number").values("at")[:1]),
    )
    main_is_over = Q(merged_into__isnull=True) | _is_over("merged_into__") & Q(main_over_at__lte=before)
    emptied_long_ago = Q(emptied_at__isnull=True) | Q(emptied_at__lte=before)
    return dated.filter(main_is_over, emptied_long_ago, over_at__lte=before)


def ends_at(report: Report) -> datetime | None:
    """Return until when is kept what names people in ``report``; None while it is under way. One statement."""
    is_over = (not report.is_open and report.status != Status.RESOLVED) or report.screening == Screening.SPAM
    last = report.events.exclude(kind__in=BESIDE).order_by("-number").first() if is_over else None
    return kept_until(last.at) if last else None


def over_by(now: datetime) -> datetime:
    """Return the moment twelve calendar months before ``now``."""
    year = now.year - KEPT_YEARS
    is_leap_day = (now.month, now.day) > (_FEBRUARY, _LAST) and now.month == _FEBRUARY
    return now.replace(year=year, day=_LAST) if is_leap_day else now.replace(year=year)


def kept_until(over_at: datetime) -> datetime:
    """Return until when is kept what names people in a report that was over at ``over_at``."""
    is_leap_day = (over_at.month, over_at.day) == (_FEBRUARY, _LAST + 1)
    year = over_at.year + KEPT_YEARS
    return over_at.replace(year=year, day=_LAST) if is_leap_day else over_at.replace(year=year)


def _is_over(prefix: str = "") -> Q:
    """Return the condition that nobody has to do anything any more; a result waits for its reporter's word first."""
    spam = Q((f"{prefix}screening", Screening.SPAM))
    return spam | Q((f"{prefix}is_open", False)) & ~Q((f"{prefix}status", Status.RESOLVED))


def _looked_up(ids: Sequence[int], now: datetime) -> list[Forgotten]:
    return list(_Emptying(Report.objects.filter(pk__in=ids).with_labels(), now).found.values())


def _forgotten(ids: Sequence[int], now: datetime) -> list[Forgotten]:
    with transaction.atomic():
        held = hold_many(Report.objects.filter(pk__in=ids).only("pk"))
        still = set(due(now).filter(pk__in=ids).values_list("pk", flat=True))  # somebody may have opened one again
        emptying = _Emptying([one for one in held if one.pk in still], now)
        emptying.do(now)
    return list(emptying.found.values())


class _Emptying:
    """What some reports hold of people, and its end."""

    def __init__(self, reports: Iterable[Report], now: datetime) -> None:
        self.reports = {one.pk: one for one in reports}
        self._now = now
        self._photos = list(Photo.objects.filter(report__in=self.reports).order_by("report_id", "order", "id"))
        contacts, words, files = self._contacts(), self._words(), self._files()
        self.found = {
            pk: Forgotten(one.code, sorted(contacts[pk]), sorted(words[pk]), sorted(files[pk]))
            for pk, one in sorted(self.reports.items())
        }

    def do(self, now: datetime) -> None:
        """Erase it, and write down in each report's history that it was done."""
        found = self.found.values()
        asking.stop_all([pk for one in found for pk in one.contacts], now=now)
        words = Words.objects.filter(event__in=[seq for one in found for seq in one.words])
        words.update(body="", salt="", erased_at=now)
        self._empty_photos()
        for rows in (Supporter.objects, OutsideLink.objects, Undo.objects):
            rows.filter(report__in=self.reports).delete()
        for report in self.reports.values():
            _empty(report)
        said = Happened(Kind.CONTACT_ERASED, data={"kept_months": 12 * KEPT_YEARS}, is_public=False)
        record_many([(one, said) for one in self.reports.values()], by=Clock(), now=now)
        for report in self.reports.values():
            report.anonymised_at = now
        Report.objects.bulk_update(self.reports.values(), _COLUMNS)

    def _contacts(self) -> Mapping[int, set[int]]:
        """Return, by report, the contacts of its reporter and of who follows it that nothing else needs any more."""
        found = self._nothing()
        shared = Report.objects.filter(contact__in=[one.contact_id for one in self.reports.values() if one.contact_id])
        others = dict(shared.filter(anonymised_at__isnull=True).values_list("pk", "contact"))
        needed = {others[pk] for pk in self._standing(others)}
        mine = Report.objects.filter(pk__in=self.reports, contact__erased_at__isnull=True)
        for pk, contact in mine.filter(contact__isnull=False).values_list("pk", "contact"):
            if contact not in needed:
                found[pk].add(contact)
        followers = Follower.objects.filter(report__in=self.reports, contact__erased_at__isnull=True)
        for pk, contact in followers.values_list("report", "contact"):
            found[pk].add(contact)
        return found

    def _words(self) -> Mapping[int, set[int]]:
        """Return, by report, the events whose words the public may not read: notes, and what the resident wrote."""
        found = self._nothing()
        events: dict[int, list[Event]] = {pk: [] for pk in self.reports}
        for event in Event.objects.filter(report__in=self.reports).select_related("words").order_by("number"):
            events[event.report_id or 0].append(event)
        for pk, chain in events.items():
            gone = never_was(chain)
            for event in chain:
                words = getattr(event, "words", None)
                is_public = may_public_read(event, self.reports[pk]) and event.number not in gone
                if words is not None and words.erased_at is None and not is_public:
                    found[pk].add(event.seq)
        return found

    def _files(self) -> Mapping[int, set[str]]:
        """Return, by report, the files that only these reports name, and that nobody outside may see."""
        found = self._nothing()
        for photo in self._photos:
            names = {photo.clean_name, photo.thumb_name}
            released = {photo.public_name, photo.public_thumb_name} - {""}
            found[photo.report_id] |= names - released if self._is_released(photo) else names | released
        every = set().union(*found.values()) if found else set()
        needed: set[str] = set()
        for name in ("clean_name", "thumb_name"):
            others = list(Photo.objects.filter(**{f"{name}__in": every}).values_list("report", name))
            standing = self._standing({pk for pk, _name in others})
            needed |= {file for pk, file in others if pk in standing}
            needed |= set(Upload.objects.filter(**{f"{name}__in": every}).values_list(name, flat=True))
        return {pk: names - needed for pk, names in found.items()}

    def _empty_photos(self) -> None:
        """Keep of each photo what was released, edits and all; the others' rows go."""
        released = [one for one in self._photos if self._is_released(one)]
        for photo in released:
            photo.clean_name, photo.thumb_name = photo.public_name, photo.public_thumb_name
            photo.boxes, photo.turn, photo.crop = [], 0, None
        Photo.objects.bulk_update(released, ["clean_name", "thumb_name", "boxes", "turn", "crop"])
        kept = {one.pk for one in released}
        Photo.objects.filter(pk__in=[one.pk for one in self._photos if one.pk not in kept]).delete()

    def _is_released(self, photo: Photo) -> bool:
        report = self.reports[photo.report_id]
        return bool(photo.public_name and report.published_at and report.screening == Screening.CLEAR)

    def _standing(self, reports: Iterable[int]) -> set[int]:
        """Return those of ``reports`` that are not to be emptied, now or with the next ones."""
        others = set(reports) - self.reports.keys()
        return others - set(due(self._now).filter(pk__in=others).values_list("pk", flat=True)) if others else others

    def _nothing(self) -> dict[int, set[Any]]:
        return {pk: set() for pk in self.reports}


def _empty(report: Report) -> None:
    """Take out of the row what the resident wrote; the place, the kind and the moments stay, for the figures."""
    street = report.street.name if report.street else ""
    report.address = ""
    report.answers = public_answers(report.category, report.answers) if report.published_at else {}
    report.search = text_for(report.code, report.category.name, street, report.ward.name)
    report.idempotency_key, report.idempotency_digest = None, ""


def _batches(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    rest = iter(ids)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
