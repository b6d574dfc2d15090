"""Closing a month: looked at first, then frozen under the name of whoever closed it; later facts make a revision.

A month is closed once it is over and every month before it is. Its figures are counted from the events; where the
tables say something else, nothing is closed. Each closing is an event (``month_closed``) that carries its head, so
that rows which vanish later are missed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.errors import Forbidden, Refused
from backend.core.lock import waited_too_long
from backend.core.month import Month
from backend.core.text import clean
from backend.indicators import figures, frozen, prepared, report_months
from backend.indicators.beside import Beside, beside
from backend.indicators.counting import Rows
from backend.indicators.facts import MEASURES
from backend.indicators.fed import fed_of
from backend.indicators.figures import Figures
from backend.indicators.first_action import actions_of
from backend.indicators.frozen import open_months
from backend.indicators.models import EVENTS, ClosedMonth, MonthFact, Watermark
from backend.indicators.people import people_of
from backend.indicators.place_cuts import cuts_of
from backend.indicators.registered import shares_of
from backend.indicators.rollup import fold
from backend.indicators.tally import STAYS_SOLVED
from backend.indicators.values_told import last_told
from backend.reports.models import Event, Transfer
from backend.reports.models.handover import TransferState
from backend.reports.record import record_system, take_commit_order

MONTH_CLOSED = "month_closed"
COUNTING = "counting"  # of a refusal: the worker counts the month first
LONGEST_REASON = 500


class NotOffice(Forbidden):
    """Only the programme's office closes months."""

    def __init__(self) -> None:
        super().__init__(_("Chỉ Tổ giúp việc Chương trình chốt số liệu tháng."), code="not_office")


class CannotClose(Refused):
    """The month cannot be closed as things are; ``message`` says what to do first."""

    status = 409


@dataclass(frozen=True)
class Preview:
    """What closing a month would freeze, beside the revision in force, and what is worth knowing before.

    ``differs`` counts the cells (ward, unit, category) of which tables and events disagree: it must be 0.
    ``unsettled`` transfers are under way; ``may_reopen``: the seven days in which a result of the month may still be
    undone are not over.
    """

    month: Month
    revision: int
    total: Figures
    before: Figures | None
    differs: int
    unsettled: int
    may_reopen: bool
    upto: int
    seal: str


class Checked(NamedTuple):
    """Rows to freeze, of how many the tables or the lists behind them say something else, the seal of the history."""

    rows: Rows
    differs: int
    history: str


def preview(month: Month, *, now: datetime) -> Preview:
    """Return what closing ``month`` now would freeze. Folds first. Raises CannotClose where it cannot be closed yet."""
    _check_over(month, now=now)
    fold(now)
    upto = Watermark.objects.get(name=EVENTS).seq
    _check_may_be_closed(month, upto=upto)
    _check_counted(month, upto=upto)
    found = counted(month, upto=upto, as_of=now)
    return _look(month, found, upto=upto, now=now)


def close(month: Month, *, by: Staff, now: datetime, reason: str = "", seen: str = "") -> ClosedMonth:
    """Freeze ``month`` as of ``now`` (aware) and return its row; a second time it is a revision, with a ``reason``.

    ``seen`` is the seal of the preview; with it nothing else is closed than what was looked at. Raises NotOffice,
    CannotClose, Refused (``reason``).
    """
    if not may_close(by.user):
        raise NotOffice
    _check_over(month, now=now)
    fold(now)
    _check_counted(month, upto=Watermark.objects.get(name=EVENTS).seq)  # outside: what is asked for stays asked for
    with _alone(), transaction.atomic():
        upto = Watermark.objects.select_for_update().get(name=EVENTS).seq  # nobody folds or closes meanwhile
        _check_may_be_closed(month, upto=upto)
        found = counted(month, upto=upto, as_of=now)
        rows = found.rows
        last = frozen.in_force([month]).get(month)
        _check_rows(found, seen=seen)
        closed = _signed(month, last, by=by.user, now=now, reason=reason)
        closed.upto, closed.history = upto, found.history
        more = Beside(fed_of(closed), shares_of(closed), actions_of(closed), [*cuts_of(closed), *people_of(closed)])
        _check_changed(rows, more, last)
        closed.head = frozen.head_of(closed, rows, more)
        closed.save(force_insert=True)
        frozen.keep(closed, rows, more)
        take_commit_order()
        _check_folded(month, upto=upto)  # nothing of the month came in while it was counted
        told = {"month": str(month), "revision": closed.revision, "head": closed.head, "values": last_told()}
        record_system(MONTH_CLOSED, now=now, by=by, data=told)
    return closed


@contextmanager
def _alone() -> Iterator[None]:
    """Tell whoever waits too long for a colleague who closes a month at the same moment."""
    try:
        yield
    except OperationalError as slow:
        if not waited_too_long(slow):
            raise
        words = _("Đồng nghiệp đang chốt, hoặc số liệu đang được tính. Xin chờ ít phút rồi xem lại.")
        raise CannotClose(words, field="month", code="closing") from slow


def _signed(month: Month, last: ClosedMonth | None, *, by: User, now: datetime, reason: str) -> ClosedMonth:
    """Return the row, not yet saved, that ``by`` signs; after ``last`` a revision. Raises Refused (``reason``)."""
    return ClosedMonth(
        first_day=month.first_day,
        revision=last.revision + 1 if last else 1,
        reason=_checked(reason) if last else "",
        closed_at=now,
        closed_by=by,
        signed_as=str(by)[:120],
        edition=frozen.EDITION,
        previous=ClosedMonth.objects.order_by("-id").values_list("head", flat=True).first() or "",
    )


