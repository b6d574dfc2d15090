"""A report comes in: the one call that every door makes.

Photos first (cleaned and stored, no lock held), then one transaction with a fixed number of statements, its event last.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Actor, Program, Staff
from backend.core.errors import Refused
from backend.core.lock import waited_too_long
from backend.places.models import Site
from backend.places.posters import is_near, site_meant
from backend.reports import arrivals, involvement, outside_links, taken_down, uploads
from backend.reports.arrivals import NOTHING, Judged, Origin
from backend.reports.codes import new_code
from backend.reports.models import Contact, Event, Involvement, Kind, Report, Screening
from backend.reports.new_report import NewContact, NewReport
from backend.reports.place import Placed, place
from backend.reports.publication import at_intake, public_search, renditions
from backend.reports.record import record
from backend.reports.screen_at_intake import Screened, screened, with_arrival
from backend.reports.search import text_for
from backend.reports.shape import Shaped, shaped
from backend.reports.uploads import StoredPhoto
from backend.reports.wall import ALL, seeing
from backend.routing.answers import emergency_for
from backend.routing.decide import Decision, Matter, decide
from backend.routing.models import Level, Unit

__all__ = ["Filed", "KeyReused", "NewContact", "NewReport", "StillInFlight", "submit"]

_TRIES = 5  # a new code may collide with one given out; five times in a row it does not


@dataclass(frozen=True)
class Filed:
    """A report that is safely in. ``event`` holds the state as it was answered the first time."""

    report: Report
    event: Event
    with_units: tuple[Unit, ...]
    is_replay: bool


@dataclass(frozen=True)
class _Ready:
    """A report that only has to be written down."""

    new: NewReport
    digest: str
    shape: Shaped
    where: Placed
    screening: Screened
    decision: Decision
    site: Site | None = None
    judged: Judged = NOTHING
    renditions: Sequence[tuple[str, str]] = ()  # of its photos, where they are public at once

    @property
    def is_emergency(self) -> bool:
        return self.decision.level == Level.URGENT or bool(emergency_for(self.shape.category, self.shape.answers))

    def with_judgement(self, judged: Judged) -> "_Ready":
        """Return what is to be written down after ``judged``."""
        screening = with_arrival(self.screening, judged, is_emergency=self.is_emergency)
        return replace(self, screening=screening, judged=judged)


class KeyReused(Refused):
    """The idempotency key came before, with another report: ``sent_before`` is its code, "" of what is no report."""

    def __init__(self, sent_before: str = "") -> None:
        super().__init__(
            _("Khóa chống gửi trùng này đã dùng cho một phản ánh khác."),
            field="Idempotency-Key",
            code="idempotency_key_reused",
        )
        self.sent_before = sent_before


class StillInFlight(Refused):
    """The same report is being filed at this very moment, and is not done after 5 seconds."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("Phản ánh này đang được ghi. Xin ông/bà chờ vài giây rồi thử lại."),
            field="Idempotency-Key",
            code="still_in_flight",
        )


def submit(new: NewReport, *, by: Actor, now: datetime, sent_from: Origin | None = None) -> Filed:
    """File ``new`` and return it; with a key that came before, return what was filed then.

    Staff file what others told them, by the channels of :mod:`taken_down`; nothing is asked of them but what residents
    are asked by the API. What comes ``sent_from`` somewhere is judged by :mod:`arrivals`, once: a repetition under its
    key is not counted. Raises Refused and its kinds: SeveralRefused, OutsideDistrict, PhotoRefused, NotRendered,
    KeyReused, StillInFlight, NotYours, TooMany; ``field`` is named as in the public API.
    """
    taken_down.check(new, by=by)
    digest = digest_of(new, by=by)
    if (before := _filed_before(new.idempotency_key, digest)) is not None:
        return before
    shape = shaped(new, now=now)
    where = place(shape.point, own_word=new.own_ward, now=now)
    screening = screened(shape.text)
    site = site_meant(new.poster, shape.point)
    decision = decide(_matter(shape, where, screening, site), arrived_at=now, on=where.day)
    ready = _Ready(new, digest, shape, where, screening, decision, site)
    judged = _judged(ready, sent_from, now=now)  # a flood is told to wait before its photos are worked on
    ahead = uploads.uploads_of(new.photo_tokens, now=now)  # so is a token that is over
    stored = uploads.store_photos(() if judged.is_full else new.photos)
    ready = ready.with_judgement(judged + arrivals.judge_photos(sent_from, [*ahead, *stored], now=now))
    if new.publishes_at_once and ready.screening.screening == Screening.CLEAR:
        ready = replace(ready, renditions=renditions([*map(uploads.as_stored, ahead), *stored]))
    return _filed(ready, stored, by=by, now=now)


def _filed(ready: _Ready, stored: Sequence[StoredPhoto], *, by: Actor, now: datetime) -> Filed:
    """File what is ready under a code nobody has; what the same key filed a moment ago is the answer, too."""
    for _attempt in range(_TRIES):
        try:
            return _file(ready, stored, by=by, now=now)
        except IntegrityError:  # the code is taken, or the same key won a moment ago
            if (before := _filed_before(ready.new.idempotency_key, ready.digest)) is not None:
                return before
        except OperationalError as slow:
            if waited_too_long(slow):
                raise StillInFlight from slow
            raise
    raise StillInFlight


