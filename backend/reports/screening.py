"""A person's decision on a report that was held, or that is no report at all."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.core.text import clean
from backend.reports.act import Outcome, begin, finish, hold
from backend.reports.models import Event, Kind, Report, Screening
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.reports.publication import NOTHING_PUBLIC, at_intake, words_out
from backend.reports.rights import check_in_charge


def screen(
    report: Report, to: Screening, *, by: Staff, now: datetime, note: str = "", version: int | None = None
) -> Event:
    """Set the report clear or spam. Clear, it is public as its category says; a denunciation's words never are.

    Raises NotYours (not of the unit in charge), Overtaken, Refused (nothing would change).
    """
    with transaction.atomic():
        act = begin(hold(report, version=version), by=by)
        check_in_charge(by, act.report)
        words = act.report.events.select_related("words").get(number=1).words.body
        one = screened(act.report, to, words=words, note=note, now=now)
        if to == Screening.SPAM:
            act.report.photos.exclude(public_name="").update(public_name="", public_thumb_name="", published_at=None)
        event = finish(act, one.changes, one.kind, now=now, words=one.words, data=one.data, is_public=one.is_public)
    report.refresh_from_db()
    return event


def screened(report: Report, to: Screening, *, words: str, note: str = "", now: datetime) -> Outcome:
    """Return what the decision comes to; ``words`` are the resident's. Raises Refused where nothing would change."""
    if to == report.screening or to == Screening.UNVERIFIED:
        raise Refused(_("Phản ánh đã ở trạng thái này."), code="no_change")
    report.screening = to
    kind = Kind.RELEASED if to == Screening.CLEAR else Kind.MARKED_SPAM
    changes = {"screening": to, **_public(report, words, now=now)}
    return Outcome(changes, kind, clean(note), {"private_words": True}, is_public=to == Screening.CLEAR)


def _public(report: Report, words: str, *, now: datetime) -> Mapping[str, object]:
    """Return what the public sees of a report just screened."""
    if report.held_as == HELD_DENUNCIATION or report.withheld_at is not None:
        return NOTHING_PUBLIC
    at, text = at_intake(report.category, words, screening=report.screening, now=now)
    return words_out(report, text, now=at) if at else NOTHING_PUBLIC
