"""What is read from the registers as of a day, by name: so that a target of a programme can ask for it as data.

Two statements read some registers whole; every day and every reading is then counted from their dated states.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from backend.places.locate import wards_in_force
from backend.registers.models import Entry, StateRow
from backend.registers.shares import Share, Shares, Standing, counted, there, ward_then
from backend.registers.standing import GONE, IN_ORDER, EntryKind, State


class Reading(TextChoices):
    """What is counted of the entries of a register; ``register_words`` says each at length."""

    LEFT = "left", _("còn lại trong sổ")
    LEFT_AMONG_HOMES = "left_among_homes", _("còn lại trong khu dân cư")
    CONTROLLED = "controlled", _("được kiểm soát hoặc đã công nhận")
    RECOGNISED = "recognised", _("đã công nhận")
    KEPT = "kept", _("có từ đầu Chương trình, nay vẫn giữ")
    ADDED = "added", _("đạt thêm từ đầu Chương trình")
    WARDS_ENTERED = "wards_entered", _("phường có hồ sơ trong sổ")
    WARDS_IN_ORDER = "wards_in_order", _("phường đã có mô hình, hồ sơ đạt")
    EVERY_WARD = "every_ward", _("phường có ít nhất một nơi đã công nhận")


COUNTS = frozenset({Reading.LEFT, Reading.LEFT_AMONG_HOMES, Reading.KEPT, Reading.ADDED, Reading.WARDS_IN_ORDER})
OF_WARDS = frozenset({Reading.WARDS_ENTERED, Reading.WARDS_IN_ORDER, Reading.EVERY_WARD})  # wards are counted


_STATES: Mapping[Reading, frozenset[State]] = {  # in which states an entry is a part of the figure
    Reading.LEFT: frozenset(State) - GONE,
    Reading.LEFT_AMONG_HOMES: frozenset(State) - GONE,
    Reading.CONTROLLED: IN_ORDER,
    Reading.RECOGNISED: frozenset({State.RECOGNISED}),
    Reading.KEPT: IN_ORDER,
    Reading.ADDED: IN_ORDER,
    Reading.WARDS_ENTERED: frozenset(State) - GONE,
    Reading.WARDS_IN_ORDER: IN_ORDER,
    Reading.EVERY_WARD: frozenset({State.RECOGNISED}),
}


@dataclass(frozen=True)
class Asked:
    """A reading of the register ``kind``, of recognition of one ``subject``; ``since``: the programme's first day."""

    reading: Reading
    kind: EntryKind
    subject: str
    since: date


class Registers:
    """Some registers, read once. Two statements, when the first day is asked for."""

    def __init__(self, kinds: Collection[str]) -> None:
        rows = Entry.objects.filter(kind__in=kinds).select_related("site").order_by("id")
        self._entries: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for one in rows:
            self._entries[one.kind, one.subject].append(one)
        self._states: dict[int, list[tuple[date, str]]] = defaultdict(list)
        states = StateRow.objects.filter(entry__kind__in=kinds).order_by("entry_id", "on", "id")
        for entry, on, state in states.values_list("entry_id", "on", "state"):
            self._states[entry].append((on, state))

    def read(self, asked: Asked, *, on: date, wards_on: date) -> Shares | None:
        """Return the figure at the end of day ``on``, on the ward set of ``wards_on``.

        None without data: where nothing was in the register by then, and where there is nothing to be a part of. So an
        empty register is neither zero nor all of it.
        """
        rows = self._standings(asked, on=on, wards_on=wards_on)
        if not rows:
            return None
        shares = _of_wards(asked.reading, rows, wards_on) if asked.reading in OF_WARDS else None
        shares = shares or self._of_entries(asked, rows, wards_on)
        return shares if shares.district.whole else None

    def _of_entries(self, asked: Asked, rows: Sequence[Standing], wards_on: date) -> Shares:
        match asked.reading:
            case Reading.LEFT:
                of = rows
            case Reading.LEFT_AMONG_HOMES:
                of = [one for one in rows if one.is_residential]
            case Reading.KEPT:
                before = self._in_order(asked, wards_on)
                of = [one for one in rows if one.pk in before]
            case Reading.ADDED:
                before = self._in_order(asked, wards_on)
                of = [one for one in there(rows) if one.pk not in before]
            case _:
                of = there(rows)
        return counted(of, lambda one: one.state in _STATES[asked.reading], wards_on=wards_on)

    def _in_order(self, asked: Asked, wards_on: date) -> frozenset[int]:
        """Return what was controlled or recognised when the programme began."""
        rows = self._standings(asked, on=asked.since, wards_on=wards_on)
        return frozenset(one.pk for one in rows if one.state in IN_ORDER)

    def _standings(self, asked: Asked, *, on: date, wards_on: date) -> list[Standing]:
        wards = {ward.pk: ward for ward in wards_in_force(wards_on)}
        return [
            Standing(one.pk, ward_then(one, wards, wards_on), State(state), one.is_residential)
            for one in self._entries[asked.kind, asked.subject]
            if (state := _state_on(self._states[one.pk], on))
        ]


def _state_on(states: Sequence[tuple[date, str]], on: date) -> str:
    """Return the state at the end of the day, "" before the first."""
    return next((state for day, state in reversed(states) if day <= on), "")


def _of_wards(reading: Reading, rows: Sequence[Standing], wards_on: date) -> Shares:
    """Return of how many wards it holds; each ward by itself is one of one, or none of one."""
    holds = {one.ward.pk for one in rows if one.ward and one.state in _STATES[reading]}
    wards = wards_in_force(wards_on)
    by_ward = {ward: Share(int(ward.pk in holds), 1) for ward in wards}
    return Shares(Share(len(holds), len(wards)), by_ward, Share(0, 0))
