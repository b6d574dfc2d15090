"""Which units see a report, and on which shelf of their inboxes it lies."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, Q, Value, When

from backend.reports.models import Involvement, Part, Report, Screening, Shelf, Status
from backend.routing.models import Unit

_SHELVES = {
    Status.RECEIVED: Shelf.NEW,
    Status.ACCEPTED: Shelf.WORK,
    Status.IN_PROGRESS: Shelf.WORK,
    Status.NEEDS_INFO: Shelf.WAITING,
}


def shelf_of(report: Report) -> Shelf:
    """Return the shelf that follows from the report's status and screening."""
    return shelf_by(screening=report.screening, status=report.status)


def shelf_by(*, screening: str, status: str) -> Shelf:
    """Return the shelf that follows from a screening and a status."""
    if screening == Screening.SPAM:
        return Shelf.SPAM
    if status not in _SHELVES:
        return Shelf.DONE
    if screening == Screening.UNVERIFIED:
        return Shelf.UNVERIFIED
    return _SHELVES[Status(status)]


def rows(report: Report, *, with_units: Iterable[Unit]) -> list[Involvement]:
    """Return the rows, not yet saved, for the report's unit in charge and the units it works with."""
    others = {unit.pk: unit for unit in with_units if unit.pk != report.unit_id}
    parts = [(report.unit_id, Part.CHARGE), *((pk, Part.WITH) for pk in others)]
    return [row(report, unit_id, part) for unit_id, part in parts]


def row(report: Report, unit_id: int, part: str) -> Involvement:
    """Return the row, not yet saved, of one unit on the report."""
    return Involvement(
        report=report,
        unit_id=unit_id,
        part=part,
        shelf=shelf_of(report),
        is_open=report.is_open,
        is_returned=report.returned_at is not None and part == Part.CHARGE,
        resolve_by=report.extended_to or report.resolve_by,
    )


def follow(report: Report) -> None:
    """Move the report to its shelf in every inbox that has it. One statement."""
    is_returned = Q(part=Part.CHARGE) if report.returned_at is not None else Q(pk=None)
    Involvement.objects.filter(report=report).update(
        shelf=shelf_of(report),
        is_open=report.is_open,
        is_returned=Case(When(is_returned, then=Value(value=True)), default=Value(value=False)),
        resolve_by=report.extended_to or report.resolve_by,
    )


def follow_many(reports: Sequence[tuple[Report, Sequence[Unit] | None]]) -> None:
    """Move many reports to their shelves; where units are named, these are with the one in charge from now on.

    Five statements at most.
    """
    anew = [(report, units) for report, units in reports if units is not None]
    if anew:
        Involvement.objects.filter(report__in=[report.pk for report, _ in anew]).delete()
        Involvement.objects.bulk_create(row for report, units in anew for row in rows(report, with_units=units))
    stay = {report.pk: report for report, units in reports if units is None}
    there = list(Involvement.objects.filter(report__in=stay))
    for one in there:
        now = row(stay[one.report_id], one.unit_id, one.part)
        one.shelf, one.is_open = now.shelf, now.is_open
        one.is_returned, one.resolve_by = now.is_returned, now.resolve_by
    Involvement.objects.bulk_update(there, ["shelf", "is_open", "is_returned", "resolve_by"])


def replace(report: Report, *, with_units: Iterable[Unit]) -> None:
    """Give the report to its (new) unit in charge and the units it works with. Two statements."""
    Involvement.objects.filter(report=report).delete()
    Involvement.objects.bulk_create(rows(report, with_units=with_units))


def units_on(report: Report) -> list[tuple[int, str]]:
    """Return (unit, part) of every unit on the report, by number. One statement."""
    return list(Involvement.objects.filter(report=report).order_by("id").values_list("unit_id", "part"))
