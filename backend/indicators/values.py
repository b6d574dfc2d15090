"""Values entered by hand: one person enters, a second approves or refuses, and nothing is ever written over."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import Role, User
from backend.accounts.same_person import is_same_person
from backend.core.errors import Forbidden, Refused
from backend.core.text import clean, clean_line
from backend.indicators.models import EnteredValue, Indicator, Target, ValueDecision
from backend.indicators.tally import day_of
from backend.indicators.values_told import tell_decided, tell_entered

LONGEST_WORDS, LONGEST_REASON = 200, 500
_PLACES = Decimal("0.01")
_HUGE = Decimal(10) ** 9  # of what a district counts nothing is so many
_ALL = Decimal(100)


class MayNotEnter(Forbidden):
    """The person neither belongs to the programme's office nor to a unit that answers for the indicator."""

    def __init__(self) -> None:
        words = _("Chỉ Tổ giúp việc Chương trình và đơn vị chịu trách nhiệm chỉ tiêu được nhập số liệu.")
        super().__init__(words, code="not_answerable")


class MayNotDecide(Forbidden):
    """The person has no right to approve values, or entered this one."""


class Decided(Refused):
    """Somebody decided on the value before."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Số liệu này đã có người duyệt hoặc từ chối."), code="decided")


@dataclass(frozen=True, kw_only=True)
class NewValue:
    """What somebody enters: ``number`` as written (12,5 or 12.5), of the days from ``first_day`` to ``last_day``.

    ``source_on`` is the day of the document or of the count. ``corrects`` with its ``reason``: the value it replaces.
    """

    number: str
    first_day: date | None
    last_day: date | None
    source: str
    source_on: date | None
    document: str = ""
    corrects: EnteredValue | None = None
    reason: str = ""
    is_sample: bool = False


def may_enter(user: User, indicator: Indicator) -> bool:
    """Whether ``user`` may enter values: people of the programme's office and of the units that answer for it."""
    if not user.is_active:
        return False
    return user.is_office or bool(answerable(user) & {indicator.unit, *indicator.with_units})


def may_decide(user: User) -> bool:
    """Whether ``user`` may approve values others entered: people of the programme's office, and leaders."""
    return user.is_active and any(post.role in {Role.PROGRAMME_OFFICE, Role.LEADER} for post in user.posts)


def answerable(user: User) -> frozenset[str]:
    """Return how indicators may name the units of ``user``: by their slugs, a ward's committee by "ubnd-{ward}"."""
    units = [post.unit for post in user.posts if post.unit]
    committees = {"ubnd-{ward}" for unit in units if unit.slug.startswith("ubnd-")}
    return frozenset({unit.slug for unit in units} | committees)


def enter_value(target: Target, new: NewValue, *, by: Staff, now: datetime) -> EnteredValue:
    """Write down what ``target`` stands at; it counts once somebody else approved it.

    Raises MayNotEnter, and Refused for a number, days or words that cannot be.
    """
    if not may_enter(by.user, target.indicator):
        raise MayNotEnter
    first_day, last_day = _checked_days(new, now=now)
    value = EnteredValue(
        target=target,
        number=_checked_number(new.number, target),
        first_day=first_day,
        last_day=last_day,
        source=_line(new.source, "source", required=_("Xin ghi nguồn số liệu.")),
        source_on=_checked_source_day(new, now=now),
        document=_line(new.document, "document"),
        corrects=_checked_correction(new, target),
        reason=_reason(new.reason, _("Xin ghi lý do đính chính.")) if new.corrects else "",
        is_sample=new.is_sample,
        entered_by=by.user,
        entered_at=now,
    )
    with transaction.atomic():
        value.save(force_insert=True)
        tell_entered(value, by=by, now=now)
    return value


def approve_value(value: EnteredValue, *, by: Staff, now: datetime) -> ValueDecision:
    """Let ``value`` count. Raises MayNotDecide, also for the one who entered it by any account, and Decided."""
    _check_may_decide(value, by.user)
    return _decide(value, ValueDecision(is_approved=True), by=by, now=now)


