"""What the reporter says later, through their own link: the answer to a question, the word on the result."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from backend.accounts.actor import Reporter
from backend.core.errors import Refused
from backend.reports.lifecycle import Move, Verdict, advance
from backend.reports.models import Event, Report, Status
from backend.reports.steps import BACK
from backend.reports.uploads import StoredPhoto, check_number


def answer(report: Report, text: str, *, photos: Sequence[StoredPhoto] = (), now: datetime) -> Event:
    """Give the reporter's answer; the report goes on from where it waited. Raises Refused, NotNext, Overtaken."""
    check_number(len(photos))
    if report.status != Status.NEEDS_INFO:
        raise Refused(_("Phản ánh này không còn chờ câu trả lời. Xin cảm ơn ông/bà."), code="not_waiting")
    if not text.strip() and not photos:
        raise Refused(_("Xin ông/bà ghi câu trả lời hoặc gửi ảnh."), field="text", code="required")
    words = text if text.strip() else _("(Người phản ánh gửi ảnh.)")
    return advance(report, BACK, by=Reporter(), now=now, move=Move(note=words, photos=photos, is_public=False))


def verdict(report: Report, *, satisfied: bool, rating: int | None = None, comment: str = "", now: datetime) -> Event:
    """Close a resolved report as satisfied, or reopen it. ``rating`` is 1 to 5. Raises Refused, NotNext, Overtaken."""
    if rating is not None and rating not in range(1, 6):
        raise Refused(_("Mức hài lòng là một số từ 1 đến 5."), field="rating")
    said = Verdict(satisfied, rating)
    if satisfied:
        return advance(
            report, Status.CLOSED, by=Reporter(), now=now, move=Move(note=comment, verdict=said, is_public=False)
        )
    words = comment if comment.strip() else _("Người phản ánh thấy chưa ổn.")
    return advance(
        report, Status.ACCEPTED, by=Reporter(), now=now, move=Move(note=words, verdict=said, is_public=False)
    )
