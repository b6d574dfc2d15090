"""Statuses of Open311 (open, closed), those FixMyStreet adds to them, and ours."""

from backend.core.text import fold
from backend.reports.models import Status
from backend.reports.models.standing import OPEN

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
_OURS = {
    "open": Status.RECEIVED,
    "confirmed": Status.RECEIVED,
    "reopen": Status.RECEIVED,
    "for triage": Status.RECEIVED,
    "investigating": Status.ACCEPTED,
    "internal referral": Status.ACCEPTED,
    "planned": Status.ACCEPTED,
    "action scheduled": Status.ACCEPTED,
    "in progress": Status.IN_PROGRESS,
    "fixed": Status.RESOLVED,
    "fixed user": Status.RESOLVED,
    "fixed council": Status.RESOLVED,
    "closed": Status.CLOSED,
    "no further action": Status.REJECTED,
    "unable to fix": Status.REJECTED,
    "not councils responsibility": Status.REJECTED,
    "not responsible": Status.REJECTED,
    "duplicate": Status.DUPLICATE,
}


def plain(status: str) -> str:
    """Return "open" or "closed"."""
    return OPEN_WORD if status in OPEN else CLOSED_WORD


def detailed(status: str, reason: str = "") -> str:
    """Return the extended status of FixMyStreet; ``reason`` is that of a refusal."""
    if status == Status.REJECTED and reason in _NOT_OURS:
        return "not_councils_responsibility"
    return _DETAILED[Status(status)]


def ours(written: str) -> Status | None:
    """Return our status for one of theirs, in any case, with blanks, dashes or underscores; None for an unknown one."""
    return _OURS.get(fold(written))
