"""Many reports at once, for both of the staff's doors: which ones, which deed, and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.errors import Refused
from backend.reports import bulk as domain
from backend.reports.bulk import Deed
from backend.reports.codes import read_code
from backend.reports.lifecycle import Move
from backend.reports.models import Report, Screening, Status
from moderation.acts import unit_of
from moderation.merging import main_of


class Action(StrEnum):
    ASSIGN = "assign"
    ADVANCE = "advance"
    TRANSFER = "transfer"
    MERGE = "merge"
    PUBLISH = "publish"
    SPAM = "spam"
    RESTORE = "restore"


@dataclass(frozen=True)
class Wish:
    """What is wanted of many: the action and what goes with it; "" where it asks for nothing."""

    action: Action
    to: str = ""
    note: str = ""
    reason: str = ""
    unit: str = ""
    user: str = ""
    into: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one code: done, or refused with words; ``code`` as it was asked for."""

    code: str
    refused: Refused | None = None
    status: str = ""

    @property
    def is_done(self) -> bool:
        return self.refused is None


class NotFound(Refused):
    """There is no such report, or it is not this person's to see: which of the two is not said."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("Không thấy mã này trong hộp việc của đơn vị."), code="not_found")


def do(
    codes: Sequence[str], wish: Wish, *, by: Staff, now: datetime, versions: Mapping[str, int] | None = None
) -> tuple[UUID, Sequence[Outcome]]:
    """Do what is wished to the reports of these codes; return the batch, by which it is undone, and every outcome.

    Raises Refused where the wish itself is wrong: nothing was done then.
    """
    wanted = {code: read_code(code) or "" for code in dict.fromkeys(codes)}
    if len(wanted) > domain.MOST:
        raise Refused(_("Xin chọn không quá %(most)s phản ánh một lần.") % {"most": domain.MOST}, field="codes")
    seen = Report.objects.for_staff(by.user).filter(code__in=set(wanted.values()))
    reports = {one.code: one for one in seen.select_related("category").order_by("id")}
    main = _main(by.user, wish.into) if wish.action == Action.MERGE else None
    deed = _deed(wish, now=now, reports=list(reports.values()), main=main)
    done = domain.bulk(list(reports.values()), deed, by=by, now=now, versions=versions, main=main)
    results = {one.code: one for one in done.results}
    return done.batch, [_outcome(asked, results.get(code)) for asked, code in wanted.items()]


def _outcome(asked: str, result: domain.Result | None) -> Outcome:
    if result is None:
        return Outcome(asked, NotFound())
    return Outcome(asked, result.refused, result.event.status if result.event else "")


def _deed(wish: Wish, *, now: datetime, reports: Sequence[Report], main: Report | None) -> Deed:
    match wish.action:
        case Action.ASSIGN:
            deed = domain.to_assign(_person(wish.user, reports))
        case Action.ADVANCE:
            deed = domain.to_advance(_status(wish.to), Move(note=wish.note, reason=wish.reason))
        case Action.TRANSFER:
            deed = domain.to_transfer(unit_of(wish.unit, now=now), wish.reason)
        case Action.MERGE:
            deed = domain.to_advance(Status.DUPLICATE, Move(main=main))
        case Action.PUBLISH:
            deed = domain.to_publish()
        case Action.SPAM:
            deed = domain.to_screen(Screening.SPAM, wish.note)
        case _:
            deed = domain.to_screen(Screening.CLEAR, wish.note)
    return deed


def _status(to: str) -> str:
    if to not in Status.values:
        raise Refused(_("Xin chọn bước."), field="to", code="required")
    return to


def _person(username: str, reports: Sequence[Report]) -> User | None:
    """Return the person by name, of any of the units in charge: who is not of a report's own is refused there."""
    if not username.strip():
        return None
    units = {one.unit_id for one in reports}
    people = User.objects.filter(username=username.strip(), is_active=True, memberships__unit__in=units)
    found = people.distinct().first()
    if found is None:
        raise Refused(_("Chỉ giao được cho người của đơn vị chủ trì."), field="user", code="not_of_the_unit")
    return found


def _main(reader: User, typed: str) -> Report:
    found = main_of(reader, typed)
    if found is None:
        raise Refused(_("Xin chọn phản ánh chính để gộp vào."), field="into", code="required")
    return found
