"""Do the closed months hold? Their chain of heads, their rows, and the same figures counted anew from the events.

What was signed stands witness: a signed document names the heads it stands on, and so does the event of its signature.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from backend.core.month import Month
from backend.indicators import frozen, prepared
from backend.indicators.beside import Beside, beside
from backend.indicators.close import MONTH_CLOSED
from backend.indicators.counting import MonthCount, Rows
from backend.indicators.documents.verify import signed_heads, wrong_documents
from backend.indicators.fed_again import fed_differs
from backend.indicators.first_action import actions_of
from backend.indicators.guards import missing_guards
from backend.indicators.models import ClosedMonth
from backend.indicators.place_cuts import uneven
from backend.indicators.touched import seal_of, seal_of_events, touched
from backend.reports.models import Event


@dataclass(frozen=True)
class Fault:
    """One thing that does not fit: the month, its revision, what is wrong."""

    month: str
    revision: int
    what: str


def verify_month(month: Month | None = None, *, against: str = "") -> Iterator[Fault]:
    """Yield what is wrong with the chain of all closed months, and with the figures of ``month`` (None: of every one).

    ``against`` is a head somebody kept (in a signed document, in the open data): it must stand in the chain.
    """
    previous, heads = "", {}
    for closed in ClosedMonth.objects.order_by("id"):
        rows = frozen.from_table(closed)
        if closed.previous != previous:
            yield _fault(closed, "the head before it")
        if closed.head != frozen.head_of(closed, rows, beside(closed)):
            yield _fault(closed, "the hash")
        if month in {None, Month.of(closed.first_day)}:
            yield from _recounted(closed, rows)
        previous = closed.head
        heads[closed.head] = closed
    yield from _missing(heads)
    yield from _witnessed(heads)
    if against and against not in heads:
        yield Fault("", 0, "the head asked for is not in the chain")
    for name in missing_guards():
        yield Fault("", 0, f"the database no longer guards: {name}")


def known_values() -> Iterator[str]:
    """Yield the hash of the last event about a value that each closing knew, see :mod:`values_told`."""
    for event in Event.objects.filter(kind=MONTH_CLOSED, report__isnull=True).order_by("seq"):
        yield str(event.data.get("values", ""))


def rows_that_differ(closed: ClosedMonth, rows: Rows | None = None) -> int:
    """Return in how many rows the events of that time count for something else than ``rows`` (None: what was frozen).

    So they do, too, where a day off of that time was declared after the closing: hours are of the calendar as it is.
    """
    kept = frozen.from_table(closed) if rows is None else rows
    return _differences(closed, kept, _counted_again(closed).rows(as_of=closed.closed_at))


def _recounted(closed: ClosedMonth, rows: Rows) -> Iterator[Fault]:
    again = _counted_again(closed)
    if closed.history != _history(closed, again):
        yield _fault(closed, "the history it was counted from is another one")
    if differs := _differences(closed, rows, again.rows(as_of=closed.closed_at)):
        yield _fault(closed, f"{differs} rows differ from the events")
    if closed.edition >= frozen.BESIDE and (cut := uneven(closed, rows)):
        yield _fault(closed, f"the cut by {cut} does not add up to the figures")
    if closed.edition >= frozen.BESIDE:
        for code in fed_differs(closed, touched(Month.of(closed.first_day), upto=closed.upto)):
            yield _fault(closed, f"what reports say of {code} differs from the events")
    kept, now = Beside(actions=beside(closed).actions), Beside(actions=actions_of(closed))
    if closed.edition >= frozen.BESIDE and kept.said() != now.said():
        yield _fault(closed, "first actions on alerts differ from the events")


def _counted_again(closed: ClosedMonth) -> MonthCount:
    return prepared.count_all(Month.of(closed.first_day), upto=closed.upto, as_of=closed.closed_at)


def _history(closed: ClosedMonth, again: MonthCount) -> str:
    """Return the seal over the history as it stands, made as it was made in the edition of ``closed``."""
    if closed.edition >= frozen.WITH_SUM:
        return again.history
    if closed.edition >= frozen.WITH_HEADS:
        return seal_of(again.heads)
    if closed.edition >= frozen.WITH_HISTORY:
        return seal_of_events(touched(Month.of(closed.first_day), upto=closed.upto), upto=closed.upto)
    return closed.history  # there was none


def _differences(closed: ClosedMonth, kept: Rows, found: Rows) -> int:
    counted = frozen.of_edition(found, closed.edition)
    return sum(kept.get(key) != counted.get(key) for key in kept.keys() | counted.keys())


def _missing(heads: dict[str, ClosedMonth]) -> Iterator[Fault]:
    """Yield closings of which an event tells and no row, rows of which no event tells, and events left out."""
    told = {event.data.get("head"): event for event in Event.objects.filter(kind=MONTH_CLOSED, report__isnull=True)}
    for head, event in told.items():
        if head not in heads:
            yield Fault(str(event.data.get("month")), int(event.data.get("revision", 0)), "the rows are gone")
    for head, closed in heads.items():
        if head not in told:
            yield _fault(closed, "no event tells of it")
        elif _left_out(closed, told[head]):
            yield _fault(closed, "events that were there are left out")


def _left_out(closed: ClosedMonth, told: Event) -> bool:
    """Whether something of the month had been written when it was closed, and is not counted."""
    there = Event.objects.filter(seq__gt=closed.upto, seq__lt=told.seq, report__isnull=False)
    return there.filter(at__lt=Month.of(closed.first_day).next.starts_at).exists()


def _witnessed(heads: dict[str, ClosedMonth]) -> Iterator[Fault]:
    """Yield what is wrong with signed documents, and heads that were signed and are not in the chain any more."""
    for period, head in signed_heads():
        if head not in heads:
            yield Fault(period, 0, "a head that was signed is not in the chain")
    for period, what in wrong_documents():
        yield Fault(period, 0, what)


def _fault(closed: ClosedMonth, what: str) -> Fault:
    return Fault(str(Month.of(closed.first_day)), closed.revision, what)
