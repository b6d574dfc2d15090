"""A report is given to one person of the unit in charge, who finds it under Mine; or to nobody in particular."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.errors import Refused
from backend.reports.act import Outcome, begin, finish, hold
from backend.reports.models import Event, Kind, Report
from backend.reports.rights import check_in_charge


def assign(
    report: Report,
    to: User | None,
    *,
    by: Staff,
    now: datetime,
    version: int | None = None,
    batch: UUID | None = None,
) -> Event:
    """Give the report to ``to``, or take it from whoever has it. Raises NotYours, Overtaken, Refused."""
    with transaction.atomic():
        held = hold(report, version=version)
        check_in_charge(by, held)
        one = assigned(held, to)
        event = finish(
            begin(held, by=by, batch=batch), one.changes, one.kind, now=now, data=one.data, is_public=one.is_public
        )
    report.refresh_from_db()
    return event


def assigned(report: Report, to: User | None) -> Outcome:
    """Return what giving the report to ``to`` comes to. Raises Refused (closed, not theirs, no change)."""
    if not report.is_open:
        raise Refused(_("Phản ánh đã kết thúc."), code="not_next")
    if (to and to.pk) == report.assignee_id:
        raise Refused(_("Phản ánh đã giao như vậy."), field="user", code="no_change")
    if to is not None and (not to.is_active or report.unit_id not in to.unit_ids):
        raise Refused(_("Chỉ giao được cho người của đơn vị chủ trì."), field="user", code="not_of_the_unit")
    return Outcome({"assignee": to}, Kind.ASSIGNED, data={"to": to.username if to else ""}, is_public=False)


def people_of(unit_id: int) -> Sequence[User]:
    """Return the active people of a unit by name, each once. One statement."""
    people = User.objects.filter(is_active=True, memberships__unit=unit_id).distinct()
    return list(people.order_by("display_name", "username", "id"))
