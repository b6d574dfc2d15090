"""Who looked at a reporter's contact: for the head of their unit, whoever reads the log, and the reporter."""

from collections.abc import Sequence

from backend.accounts.models import Role, User
from backend.reports.models import Event, Kind, Report


def may_review(user: User) -> bool:
    """Whether ``user`` looks over anybody's shoulder: heads of units, auditors, the administrator."""
    return user.is_active and (bool(user.headed_unit_ids) or _reads_all_looks(user))


def looks_for(user: User, *, most: int) -> Sequence[Event]:
    """Return the newest looks that ``user`` reviews, with person, report and reason. One statement."""
    looks = Event.objects.filter(kind=Kind.CONTACT_SEEN).select_related("actor", "acting_unit", "report", "words")
    if not _reads_all_looks(user):
        looks = looks.filter(acting_unit__in=user.headed_unit_ids)
    return list(looks.order_by("-seq")[:most])


def looks_at(report: Report) -> Sequence[Event]:
    """Return every look at the contact of ``report``, the newest first, with its unit alone. One statement."""
    looks = report.events.filter(kind=Kind.CONTACT_SEEN).select_related("acting_unit")
    return list(looks.order_by("-number"))


def _reads_all_looks(user: User) -> bool:
    return any(post.role in {Role.AUDITOR, Role.ADMINISTRATOR} for post in user.posts)
