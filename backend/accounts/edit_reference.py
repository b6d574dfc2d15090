"""Units, kinds, questions, rules and days are changed by the administrator: dated, with a reason, for what comes next.

The head of a unit sets where its letters go and how messages call it. Nothing here reaches back: a report keeps its
unit, its deadlines and the reasons it was given.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.changelog import checked_reason, log_change
from backend.accounts.models import Area
from backend.core import edition
from backend.core.errors import Forbidden, Refused
from backend.routing.models import Unit

State = Mapping[str, object]
SET_BY_HEADS = ("email", "sms_name")  # of their own unit


@dataclass(frozen=True)
class Wanted:
    """A change of one row: of which part of the settings, under which key, what it was before (empty: new), and why."""

    area: Area
    key: str
    before: State
    reason: str


class ChangedMeanwhile(Refused):
    """Somebody else changed the row between the look and the click."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("Người khác vừa sửa mục này. Xin xem lại rồi lưu tiếp."), code="overtaken")


def state_of(row: Model, fields: Iterable[str]) -> State:
    """Return the row's ``fields`` as JSON takes them; other rows by their names."""
    found: dict[str, object] = {}
    for name in fields:
        value = getattr(row, name)
        found[name] = str(value) if isinstance(value, Model) else value
    plain: State = json.loads(json.dumps(found, cls=DjangoJSONEncoder))
    return plain


def fingerprint(state: State) -> str:
    """Return a short print of a state, by which a form knows what its person saw."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]


def save_reference(row: Model, wanted: Wanted, *, by: Staff, now: datetime) -> None:
    """Save ``row``, whose fields were checked, and write down what changed.

    Every process reads the reference data anew. Raises Forbidden, ChangedMeanwhile, Refused (``reason``).
    """
    _check_may_save(row, wanted, by)
    checked_reason(wanted.reason)
    with transaction.atomic():
        _check_unchanged(row, wanted)
        row.save(update_fields=list(wanted.before) or None)
        _log(wanted, state_of(row, wanted.before or _said_fields(row)), by=by, now=now)
        edition.changed()


def remove_reference(row: Model, wanted: Wanted, *, by: Staff, now: datetime) -> None:
    """Take ``row`` away. Raises Forbidden, ChangedMeanwhile, Refused (``reason``)."""
    check_administrator(by)
    checked_reason(wanted.reason)
    with transaction.atomic():
        _check_unchanged(row, wanted)
        row.delete()
        _log(wanted, {}, by=by, now=now)
        edition.changed()


def check_administrator(by: Staff) -> None:
    """Raise Forbidden where ``by`` does not set up the platform."""
    if not by.user.is_administrator:
        raise Forbidden(_("Chỉ quản trị hệ thống thay đổi được mục này."), code="not_yours")


def _check_unchanged(row: Model, wanted: Wanted) -> None:
    """Hold the row and compare it with what the change was made from: of two at the same moment one is told."""
    if wanted.before:
        held = type(row)._default_manager.select_for_update(no_key=True).filter(pk=row.pk).first()  # noqa: SLF001  # documented
        if held is None or fingerprint(state_of(held, wanted.before)) != fingerprint(wanted.before):
            raise ChangedMeanwhile


def _check_may_save(row: Model, wanted: Wanted, by: Staff) -> None:
    is_own = isinstance(row, Unit) and row.pk in by.user.own_headed_unit_ids and by.user.is_active
    if not (is_own and wanted.before and set(wanted.before) <= set(SET_BY_HEADS)):
        check_administrator(by)


def _log(wanted: Wanted, after: State, *, by: Staff, now: datetime) -> None:
    log_change(
        wanted.area, wanted.key, before=wanted.before, after=after, reason=wanted.reason, by=by.user, now=now
    )  # fmt: skip


def _said_fields(row: Model) -> list[str]:
    return [field.name for field in row._meta.concrete_fields if not field.primary_key]  # noqa: SLF001  # documented
