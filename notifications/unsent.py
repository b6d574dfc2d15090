"""Letters that wait or failed: for the inbox, for the administrator, for the watch."""

from datetime import datetime, timedelta

from django.db.models import Min, QuerySet
from django.utils.translation import gettext_lazy as lazy

from backend.reports.models import CallResult, Event
from notifications.models import Cursor, Letter
from notifications.owing import READER

LETTERS_WAIT_AT_MOST = timedelta(minutes=15)  # then something is wrong
# Dropped because there is nobody or nothing left to tell: no fault, nobody has to look.
DROPPED = (
    "erased", "question_is_over", "merge_undone", "held", "not_involved", "no_address", "undone",
    "moved_on", "done_meanwhile", "too_late", "restored",
    CallResult.NO_ANSWER, CallResult.WRONG_NUMBER,
)  # fmt: skip
_WHY = {
    "erased": lazy("đã xóa cách liên hệ"),
    "question_is_over": lazy("câu hỏi đã qua"),
    "no_address": lazy("không có địa chỉ"),
    CallResult.NO_ANSWER.value: lazy("không nghe máy sau ba lần gọi"),
    CallResult.WRONG_NUMBER.value: lazy("sai số điện thoại"),
}


def given_up() -> "QuerySet[Letter]":
    """Return letters that could not be delivered, the newest first, with their event and report."""
    failed = Letter.objects.filter(gave_up_at__isnull=False).exclude(last_error__in=DROPPED)
    return failed.select_related("event__report").order_by("-gave_up_at", "-id")


def why(code: str) -> str:
    """Return in words why a letter was given up; the carrier's own code where there are none."""
    return str(_WHY.get(code, code))


def waiting_since(now: datetime) -> datetime | None:
    """Return since when the oldest thing waits that should have left: None where nothing does.

    That is a letter not sent, a letter whose carrier is away, or an event not read for letters. What is put off for
    the night, or because its own address does not answer, does not count.
    """
    unsent = Letter.objects.to_send()
    due = unsent.filter(not_before__lte=now).aggregate(first=Min("not_before"))["first"]
    away = unsent.filter(last_error__startswith="away_").aggregate(first=Min("event__at"))["first"]
    read = Cursor.objects.filter(reader=READER).values_list("seq", flat=True).first() or 0
    unread = Event.objects.filter(seq__gt=read).order_by("seq").values_list("at", flat=True).first()
    return min((one for one in (due, away, unread) if one), default=None)