def counted(month: Month, *, upto: int, as_of: datetime) -> Checked:
    """Return what ``month`` counts for by its events up to ``upto`` (their seq), and how many of the rows differ.

    All of them are compared both ways: facts by month and by day, refusals, hours, and the sums of the lists behind
    them. Of a large month the worker has counted most (see ``prepared``).
    """
    ahead = prepared.counted(month, upto=upto, as_of=as_of)
    count = ahead or prepared.count_all(month, upto=upto, as_of=as_of)
    rows = count.rows(as_of=as_of)
    in_tables = frozen.from_facts(month, as_of=as_of)
    differing = {key for key in rows.keys() | in_tables.keys() if rows.get(key) != in_tables.get(key)}
    differing |= frozen.days_that_differ(month) | report_months.differing(month, rows)
    return Checked(rows, len(differing), count.history)


def may_close(user: User) -> bool:
    """Whether ``user`` may close months: people of the programme's office."""
    return user.is_active and user.is_office


def _look(month: Month, found: Checked, *, upto: int, now: datetime) -> Preview:
    last = frozen.in_force([month]).get(month)
    rows, differs, _history = found
    return Preview(
        month=month,
        revision=last.revision + 1 if last else 1,
        total=_total(rows),
        before=_total(frozen.from_table(last)) if last else None,
        differs=differs,
        unsettled=_unsettled(month),
        may_reopen=now < month.next.starts_at + STAYS_SOLVED,
        upto=upto,
        seal=frozen.seal(rows),
    )


def _unsettled(month: Month) -> int:
    pending = Transfer.objects.filter(state=TransferState.PENDING, event__at__lt=month.next.starts_at)
    return pending.count()


def _total(rows: Rows) -> Figures:
    return figures.of([sum(numbers.get(measure, 0) for numbers in rows.values()) for measure in MEASURES])


def _check_over(month: Month, *, now: datetime) -> None:
    if now < month.next.starts_at:
        words = _("Tháng %(month)s chưa kết thúc, chưa chốt được.") % {"month": _said(month)}
        raise CannotClose(words, field="month", code="not_over")


def _check_folded(month: Month, *, upto: int) -> None:
    """Raise CannotClose while another worker still folds what happened until the month's end, as after an upgrade."""
    if Event.objects.filter(seq__gt=upto, at__lt=month.next.starts_at, report__isnull=False).exists():
        raise CannotClose(_("Số liệu đang được tính. Xin chờ ít phút rồi thử lại."), field="month", code="folding")


def _check_counted(month: Month, *, upto: int) -> None:
    """Raise CannotClose for a large month that the worker has not counted yet, and have it counted."""
    if prepared.is_large(month) and not prepared.is_ready(month, upto=upto):
        prepared.ask_for(month)
        words = _("Số liệu tháng %(month)s đang được đếm từ các sự kiện. Xin chờ ít phút rồi xem lại.")
        raise CannotClose(words % {"month": _said(month)}, field="month", code=COUNTING)


def _check_begun(month: Month) -> None:
    """Raise CannotClose for a month before all figures: what is closed by a slip of the year stays for good."""
    if not MonthFact.objects.filter(first_day__lte=month.first_day).exists():
        words = _("Tháng %(month)s chưa có số liệu nào, không có gì để chốt.") % {"month": _said(month)}
        raise CannotClose(words, field="month", code="no_figures")


def _check_order(month: Month) -> None:
    """Raise CannotClose where a month before has figures and is not closed: the chain goes forward in time."""
    if missing := open_months(before=month):
        words = _("Xin chốt tháng %(month)s trước.") % {"month": _said(missing[0])}
        raise CannotClose(words, field="month", code="earlier_open")


def _check_may_be_closed(month: Month, *, upto: int) -> None:
    _check_folded(month, upto=upto)
    _check_begun(month)
    _check_order(month)


def _check_rows(found: Checked, *, seen: str) -> None:
    if found.differs:
        words = _("Số liệu đã tính chưa khớp với các sự kiện. Xin báo quản trị chạy verify_figures rồi chốt lại.")
        raise CannotClose(words, field="month", code="differs")
    if seen and seen != frozen.seal(found.rows):
        words = _("Số liệu vừa thay đổi so với bản xem trước. Xin xem lại rồi chốt.")
        raise CannotClose(words, code="changed")


def _check_changed(rows: Rows, now_beside: Beside, last: ClosedMonth | None) -> None:
    """Raise CannotClose where a second closing would say the same as ``last``."""
    if last is None or (last.edition >= frozen.BESIDE and now_beside.differs_from(beside(last))):
        return
    if frozen.lasting(rows) == frozen.lasting(frozen.from_table(last)):
        words = _("Tháng này đã chốt và số liệu không có gì thay đổi.")
        raise CannotClose(words, field="month", code="unchanged")


def _checked(reason: str) -> str:
    words = clean(reason)
    if not words:
        raise Refused(_("Tháng này đã chốt. Xin ghi lý do của bản điều chỉnh."), field="reason", code="required")
    if len(words) > LONGEST_REASON:
        raise Refused(_("Xin ghi lý do ngắn hơn %(most)s ký tự.") % {"most": LONGEST_REASON}, field="reason")
    return words


def _said(month: Month) -> str:
    return f"{month.number:02d}/{month.year}"
