"""What staff read of the registers: how many entries of which kind, lists, one entry with all that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from backend.accounts.models import User
from backend.core.text import fold
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.places.models import Ward
from backend.registers.models import (
    Change,
    Criterion,
    CriterionMark,
    Document,
    Entry,
    EntryQuerySet,
    Inspection,
    StateRow,
)
from backend.registers.rights import entries_for, kinds_seen
from backend.registers.standing import GONE, IN_ORDER, EntryKind, Marked, State
from backend.reports.models import Report
from backend.routing.names import reads_english

_MOST = 100  # of each list on an entry's page


@dataclass(frozen=True)
class KindCount:
    """A register with its numbers: ``there`` without those that moved away or closed."""

    kind: EntryKind
    there: int
    in_order: int
    violating: int
    gone: int


@dataclass(frozen=True)
class Asked:
    """The filters of a list: a ward's id, a state, words; "" or None for all."""

    ward_id: int | None = None
    state: str = ""
    words: str = ""


@dataclass(frozen=True)
class MarkedCriterion:
    """A criterion of the entry's list with its mark, None where nobody has looked yet."""

    criterion: Criterion
    mark: CriterionMark | None

    @property
    def text(self) -> str:
        """The criterion in the reader's language."""
        return self.criterion.text_en if reads_english() else self.criterion.text

    @property
    def stands(self) -> Marked:
        return Marked(self.mark.marked) if self.mark else Marked.NOT_SEEN


@dataclass(frozen=True)
class Whole:
    """All that belongs to an entry; each list the newest first, at most a hundred."""

    states: Sequence[StateRow]
    inspections: Sequence[Inspection]
    documents: Sequence[Document]
    criteria: Sequence[MarkedCriterion]
    changes: Sequence[Change]
    reports: Sequence[Report]
    report_count: int
    open_reports: int

    @property
    def met(self) -> int:
        return sum(one.stands == Marked.MET for one in self.criteria)


def kind_counts(user: User, *, now: datetime) -> list[KindCount]:
    """Return the registers ``user`` may open, in their order, with the numbers of what they see. One statement."""
    day = day_in_force(now)
    rows = (
        entries_for(user, on=day)
        .order_by()
        .values("kind")
        .annotate(
            there=Count("pk", filter=~Q(state__in=GONE)),
            in_order=Count("pk", filter=Q(state__in=IN_ORDER)),
            violating=Count("pk", filter=Q(state=State.VIOLATING)),
            gone=Count("pk", filter=Q(state__in=GONE)),
        )
    )
    found = {row["kind"]: (row["there"], row["in_order"], row["violating"], row["gone"]) for row in rows}
    return [KindCount(kind, *found.get(kind.value, (0, 0, 0, 0))) for kind in kinds_seen(user, on=day)]


def listed(user: User, kind: EntryKind, asked: Asked, *, now: datetime) -> EntryQuerySet:
    """Return the entries of the register that ``user`` sees and asks for.

    Each comes with ``report_count`` (reports of its place that ``user`` may see), ``open_reports`` and ``looked_on``,
    the day of its last inspection or None.
    """
    rows = entries_for(user, on=day_in_force(now)).filter(kind=kind).with_labels()
    if asked.ward_id:
        rows = rows.filter(ward_id=asked.ward_id)
    if asked.state in State.values:
        rows = rows.filter(state=asked.state)
    for word in fold(asked.words).split():
        rows = rows.filter(search__contains=word)
    reports = Report.objects.for_staff(user).filter(site=OuterRef("site")).order_by().values("site")
    last = Inspection.objects.filter(entry=OuterRef("pk")).order_by("-on", "-id")
    annotated: EntryQuerySet = rows.annotate(
        report_count=_number(reports.annotate(n=Count("pk"))),
        open_reports=_number(reports.filter(is_open=True).annotate(n=Count("pk"))),
        looked_on=Subquery(last.values("on")[:1]),
    )
    return annotated


def wards_of(user: User, kind: EntryKind, *, now: datetime) -> list[Ward]:
    """Return the wards in which ``user`` sees entries of the register, by name. One statement."""
    day = day_in_force(now)
    pks = set(entries_for(user, on=day).filter(kind=kind).order_by().values_list("ward_id", flat=True).distinct())
    known = {ward.pk: ward for ward in wards_in_force(day)}
    others = pks - set(known)
    rows = list(Ward.objects.filter(pk__in=others).defer("boundary")) if others else []
    return sorted([*(known[pk] for pk in pks & set(known)), *rows], key=lambda ward: (fold(ward.name), ward.pk))


def whole(entry: Entry, user: User) -> Whole:
    """Return all that belongs to the entry, reports only as ``user`` may see them. A fixed number of statements."""
    marks = {one.criterion_id: one for one in entry.marks.select_related("by")}
    asked = Criterion.objects.filter(Q(is_active=True) | Q(pk__in=marks), kind=entry.kind, subject=entry.subject)
    reports = Report.objects.for_staff(user).filter(site=entry.site_id)
    shown = reports.with_labels().defer("ward__boundary", "street__lines")
    numbers = reports.order_by().aggregate(all=Count("pk"), open=Count("pk", filter=Q(is_open=True)))
    return Whole(
        states=list(entry.states.select_related("by")[:_MOST]),
        inspections=list(entry.inspections.select_related("by", "document")[:_MOST]),
        documents=list(entry.documents.select_related("by")[:_MOST]),
        criteria=[MarkedCriterion(one, marks.get(one.pk)) for one in asked.order_by("place", "id")],
        changes=list(entry.changes.select_related("by")[:_MOST]),
        reports=list(shown.order_by("-created_at", "-id")[:_MOST]),
        report_count=numbers["all"],
        open_reports=numbers["open"],
    )


def _number(rows: Any) -> Coalesce:  # a queryset grouped by site, with its number as n
    return Coalesce(Subquery(rows.values("n")[:1], output_field=IntegerField()), 0)
