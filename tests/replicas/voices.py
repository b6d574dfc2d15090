"""What the reporter says and asks for later, by chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend.reports import more_photos, own_contact, replies
from backend.reports import withhold as withholding
from backend.reports.models import Event, Report, Status
from backend.reports.uploads import store_photos
from tests.replicas import desk
from tests.reports.filing import jpeg

if TYPE_CHECKING:
    from tests.replicas.town import By


def answer(report: Report, by: By) -> Sequence[Event]:
    return [replies.answer(report, f"Trả lời {by.rng.getrandbits(32):x}", now=by.now)]


def judge(report: Report, by: By) -> Sequence[Event]:
    if report.status not in {Status.RESOLVED, Status.CLOSED}:
        return desk.step(report, by)
    return [replies.verdict(report, satisfied=by.rng.random() < 0.4, comment="Chưa ổn.", now=by.now)]


def withhold(report: Report, by: By) -> Sequence[Event]:
    """Seldom: what is withheld stays so."""
    event = withholding.withhold(report, now=by.now) if by.rng.random() < 0.4 else None
    return [event] if event else desk.note(report, by)


def erase(report: Report, by: By) -> Sequence[Event]:
    event = own_contact.erase(report, now=by.now)
    return [event] if event else desk.note(report, by)


def add_photos(report: Report, by: By) -> Sequence[Event]:
    if not by.town.photographs:
        return desk.note(report, by)
    photos = store_photos([jpeg((by.rng.randrange(256), 90, 90), (64, 48))])
    return [more_photos.add_photos(report, photos, now=by.now)]