def digest_of(new: NewReport, *, by: Actor) -> str:
    """Return SHA-256 over what was written and the SHA-256 of each photo: what the same report sent again repeats.

    The language of the page and a form's moment by the telephone's clock are no part of it: nobody wrote them. Which
    program or colleague sends it is: nobody gets the answer, and the secret in it, that another got.
    """
    apart = {"idempotency_key", "photos", "poster", "asks_all", "publishes_at_once", "outside_links"}
    apart |= {"captured_at"} if new.is_form else set()
    parts = {one.name: getattr(new, one.name) for one in fields(new) if one.name not in apart}
    parts["contact"] = {**vars(new.contact), "language": ""} if new.contact else None
    parts["photos"] = [hashlib.sha256(raw).hexdigest() for raw in new.photos]
    if new.outside_links:
        parts["outside_links"] = list(new.outside_links)
    if isinstance(by, Staff | Program):
        parts["by"] = by.user.pk if isinstance(by, Staff) else by.key_name
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _judged(ready: _Ready, sent_from: Origin | None, *, now: datetime) -> Judged:
    contact = ready.shape.contact
    sent = arrivals.Sent(
        text=ready.new.text,
        phone=contact.phone if contact else "",
        email=contact.email if contact else "",
        photo_bytes=sum(map(len, ready.new.photos)),
        is_emergency=ready.is_emergency,
        is_from_poster=ready.new.poster is not None and is_near(ready.new.poster, ready.shape.point),
    )
    return arrivals.judge(sent_from, sent, now=now)


def _file(ready: _Ready, stored: Sequence[StoredPhoto], *, by: Actor, now: datetime) -> Filed:
    new, decision = ready.new, ready.decision
    with transaction.atomic():
        photos = [*uploads.take_uploads(new.photo_tokens, now=now), *stored]
        report = _row(ready, now=now)
        report.photo_count = len(photos)
        report.contact = _contact(ready.shape.contact, now=now)
        report.save(force_insert=True)
        Involvement.objects.bulk_create(involvement.rows(report, with_units=decision.with_units))
        uploads.attach(photos, report=report, public=ready.renditions, now=now)
        arrivals.leave(ready.judged, now=now)
        data = {
            "with": [unit.code for unit in decision.with_units],
            "reasons": [[reason.code, reason.words] for reason in decision.reasons],
        } | taken_down.said_of(new, by=by)
        if new.poster is not None:
            data["poster"] = new.poster.pk
        if ready.judged.is_quiet:
            data["quiet"] = True
        if ready.judged.is_full:
            data["photos_left_out"] = len(new.photos)
        if ready.screening.why:
            data["held_for"] = [list(one) for one in ready.screening.why]
        event = record(report, Kind.RECEIVED, by=by, now=now, words=ready.shape.text, data=data)
        outside_links.keep(new.outside_links, event)
    event.ward, event.unit, event.category = report.ward, report.unit, report.category  # else the answer fetches them
    return Filed(report, event, decision.with_units, is_replay=False)


def _row(ready: _Ready, *, now: datetime) -> Report:
    shape, where, decision = ready.shape, ready.where, ready.decision
    report = Report(
        code=new_code(),
        idempotency_key=ready.new.idempotency_key,
        idempotency_digest=ready.digest if ready.new.idempotency_key else "",
        lat=shape.point.lat,
        lon=shape.point.lon,
        accuracy_m=shape.accuracy_m,
        address=shape.address,
        ward=where.located.ward,
        ward_of_14=where.sets.of_14,
        ward_of_13=where.sets.of_13,
        ward_of_4=where.sets.of_4,
        near_boundary=where.located.near_boundary,
        street=where.street,
        hotspot=where.hotspot,
        site=ready.site,
        category=shape.category,
        group=shape.category.group,
        level=decision.level,
        channel=ready.new.channel,
        unit=decision.unit,
        screening=ready.screening.screening,
        held_as=ready.screening.held_as,
        created_at=now,
        captured_at=shape.captured_at,
        accept_by=decision.accept_by,
        resolve_by=decision.resolve_by,
        answers=dict(shape.answers),
    )
    _fill_words(report, ready, now=now)
    return report


def _fill_words(report: Report, ready: _Ready, *, now: datetime) -> None:
    """Set what is public at once, and the two columns that are searched."""
    text, at_once = ready.shape.text, ready.new.publishes_at_once
    report.published_at, report.public_text = at_intake(
        report.category, text, screening=report.screening, now=now, at_once=at_once
    )
    street = report.street.name if report.street else ""
    report.search = text_for(report.code, report.category.name, street, report.ward.name, report.address, text)
    report.public_search = public_search(report) if report.published_at else ""


def _matter(shape: Shaped, where: Placed, screening: Screened, site: Site | None) -> Matter:
    located = where.located
    return Matter(
        category=shape.category,
        ward=located.ward,
        site=site,
        hotspot=where.hotspot,
        near_boundary=located.near_boundary,
        neighbours=tuple(neighbour.ward.name for neighbour in located.neighbours),
        resident_chose_ward=located.resident_chose,
        answers=shape.answers,
        reads_like=screening.reads_like,
    )


@seeing(ALL)  # of its own row, whose number comes back
def _contact(new: NewContact | None, *, now: datetime) -> Contact | None:
    if new is None:
        return None
    return Contact.objects.create(
        name=new.name,
        phone=new.phone,
        email=new.email,
        language=new.language,
        consent_version=new.consent_version,
        consent_at=now,
    )


def _filed_before(key: UUID | None, digest: str) -> Filed | None:
    """Return what was filed under ``key``, None where nothing was; KeyReused where it was something else."""
    if key is None or not Report.objects.filter(idempotency_key=key).exists():
        return None
    found = Report.objects.filter(idempotency_key=key).select_related("category").first()
    if found is None:
        return None
    if found.idempotency_digest != digest:
        raise KeyReused(found.code)
    event = found.events.select_related("ward", "unit", "category").get(number=1)
    codes = event.data["with"]
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes).order_by("valid_from")}
    return Filed(found, event, tuple(units[code] for code in codes), is_replay=True)
