"""Who looked at a reporter's contact: for the head of their unit, whoever reads the log, and the reporter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from backend.accounts.models import Role, User
from backend.reports.models import Event, Kind, Report
from backend.routing import book
from backend.routing.models import Unit


@dataclass(frozen=True)
class LooksOfPerson:
    """How often somebody looked at contacts for a unit, and at those of how many reports."""

    person: User
    unit: Unit | None
    number: int
    reports: int


def may_review(user: User) -> bool:
    """Whether ``user`` looks over anybody's shoulder: heads of units, the office, auditors, the administrator."""
    return user.is_active and (bool(user.headed_unit_ids) or _reads_all_looks(user))


def looks_for(user: User, *, most: int) -> Sequence[Event]:
    """Return the newest looks that ``user`` reviews, with person, report and reason. One statement."""
    looks = _reviewed(user).select_related("actor", "acting_unit", "report", "words")
    return list(looks.order_by("-seq")[:most])


def looks_by_person(user: User, *, since: datetime) -> Sequence[LooksOfPerson]:
    """Return, of the looks that ``user`` reviews, how many each person took since then, the most first. Two statements.

    ``reports`` counts each report once: who looks at many has much to call about, or looks around.
    """
    counted = _reviewed(user).filter(at__gte=since).values("actor", "acting_unit")
    rows = list(counted.annotate(number=Count("seq"), reports=Count("report", distinct=True)).order_by())
    people = User.objects.in_bulk({row["actor"] for row in rows})
    units = book.units_by_id()
    found = [
        LooksOfPerson(people[row["actor"]], units.get(row["acting_unit"]), row["number"], row["reports"])
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.number, one.person.username))


def looks_at(report: Report) -> Sequence[Event]:
    """Return every look at the contact of ``report``, the newest first, with its unit alone. One statement."""
    looks = report.events.filter(kind=Kind.CONTACT_SEEN).select_related("acting_unit")
    return list(looks.order_by("-number"))


def _reviewed(user: User) -> "QuerySet[Event]":
    looks = Event.objects.filter(kind=Kind.CONTACT_SEEN)
    return looks if _reads_all_looks(user) else looks.filter(acting_unit__in=user.headed_unit_ids)


def _reads_all_looks(user: User) -> bool:
    return any(post.role in {Role.PROGRAMME_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR} for post in user.posts)
