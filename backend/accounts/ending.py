"""What the administrator set up for other systems is ended: for good, at once, with a reason in the log."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.changelog import checked_reason, log_change
from backend.accounts.models import Area
from backend.core.errors import Forbidden

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Ending(Generic[M]):
    """How one kind of thing ends: the column of the moment, the word of the log, how the log names and describes it.

    ``then`` is called inside the transaction.
    """

    area: Area
    column: str
    word: str
    name_of: Callable[[M], str]
    said_of: Callable[[M], dict[str, object]]
    then: Callable[[], Any] = lambda: None


def end(rows: "QuerySet[M]", pk: int, ending: Ending[M], *, reason: str, by: Staff, now: datetime) -> M | None:
    """End one of ``rows`` and return it; None where there is none, or it has ended.

    Raises Forbidden for anybody but an administrator, Refused (``reason``).
    """
    check_administrator(by)
    checked_reason(reason)
    with transaction.atomic():
        row = rows.select_for_update().filter(pk=pk, **{f"{ending.column}__isnull": True}).first()
        if row is None:
            return None
        before = ending.said_of(row)
        setattr(row, ending.column, now)
        row.save(update_fields=[ending.column])
        after, name = before | {ending.word: True}, ending.name_of(row)
        log_change(ending.area, name, before=before, after=after, reason=reason, by=by.user, now=now)
        ending.then()
    return row


def check_administrator(by: Staff) -> None:
    """Raise Forbidden for anybody else."""
    if not by.user.is_administrator:
        raise Forbidden(_("Chỉ quản trị hệ thống làm được việc này."), code="not_administrator")
