"""Counting a month from events, report by report: so that what one report counts for can be taken away again."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from backend.core.month import Month
from backend.indicators import facts
from backend.indicators.happening import Happening
from backend.indicators.month_hours import SENT, SOLVED
from backend.indicators.tally import Course, Tally, tally
from backend.indicators.touched import Head

Key = tuple[int, int, int]  # ward, unit, category
# Of each key the numbers that are not zero, by measure; beside MEASURES "refused:<reason>", "solved:<begun working
# hours>" and "waiting:<hours at the closing>".
Rows = Mapping[Key, Mapping[str, int]]
REFUSED, WAITING = "refused", "waiting"
_BYTES = 256  # of a sum of chains: see ``MonthCount.history``


class MonthCount:
    """What ``month`` counts for by the events of the reports that were added, and the sum of their chains.

    Time alone changes nothing of a month that is over but how long reports wait: those are kept by when they were sent.
    """

    def __init__(self, month: Month, numbers: Mapping[Key, Mapping[str, int]] | None = None, total: int = 0) -> None:
        self.month = month
        self.numbers: dict[Key, Counter[str]] = defaultdict(Counter)
        self.numbers.update({key: Counter(found) for key, found in (numbers or {}).items()})
        self.total = total
        self.heads: dict[int, Head] = {}  # of the reports added here: all of them only where nothing was taken away

    def add(self, history: Sequence[Happening], *, now: datetime, sign: int = 1) -> None:
        """Add the report with these events (all that count), or take it away (``sign`` -1) as it was added."""
        told = tally(history, now=now)
        if self._add_facts(told, sign):
            report, head = history[0].report_id, (history[-1].hash, len(history))
            self.total = (self.total + sign * _number_of(report, head)) % (1 << 8 * _BYTES)
            if sign > 0:
                self.heads[report] = head
        if told.course and self.month.starts_at <= told.course.sent_at < self.month.next.starts_at:
            self._add_course(told.course, sign)

    def _add_facts(self, told: Tally, sign: int) -> bool:
        counts = False
        for fact, number in told.facts.items():
            if number and self.month.first_day <= fact.day <= self.month.last_day:
                self.numbers[fact.ward, fact.unit, fact.category][fact.measure] += sign * number
                counts = True
        return counts

    def _add_course(self, course: Course, sign: int) -> None:
        if course.is_out:
            return
        if course.solved_at:
            name = f"{SOLVED}:{facts.begun_hours(course.sent_at, course.solved_at)}"
        else:
            name = f"{SENT}:{course.sent_at.astimezone(UTC).isoformat()}"
        self.numbers[course.ward, course.unit, course.category][name] += sign

    def rows(self, *, as_of: datetime) -> Rows:
        """Return the rows to freeze as of ``as_of`` (aware)."""
        hours_since = facts.begun_hours_until(as_of)
        rows: dict[Key, Counter[str]] = {}
        for key, found in self.numbers.items():
            rows[key] = Counter()
            for name, number in found.items():
                what, _colon, moment = name.partition(":")
                is_waiting = what == SENT
                rows[key][f"{WAITING}:{hours_since(datetime.fromisoformat(moment))}" if is_waiting else name] += number
        return filled(rows)

    @property
    def history(self) -> str:
        """Return SHA-256 (hex) over the sum of the chains: of each report that counts, its last hash and how many.

        The sum, modulo 2 to the power of 2048, of SHAKE-256 of each: as AdHASH of Bellare and Micciancio (EUROCRYPT
        1997), so that a report is added and taken away without the others. Another history has another sum.
        """
        return hashlib.sha256(self.total.to_bytes(_BYTES)).hexdigest()


def filled(counted: Mapping[Key, Mapping[str, int]]) -> Rows:
    """Leave out what is zero."""
    rows = {key: {name: number for name, number in numbers.items() if number} for key, numbers in counted.items()}
    return {key: numbers for key, numbers in rows.items() if numbers}


def _number_of(report: int, head: Head) -> int:
    words = "{}:{}:{}\n".format(report, *head)
    return int.from_bytes(hashlib.shake_256(words.encode()).digest(_BYTES))