def refuse_value(value: EnteredValue, *, reason: str, by: Staff, now: datetime) -> ValueDecision:
    """Refuse ``value``, which is kept. Raises MayNotDecide, Decided, and Refused without a ``reason``."""
    _check_may_decide(value, by.user)
    words = _reason(reason, _("Xin ghi lý do từ chối số liệu."))
    return _decide(value, ValueDecision(is_approved=False, reason=words), by=by, now=now)


def _check_may_decide(value: EnteredValue, user: User) -> None:
    if not may_decide(user):
        words = _("Chỉ Tổ giúp việc Chương trình hoặc lãnh đạo được duyệt số liệu.")
        raise MayNotDecide(words, code="not_office")
    if is_same_person(user, value.entered_by):
        raise MayNotDecide(_("Người nhập số liệu không tự duyệt. Xin nhờ người thứ hai."), code="own_value")


def _decide(value: EnteredValue, decision: ValueDecision, *, by: Staff, now: datetime) -> ValueDecision:
    if ValueDecision.objects.filter(value=value).exists():
        raise Decided
    decision.value, decision.decided_by, decision.decided_at = value, by.user, now
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
            tell_decided(decision, by=by, now=now)
    except IntegrityError:  # a colleague was faster
        raise Decided from None
    return decision


def _checked_number(written: str, target: Target) -> Decimal:
    """Return the number, to two places. Raises Refused for none, and for one that ``target`` cannot stand at."""
    words = clean_line(written).replace(" ", "").replace(",", ".")
    try:
        number = Decimal(words)
        rounded = number.quantize(_PLACES)
    except InvalidOperation:
        raise Refused(_("Xin ghi một số, ví dụ 12,5."), field="number", code="invalid") from None
    if not number.is_finite() or abs(number) >= _HUGE or rounded != number:
        raise Refused(_("Xin ghi một số, nhiều nhất hai chữ số thập phân."), field="number", code="invalid")
    if number < 0 and target.low >= 0:
        raise Refused(_("Số liệu này không thể âm."), field="number", code="negative")
    if number > _ALL and target.unit.startswith("%") and target.low >= 0:
        raise Refused(_("Tỷ lệ không thể quá 100%."), field="number", code="over_all")
    return rounded


def _checked_days(new: NewValue, *, now: datetime) -> tuple[date, date]:
    if new.first_day is None or new.last_day is None:
        field = "first_day" if new.first_day is None else "last_day"
        raise Refused(_("Xin ghi kỳ số liệu: từ ngày nào đến ngày nào."), field=field, code="required")
    if new.last_day < new.first_day:
        raise Refused(_("Ngày cuối của kỳ phải bằng hoặc sau ngày đầu."), field="last_day", code="wrong_order")
    if new.last_day > day_of(now):
        raise Refused(_("Kỳ số liệu chưa kết thúc."), field="last_day", code="not_yet")
    return new.first_day, new.last_day


def _checked_source_day(new: NewValue, *, now: datetime) -> date:
    if new.source_on is None:
        raise Refused(_("Xin ghi ngày của văn bản hoặc ngày lấy số liệu."), field="source_on", code="required")
    if new.source_on > day_of(now):
        raise Refused(_("Ngày của nguồn số liệu chưa đến."), field="source_on", code="not_yet")
    return new.source_on


def _checked_correction(new: NewValue, target: Target) -> EnteredValue | None:
    if new.corrects and new.corrects.target_id != target.pk:
        raise Refused(_("Bản đính chính phải cùng chỉ tiêu."), field="corrects", code="invalid")
    return new.corrects


def _line(written: str, field: str, *, required: str = "") -> str:
    words = clean_line(written)
    if required and not words:
        raise Refused(required, field=field, code="required")
    if len(words) > LONGEST_WORDS:
        raise Refused(_("Xin ghi ngắn hơn %(most)s ký tự.") % {"most": LONGEST_WORDS}, field=field, code="too_long")
    return words


def _reason(written: str, required: str) -> str:
    words = clean(written)
    if not words:
        raise Refused(required, field="reason", code="required")
    if len(words) > LONGEST_REASON:
        raise Refused(_("Xin ghi lý do ngắn hơn %(most)s ký tự.") % {"most": LONGEST_REASON}, field="reason")
    return words
