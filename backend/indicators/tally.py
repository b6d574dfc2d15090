"""What one report counts for: a pure function of its events, in their order, and of the moment.

Two rules of the city stand behind the details. On-time figures belong to the day on which the **deadline fell**, so
that a report left open cannot improve a figure; and doubt falls against the unit. Ward, unit and category are those at
the counting moment: at sending for what was received, at the deadline for what was on time or late, at the event for
all else. Only a report whose screening is clear counts, then with its whole history.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from backend.core.month import Month
from backend.indicators.happening import PHOTO, Happening, that_stand
from backend.reports.content import is_content
from backend.reports.models import Kind, Screening, Status
from backend.reports.models.event import ActorKind
from backend.reports.models.standing import OPEN

STAYS_SOLVED = timedelta(days=7)  # reopened within this time, a result was none
_RESPONSES = frozenset({Kind.ACCEPTED, Kind.TRANSFER_ACCEPTED, Kind.ASKED, Kind.REJECTED, Kind.MERGED})
_GIVEN = frozenset(
    {
        Kind.TRANSFERRED, Kind.HANDED_OVER, Kind.TRANSFER_RETURNED, Kind.RECATEGORISED, Kind.MOVED, Kind.REROUTED,
    }
)  # fmt: skip
_MOVING = frozenset({Kind.ACCEPTED, Kind.TRANSFER_ACCEPTED, Kind.RECATEGORISED, Kind.LEVEL_SET})
_END_OF_WAITING = frozenset({Kind.ANSWERED, Kind.UNANSWERED})
_CORRECTING = frozenset({Kind.RECATEGORISED, Kind.MOVED, Kind.HANDED_OVER})  # a change of wards corrects nobody
WHY = "refused:"  # before a refusal's reason: a measure of its own beside "refused"


class Fact(NamedTuple):
    """One thing to count: the day in the city, ward, unit and category (numbers), the measure's name."""

    day: date
    ward: int
    unit: int
    category: int
    measure: str


class Course(NamedTuple):
    """When a report was sent, with the ward, unit and category of then, and when it was solved: None while it is not.

    A result that was reopened is none. ``is_out``: refused or merged, so that nobody waits for its result.
    """

    sent_at: datetime
    ward: int
    unit: int
    category: int
    solved_at: datetime | None
    is_out: bool


class Tally(NamedTuple):
    """What a report counts for at a moment, and the next moment (aware) at which time alone changes that.

    ``course`` is None where the report does not count at all.
    """

    facts: Counter[Fact]
    next_due: datetime | None
    course: Course | None = None


def tally(happenings: Sequence[Happening], *, now: datetime) -> Tally:
    """Return what the report with these events (all of them, in their order) counts for at ``now`` (aware)."""
    if happenings[-1].screening != Screening.CLEAR:
        return Tally(Counter(), None)
    story = _Story(happenings[0])
    for happening in that_stand(happenings):
        story.take(happening)
    return story.counted(now=now)


def day_of(moment: datetime) -> date:
    """Return the day of ``moment`` in the city."""
    return moment.astimezone(timezone.get_default_timezone()).date()


