"""Figures of the registers as of a day: left among homes, controlled, models in place, inspected in a month.

Everything is counted from the dated states, so that the same day gives the same figures later; what a person puts right
of a place (its point, whether it lies among homes) counts for the past, too. A place that moved away or closed counts
in no denominator. Each figure asks at most two statements, however many entries there are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from backend.core.errors import Refused
from backend.core.month import Month
from backend.places.locate import ward_at, wards_in_force
from backend.places.models import Ward
from backend.registers.models import Entry, Inspection
from backend.registers.standing import GONE, IN_ORDER, EntryKind, State, Subject


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole`` entries. A share of nothing is no figure: then ``percent`` is None, never zero."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        return round(100 * self.part / self.whole, 1) if self.whole else None


@dataclass(frozen=True)
class Shares:
    """A figure of the whole district and of each ward of the set, those without an entry included.

    ``elsewhere`` counts entries in no ward of the set: they are in ``district`` alone.
    """

    district: Share
    by_ward: Mapping[Ward, Share]
    elsewhere: Share


@dataclass(frozen=True)
class WardShare:
    """How many wards have it, of how many; ``missing`` are the others, in the order of their codes."""

    have: Share
    missing: tuple[Ward, ...]


@dataclass(frozen=True)
class Standing:
    """How one entry stood on the day."""

    pk: int
    ward: Ward | None
    state: State
    is_residential: bool


def left_in_residential(kind: EntryKind, *, on: date, wards_on: date) -> Shares:
    """Return how many places among homes are left on day ``on``, of all ever registered there by then: towards 0.

    ``wards_on`` names the ward set by one of its days.
    """
    rows = [one for one in _standings(kind, on=on, wards_on=wards_on) if one.is_residential]
    return counted(rows, lambda one: one.state not in GONE, wards_on=wards_on)


def controlled(kind: EntryKind, *, on: date, wards_on: date, subject: str = "") -> Shares:
    """Return how many entries are controlled or recognised on day ``on``, of those that are there.

    For ``recognition``, ``subject`` says which dossiers; "" takes all.
    """
    rows = there(_standings(kind, on=on, wards_on=wards_on, subject=subject))
    return counted(rows, lambda one: one.state in IN_ORDER, wards_on=wards_on)


def recognised(kind: EntryKind, *, on: date, wards_on: date, subject: str = "") -> Shares:
    """Return how many entries are recognised on day ``on``, of those that are there."""
    rows = there(_standings(kind, on=on, wards_on=wards_on, subject=subject))
    return counted(rows, lambda one: one.state == State.RECOGNISED, wards_on=wards_on)


def model_in_place(subject: Subject, *, on: date, wards_on: date) -> WardShare:
    """Return in how many wards of the set the model is in place on day ``on``: 14 of 14 is the programme's aim.

    In place: a dossier of the model that is recognised or controlled.
    """
    return _wards_with(IN_ORDER, EntryKind.RECOGNITION, on=on, wards_on=wards_on, subject=subject)


def wards_with_recognised(kind: EntryKind, *, on: date, wards_on: date) -> WardShare:
    """Return how many wards of the set have a recognised entry on day ``on``: the programme wants a market in each."""
    return _wards_with(frozenset({State.RECOGNISED}), kind, on=on, wards_on=wards_on)


def inspected(kind: EntryKind, month: Month, *, wards_on: date) -> Shares:
    """Return how many entries were inspected in the month, of those that are there on its last day."""
    rows = there(_standings(kind, on=month.last_day, wards_on=wards_on))
    looked_at = Inspection.objects.filter(entry__kind=kind, on__range=(month.first_day, month.last_day))
    seen = set(looked_at.order_by().values_list("entry_id", flat=True).distinct())
    return counted(rows, lambda one: one.pk in seen, wards_on=wards_on)


def _wards_with(states: frozenset[State], kind: EntryKind, *, on: date, wards_on: date, subject: str = "") -> WardShare:
    rows = _standings(kind, on=on, wards_on=wards_on, subject=subject)
    have = {one.ward.pk for one in rows if one.ward and one.state in states}
    wards = sorted(wards_in_force(wards_on), key=lambda ward: (ward.code, ward.pk))
    missing = tuple(ward for ward in wards if ward.pk not in have)
    return WardShare(Share(len(wards) - len(missing), len(wards)), missing)


def _standings(kind: EntryKind, *, on: date, wards_on: date, subject: str = "") -> list[Standing]:
    """Return how every entry of the register stood on the day, those that are gone included. One statement."""
    entries = Entry.objects.filter(kind=kind, **({"subject": subject} if subject else {})).as_of(on)
    wards = {ward.pk: ward for ward in wards_in_force(wards_on)}
    return [
        Standing(one.pk, ward_then(one, wards, wards_on), State(one.state_then), one.is_residential)  # type: ignore[attr-defined]  # annotated
        for one in entries.select_related("site").order_by("id")
    ]


def ward_then(entry: Entry, wards: Mapping[int, Ward], wards_on: date) -> Ward | None:
    """Return the entry's own ward where it is of the set, else the ward of the set that holds its point."""
    if own := wards.get(entry.ward_id):
        return own
    try:
        return ward_at(entry.site.point, on=wards_on)
    except Refused:  # the three outlines differ: a river bank of the 14 lies outside the 4
        return None


def there(rows: Iterable[Standing]) -> list[Standing]:
    """Leave out what moved away or closed."""
    return [one for one in rows if one.state not in GONE]


def counted(rows: Iterable[Standing], counts: Callable[[Standing], bool], *, wards_on: date) -> Shares:
    """Return how many of ``rows`` ``counts`` holds of, in all and by ward."""
    parts: Counter[int | None] = Counter()
    wholes: Counter[int | None] = Counter()
    for one in rows:
        place = one.ward.pk if one.ward else None
        wholes[place] += 1
        parts[place] += counts(one)
    return Shares(
        district=Share(parts.total(), wholes.total()),
        by_ward={ward: Share(parts[ward.pk], wholes[ward.pk]) for ward in wards_in_force(wards_on)},
        elsewhere=Share(parts[None], wholes[None]),
    )
