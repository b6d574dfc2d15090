"""How many reports lie under each tab of a person's inbox, at a price that does not grow with the reports there are."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery

from backend.accounts.models import User
from backend.reports.models import Involvement, Report, Shelf

MOST = 1000  # who reads all is told no higher number: nobody counts tens of thousands of rows for a figure on a tab


class _HowMany(Subquery):
    """The number of rows of a query, as a column."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) found)"
    output_field = IntegerField()


def of_units(user: User, *, now: datetime) -> tuple[dict[Shelf, int], int]:
    """Return how many open reports of the person's units lie on each shelf, and how many of new and work are late.

    One statement, inside the index.
    """
    rows = Involvement.objects.filter(unit__in=user.unit_ids, is_open=True)
    late = Q(resolve_by__lt=now, shelf__in=(Shelf.NEW, Shelf.WORK))
    is_distinct = len(user.unit_ids) > 1  # two of the person's units may be on one report
    found = (
        rows.order_by("shelf")
        .values("shelf")
        .annotate(all=Count("report", distinct=is_distinct), late=Count("report", filter=late, distinct=is_distinct))
        .values_list("shelf", "all", "late")
    )
    kept = {Shelf(shelf): (all_, late) for shelf, all_, late in found}
    return {shelf: all_ for shelf, (all_, _late) in kept.items()}, sum(late for _all, late in kept.values())


def of_all(user: User, on_shelf: Mapping[Shelf, Q], *, now: datetime) -> tuple[dict[Shelf, int], int]:
    """Return the same of all reports for a person who reads all, each number ``MOST`` at most. One statement."""
    rows = Report.objects.for_staff(user).filter(is_open=True)
    late = rows.filter(on_shelf[Shelf.NEW] | on_shelf[Shelf.WORK], resolve_by__lt=now)
    shelves = {shelf: _how_many(rows.filter(on_shelf[shelf])) for shelf in on_shelf}
    one_row = User.objects.filter(pk=user.pk).order_by()
    *numbers, overdue = one_row.values_list(*shelves.values(), _how_many(late))[0]
    return dict(zip(shelves, numbers, strict=True)), overdue


def _how_many(rows: "QuerySet[Report]") -> _HowMany:
    return _HowMany(rows.order_by().values("pk")[:MOST])
