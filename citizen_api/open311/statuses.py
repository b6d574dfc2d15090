"""Statuses of Open311 (open, closed), those FixMyStreet adds to them, and ours."""

from backend.reports.models import Status
from backend.reports.models.standing import OPEN
from backend.reports.outside_statuses import ours

__all__ = ["detailed", "ours", "plain"]

OPEN_WORD, CLOSED_WORD = "open", "closed"
_NOT_OURS = frozenset({"outside_district", "private_dispute", "procedure", "regulation"})
_DETAILED = {
    Status.RECEIVED: "open",
    Status.ACCEPTED: "investigating",
    Status.IN_PROGRESS: "in_progress",
    Status.NEEDS_INFO: "investigating",
    Status.RESOLVED: "fixed",
    Status.CLOSED: "fixed",  # their "closed" means that nothing was done
    Status.REJECTED: "no_further_action",
    Status.DUPLICATE: "duplicate",
}


def plain(status: str) -> str:
    """Return "open" or "closed"."""
    return OPEN_WORD if status in OPEN else CLOSED_WORD


def detailed(status: str, reason: str = "") -> str:
    """Return the extended status of FixMyStreet; ``reason`` is that of a refusal."""
    if status == Status.REJECTED and reason in _NOT_OURS:
        return "not_councils_responsibility"
    return _DETAILED[Status(status)]
