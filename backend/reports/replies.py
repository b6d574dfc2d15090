"""What the reporter says later, through their own link: the answer to a question, the word on the result."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Reporter
from backend.core.errors import Refused
from backend.core.text import clean
from backend.reports.act import Overtaken, begin, finish, hold
from backend.reports.content import is_content
from backend.reports.lifecycle import LONGEST_NOTE, Move, NotNext, Verdict, advance
from backend.reports.models import Event, Kind, Report, Status
from backend.reports.steps import BACK
from backend.reports.uploads import StoredPhoto, attach, check_number, take_uploads

_ASKING = (Kind.ASKED, Kind.ANSWERED, Kind.UNANSWERED)


def answer(
    report: Report,
    text: str,
    *,
    photos: Sequence[StoredPhoto] = (),
    tokens: Sequence[str] = (),
    now: datetime,
) -> Event:
    """Give the reporter's answer; the report goes on from where it waited. ``tokens`` name photos sent ahead.

    The same answer sent again is the first one. An answer that comes after its time is kept as well: the report has
    gone on by then, and stays where it is. Raises Refused (no words, or nobody asks, or a token is over).
    """
    check_number(len(photos) + len(tokens))
    with transaction.atomic():
        return _answered(report, text, photos=[*take_uploads(tokens, now=now), *photos], now=now)


def _answered(report: Report, text: str, *, photos: Sequence[StoredPhoto], now: datetime) -> Event:
    if not text.strip() and not photos:
        raise Refused(_("Xin ông/bà ghi câu trả lời hoặc gửi ảnh."), field="text", code="required")
    words = text if text.strip() else _("(Người phản ánh gửi ảnh.)")
    if report.status != Status.NEEDS_INFO:
        return _when_nobody_waits(report, words, photos=photos, now=now)
    try:
        return advance(report, BACK, by=Reporter(), now=now, move=Move(note=words, photos=photos, is_public=False))
    except (NotNext, Overtaken):  # the same click came twice, or the clock was faster
        report.refresh_from_db()
        return _when_nobody_waits(report, words, photos=photos, now=now)


def takes_late_answer(report: Report, kinds: Sequence[Kind]) -> bool:
    """Whether an answer that comes late is still read; ``kinds`` are those of the report's events, the oldest first."""
    last = next((kind for kind in reversed(kinds) if kind in _ASKING), None)
    return report.is_open and report.status != Status.NEEDS_INFO and last == Kind.UNANSWERED


def verdict(report: Report, *, satisfied: bool, rating: int | None = None, comment: str = "", now: datetime) -> Event:
    """Close a resolved report, or reopen it where it is not ``satisfied``. ``rating`` is 1 to 5.

    A rating of 1 or 2 closes it, too, and is kept as not content (see ``content``).
    The same word said again is the first one. Raises Refused, NotNext, Overtaken.
    """
    if rating is not None and rating not in range(1, 6):
        raise Refused(_("Mức hài lòng là một số từ 1 đến 5."), field="rating")
    words = comment if satisfied or comment.strip() else _("Người phản ánh thấy chưa ổn.")
    move = Move(note=words, verdict=Verdict(satisfied and is_content(rating), rating), is_public=False)
    try:
        return advance(report, Status.CLOSED if satisfied else Status.ACCEPTED, by=Reporter(), now=now, move=move)
    except (NotNext, Overtaken):  # the same tap came twice
        if (before := _judged_before(report, move)) is not None:
            return before
        raise


def _judged_before(report: Report, move: Move) -> Event | None:
    """Return the word on the result that still stands, if it is this one."""
    report.refresh_from_db()
    judged = report.events.filter(kind__in=(Kind.CLOSED, Kind.REOPENED)).select_related("words")
    last = judged.order_by("-number").first()
    if last is None or last.status != report.status or move.verdict is None:
        return None
    said = (last.data.get("satisfied"), last.data.get("rating"), last.words.body if last.words_hash else "")
    return last if said == (move.verdict.satisfied, move.verdict.rating, clean(move.note)) else None


def _when_nobody_waits(report: Report, words: str, *, photos: Sequence[StoredPhoto], now: datetime) -> Event:
    """Return the answer that was given with these words before, or keep them as a late one."""
    asking = report.events.filter(kind__in=_ASKING).select_related("words")
    events = list(asking.order_by("number"))
    if takes_late_answer(report, [Kind(event.kind) for event in events]):
        return _late(report, clean(words), photos=photos, now=now)
    last = events[-1] if events else None
    if last and last.kind == Kind.ANSWERED and last.words.body == clean(words):
        return last
    raise Refused(_("Phản ánh này không còn chờ câu trả lời. Xin cảm ơn ông/bà."), code="not_waiting")


def _late(report: Report, words: str, *, photos: Sequence[StoredPhoto], now: datetime) -> Event:
    if len(words) > LONGEST_NOTE:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_NOTE}, field="note", code="too_long")
    with transaction.atomic():
        held = hold(report, status=report.status)
        first = held.photo_count
        changes = {"photo_count": first + len(photos)} if photos else {}
        said = {"private_words": True, "late": True}
        event = finish(begin(held, by=Reporter()), changes, Kind.ANSWERED, now=now, words=words, data=said)
        attach(photos, report=held, event=event, first=first)
    report.refresh_from_db()
    return event
