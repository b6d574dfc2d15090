"""A transfer that waits for its answer: found, and settled by whatever happens instead of one."""

from backend.reports.models import Event, Report, Transfer, TransferState


def pending_of(report: Report) -> Transfer | None:
    """Return the transfer that waits for an answer, with its units and its event. One statement."""
    rows = Transfer.objects.filter(report=report, state=TransferState.PENDING)
    return rows.select_related("from_unit", "to_unit", "event").first()


def settle(report: Report, event: Event) -> None:
    """Whoever takes a step on what was transferred to them, or sends it on, has accepted it. One statement."""
    pending = Transfer.objects.filter(report=report, state=TransferState.PENDING)
    pending.update(state=TransferState.ACCEPTED, decided_by=event)
