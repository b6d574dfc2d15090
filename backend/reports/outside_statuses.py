"""Statuses of other systems, as Open311 and FixMyStreet write them, in our words."""

from backend.core.text import fold
from backend.reports.models import Status

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


def ours(written: str) -> Status | None:
    """Return our status for one of theirs, in any case, with blanks, dashes or underscores; None for an unknown one."""
    return _OURS.get(fold(written))
