"""What staff do with a report, by chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from backend.accounts.actor import Actor, Clock, Reporter, Staff
from backend.photos.rendition import Edit
from backend.places.in_force import day_in_force
from backend.reports import assign as assigning
from backend.reports import bulk, progress, publication, redaction, reroute, screening
from backend.reports import extend as extending
from backend.reports import note as notes
from backend.reports import split as splitting
from backend.reports import transfer as transfers
from backend.reports.lifecycle import Move, advance, open_steps
from backend.reports.models import Event, Report, Screening, Status
from backend.reports.publication import Release
from backend.reports.split import NewPart
from backend.reports.steps import Need
from backend.reports.undo import last_of
from backend.reports.undo import undo as take_back
from backend.routing import book
from backend.routing.models import Level

if TYPE_CHECKING:
    from tests.replicas.town import By

WHY = "Thử, có lý do."


def step(report: Report, by: By) -> Sequence[Event]:
    who: list[Actor] = [by.officer(report), Reporter(), Clock()]
    actor = by.rng.choices(who, [8, 1, 1])[0]
    steps = [one for one in open_steps(report, by=actor) if one.need != Need.MAIN]
    # Seldom to an end: a report goes a long way here.
    weights = [1 if one.to in {Status.REJECTED, Status.CLOSED} else 4 for one in steps]
    to = by.rng.choices(steps, weights)[0].to if steps else Status.CLOSED
    move = Move(
        note=f"Lời {by.rng.getrandbits(32):x}",
        reason=by.rng.choice(["lawful", "outside_district"]),
        is_public=by.rng.random() < 0.8,
        release=_release(report, by) if isinstance(actor, Staff) and by.rng.random() < 0.1 else None,
    )
    return [advance(report, to, by=actor, now=by.now, move=move)]


def merge(report: Report, by: By) -> Sequence[Event]:
    mains = Report.objects.filter(merged_into=None).exclude(pk=report.pk)
    main = mains.filter(pk__gte=by.rng.randint(1, report.pk)).order_by("pk").first()
    return [advance(report, Status.DUPLICATE, by=by.officer(report), now=by.now, move=Move(note=WHY, main=main))]


def publish(report: Report, by: By) -> Sequence[Event]:
    return [publication.publish(report, _release(report, by), by=by.officer(report), now=by.now)]


def hide(report: Report, by: By) -> Sequence[Event]:
    return [publication.hide(report, reason=WHY, by=by.officer(report), now=by.now)]


def screen(report: Report, by: By) -> Sequence[Event]:
    to = Screening.SPAM if report.screening == Screening.CLEAR and by.rng.random() < 0.6 else Screening.CLEAR
    return [screening.screen(report, to, by=by.officer(report), now=by.now)]


def undo(report: Report, by: By) -> Sequence[Event]:
    officer = by.officer(report)
    last = last_of(officer.user.pk, report=report, now=by.now)
    return [take_back(last.event, by=officer, now=min(by.now, last.until))] if last else note(report, by)


def transfer(report: Report, by: By) -> Sequence[Event]:
    units = [one for one in book.units(on=day_in_force(by.now)) if one.may_be_in_charge]
    wish = transfers.Wish(by.rng.choice(units), WHY)
    return [transfers.transfer(report, wish, by=by.officer(report), now=by.now)]


def take_over(report: Report, by: By) -> Sequence[Event]:
    return [transfers.accept(report, by=by.officer(report), now=by.now)]


def give_back(report: Report, by: By) -> Sequence[Event]:
    return [transfers.give_back(report, reason=WHY, by=by.officer(report), now=by.now)]


def hand_over(report: Report, by: By) -> Sequence[Event]:
    near = transfers.neighbours(report, now=by.now)
    return [transfers.hand_over(report, near[0], by=by.officer(report), now=by.now)] if near else note(report, by)


def recategorise(report: Report, by: By) -> Sequence[Event]:
    kind = by.rng.choice(book.categories())
    return [reroute.recategorise(report, kind, reason=WHY, by=by.officer(report), now=by.now)]


def move(report: Report, by: By) -> Sequence[Event]:
    return [reroute.move(report, by.town.somewhere(), reason=WHY, by=by.officer(report), now=by.now)]


def set_level(report: Report, by: By) -> Sequence[Event]:
    level = by.rng.choice(list(Level))
    return [reroute.set_level(report, level, reason=WHY, by=by.officer(report), now=by.now)]


def extend(report: Report, by: By) -> Sequence[Event]:
    until = timezone.localdate(report.resolve_by) + timedelta(days=by.rng.randint(1, 30))
    return [extending.ask(report, until, reason=WHY, by=by.officer(report), now=by.now)]


def promise(report: Report, by: By) -> Sequence[Event]:
    on = timezone.localdate(by.now) + timedelta(days=by.rng.randint(1, 30))
    return [progress.promise(report, on, WHY, by=by.officer(report), now=by.now)]


def split(report: Report, by: By) -> Sequence[Event]:
    part = NewPart(by.rng.choice(book.categories()), f"Phần {by.rng.getrandbits(32):x}")
    event, made = splitting.split(report, [part], by=by.officer(report), now=by.now)
    return [event, *(one.events.get(number=1) for one in made)]


def note(report: Report, by: By) -> Sequence[Event]:
    return [notes.note(report, f"Ghi {by.rng.getrandbits(32):x}", by=by.officer(report), now=by.now)]


def assign(report: Report, by: By) -> Sequence[Event]:
    officer = by.officer(report)
    return [assigning.assign(report, officer.user if report.assignee_id is None else None, by=officer, now=by.now)]


def many(report: Report, by: By) -> Sequence[Event]:
    """Do the same to several reports of one unit."""
    several = Report.objects.filter(unit=report.unit_id, pk__gte=report.pk).order_by("pk")[:5]
    deed = by.rng.choice(
        [
            bulk.to_publish(),
            bulk.to_screen(by.rng.choice([Screening.SPAM, Screening.CLEAR])),
            bulk.to_advance(Status.ACCEPTED, Move(note=WHY)),
        ]
    )
    done = bulk.bulk(list(several), deed, by=by.officer(report), now=by.now)
    return [one.event for one in done.results if one.event]


def cover(report: Report, by: By) -> Sequence[Event]:
    photo = report.photos.order_by("id").first()
    if photo is None:
        return note(report, by)
    edit = Edit(((0.1, 0.1, 0.4, 0.4),), by.rng.choice([0, 90]), None)
    return [redaction.redact(report, photo.pk, edit, by=by.officer(report), now=by.now)]


def _release(report: Report, by: By) -> Release:
    photos = [pk for pk in report.photos.values_list("pk", flat=True) if by.rng.random() < 0.6]
    return Release(f"Đã xem {by.rng.getrandbits(32):x}", frozenset(photos))