@dataclass
class _Story:
    """A report's events as they are read; ``due`` is the deadline that counts, not the one shown today.

    It is fixed when the report arrives, moves only by time waited for the reporter, by another kind or level (and
    forward, by the acceptance of an urgent matter), and stays once it fell or the report was first resolved. A refusal
    taken back before the deadline fell starts it anew, as the resident was told.
    """

    first: Happening
    moments: list[Happening] = field(default_factory=list)
    counts: Counter[Fact] = field(default_factory=Counter)
    status: str = ""
    responded_at: list[datetime] = field(default_factory=list)
    asked_at: datetime | None = None  # while it waits for the reporter
    out: Happening | None = None  # the refusal or merger in force
    resolved_at: datetime | None = None  # the first time
    solved_at: datetime | None = None  # the last time, while it stays so
    is_undone: bool = False  # reopened soon after the first result
    is_accepted: bool = False

    def __post_init__(self) -> None:
        self.due = self.first.resolve_by
        self.accept_by = self.first.accept_by

    def take(self, event: Happening) -> None:
        """Read the next event."""
        self._count_changes(event)
        self._move_due(event)
        if event.kind in _RESPONSES:
            self.responded_at.append(event.at)
        match event.kind:
            case Kind.ACCEPTED | Kind.TRANSFER_ACCEPTED:
                self._accepted(event)
            case Kind.RESOLVED:
                self._resolved(event)
            case Kind.REJECTED | Kind.MERGED:
                self._went_out(event)
            case Kind.REOPENED | Kind.UNMERGED:
                self._taken_back(event)
            case Kind.CLOSED:
                self._closed(event)
        if event.status != self.status:
            self.asked_at = event.at if event.status == Status.NEEDS_INFO else None
        self.status = event.status
        self.moments.append(event)

    def counted(self, *, now: datetime) -> Tally:
        """Return the whole tally, with the deadlines that fell until ``now``."""
        facts = Counter(self.counts)
        _add(facts, "received", self.first.at, self.first)
        if self.first.actor_kind == ActorKind.STAFF:
            _add(facts, "entered_by_staff", self.first.at, self.first)
        accept_by = self.accept_by
        if accept_by <= now:
            self._count_response(facts, accept_by)
        falls = not self._is_out_at(self.due) and not self._waits_past(self.due)
        if falls and self.due <= now:
            self._count_result(facts)
        ahead = [accept_by] + [self.due] * falls + self._count_month_ends(facts, now=now)
        return Tally(facts, min((moment for moment in ahead if moment > now), default=None), self._course())

    def _course(self) -> Course:
        first = self.first
        where = first.ward_id, first.unit_id, first.category_id
        return Course(first.at, *where, self.solved_at, self.out is not None)

    def _count_response(self, facts: Counter[Fact], accept_by: datetime) -> None:
        where = self._state_at(accept_by)
        _add(facts, "accept_due", accept_by, where)
        if self.responded_at and self.responded_at[0] <= accept_by:
            _add(facts, "accepted_on_time", accept_by, where)

    def _count_result(self, facts: Counter[Fact]) -> None:
        is_on_time = self.resolved_at is not None and self.resolved_at <= self.due and not self.is_undone
        _add(facts, "resolved_on_time" if is_on_time else "late", self.due, self._state_at(self.due))

    def _count_month_ends(self, facts: Counter[Fact], *, now: datetime) -> list[datetime]:
        """Count every month at whose end it was open; return the end ahead at which an open one will be looked at."""
        month, is_open, last = Month.of(day_of(self.first.at)), self.status in OPEN, self.moments[-1].at
        while (end := month.next.starts_at) <= now and (is_open or end <= last):
            self._count_month_end(facts, month, end)
            month = month.next
        return [end] * is_open

    def _count_month_end(self, facts: Counter[Fact], month: Month, end: datetime) -> None:
        state = next(event for event in reversed(self.moments) if event.at < end)
        if state.status not in OPEN:
            return
        where = month.last_day, state.ward_id, state.unit_id, state.category_id
        facts[Fact(*where, "open_at_end")] += 1
        if state.resolve_by <= end and state.status != Status.NEEDS_INFO:
            facts[Fact(*where, "overdue_at_end")] += 1

    def _count_changes(self, event: Happening) -> None:
        """Count who passed it on, and another kind or ward: where it lay before, for whoever had it did so."""
        before = self.moments[-1] if self.moments else event
        if event.kind == Kind.TRANSFERRED:
            _add(self.counts, "transferred", event.at, before)
        if event.kind in _CORRECTING and (event.ward_id, event.category_id) != (before.ward_id, before.category_id):
            _add(self.counts, "reclassified", event.at, before)
            if self.resolved_at is not None or self._fell_before(event.at):
                _add(self.counts, "corrected_late", event.at, before)

    def _accepted(self, event: Happening) -> None:
        if not self.is_accepted:
            self._count("accepted", event)
        self.is_accepted = True

    def _resolved(self, event: Happening) -> None:
        self._count("resolutions", event)
        if event.detail != PHOTO:
            self._count("without_photo", event)
        self.solved_at = event.at
        if self.resolved_at is None:
            self.resolved_at = event.at
            self._count("resolved", event)

    def _closed(self, event: Happening) -> None:
        """Count the reporter's word, and whether they are content; the clock closes without one."""
        if event.actor_kind == ActorKind.REPORTER:
            self._count("answered", event)
            if is_content(event.rating):
                self._count("satisfied", event)

    def _went_out(self, event: Happening, number: int = 1) -> None:
        """Count a refusal, with its reason, or a merger; ``number`` -1 takes it back."""
        if event.kind == Kind.MERGED:
            self._count("duplicate", event, number)
        else:
            self._count("refused", event, number)
            self._count(f"{WHY}{event.detail}", event, number)
        self.out = event if number > 0 else None

    def _taken_back(self, event: Happening) -> None:
        if event.kind == Kind.UNMERGED:
            self._unmerged()
        else:
            self._reopened(event)

    def _reopened(self, event: Happening) -> None:
        """Take back a result or a refusal; a refusal taken back in its own month never was."""
        if self.out is None:
            self._count("reopened", event)
            if event.actor_kind == ActorKind.REPORTER:
                self._count("answered", event)  # "not yet" is an answer, too
            self.solved_at = None
            self.is_undone |= self.resolved_at is not None and event.at <= self.resolved_at + STAYS_SOLVED
        elif Month.of(day_of(self.out.at)) == Month.of(day_of(event.at)):
            self._went_out(self.out, -1)
        self.out = None

    def _unmerged(self) -> None:
        """Take back the merger as if it never was: neither a duplicate nor a response."""
        if self.out is not None:
            self.responded_at.remove(self.out.at)
            self._went_out(self.out, -1)
        self.out = None

    def _move_due(self, event: Happening) -> None:
        if event.kind in _GIVEN and not self.responded_at and event.at < self.accept_by:
            self.accept_by = event.accept_by  # whoever is given a report has time of their own to accept it
        if self.resolved_at is not None:
            return
        if event.kind == Kind.REOPENED:
            moves = self._is_out_at(self.due)
        else:
            waited = event.kind in _END_OF_WAITING and self.asked_at is not None  # a late answer moves nothing
            moves = (waited or event.kind in _MOVING) and not self._fell_before(event.at)
        if moves:
            self.due = event.resolve_by

    def _fell_before(self, moment: datetime) -> bool:
        return self.due <= moment and not self._waits_past(self.due)

    def _waits_past(self, due: datetime) -> bool:
        return self.asked_at is not None and self.asked_at < due

    def _is_out_at(self, due: datetime) -> bool:
        return self.out is not None and self.out.at <= due

    def _state_at(self, moment: datetime) -> Happening:
        """Return the state in force at ``moment``."""
        return next((event for event in reversed(self.moments) if event.at <= moment), self.first)

    def _count(self, measure: str, event: Happening, number: int = 1) -> None:
        _add(self.counts, measure, event.at, event, number)


def _add(facts: Counter[Fact], measure: str, moment: datetime, where: Happening, number: int = 1) -> None:
    facts[Fact(day_of(moment), where.ward_id, where.unit_id, where.category_id, measure)] += number
