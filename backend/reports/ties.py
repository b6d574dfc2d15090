"""What else hangs on a report: a transfer that waits for its answer, parts asked of others, more time asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.reports.models import Cooperation, DutyCall, Extension, ExtensionState, Report, Transfer
from backend.reports.pending import pending_of
from backend.routing.models import Level


@dataclass(frozen=True)
class Ties:
    """``cooperations`` and ``extensions``: all there ever were, the oldest first, with what their lines show."""

    pending: Transfer | None
    cooperations: Sequence[Cooperation]
    extensions: Sequence[Extension]
    duty_calls: Sequence[DutyCall] = ()

    @property
    def asked(self) -> Extension | None:
        """The extension that waits for the head's word."""
        return next((one for one in self.extensions if one.state == ExtensionState.ASKED), None)

    @property
    def may_be_extended(self) -> bool:
        """Whether more time may still be asked for: once, refusals aside."""
        return all(one.state == ExtensionState.REFUSED for one in self.extensions)

    def is_calling(self, user_id: int) -> bool:
        """Whether this person was called to duty and has not answered."""
        return any(one.user_id == user_id and one.confirmed_at is None for one in self.duty_calls)

    def asked_of(self, unit_ids: frozenset[int]) -> bool:
        """Whether something is still asked of one of these units."""
        return any(one.answered_by_id is None and one.unit_id in unit_ids for one in self.cooperations)


def ties_of(report: Report) -> Ties:
    """Return what hangs on the report. Three statements, four of what is urgent."""
    if report.event_count == 1:
        return Ties(None, (), ())
    return Ties(
        pending=pending_of(report),
        cooperations=list(report.cooperations.select_related("unit").order_by("id")),
        extensions=list(report.extensions.order_by("id")),
        duty_calls=list(report.duty_calls.all()) if report.level == Level.URGENT else (),
    )
