"""Entries for tests, put into the registers by the programme's office through the domain."""

from datetime import date
from typing import Any

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.places.geometry import Point
from backend.registers.entries import NewEntry, add
from backend.registers.facts import Facts
from backend.registers.models import Entry
from backend.registers.standing import STATES, EntryKind, State
from tests.reports.filing import NGOC_LAM, NOW, officer

SINCE = date(2026, 1, 10)
SAI_DONG = (21.03613, 105.91114)
VIET_HUNG = (21.05091, 105.89614)


def office() -> Staff:
    """Return somebody of the programme's office."""
    return Staff(officer(None, Role.PROGRAMME_OFFICE))


def facts(name: str = "Chợ dân sinh", at: tuple[float, float] = NGOC_LAM, **more: Any) -> Facts:
    return Facts(name=name, point=Point(*at), **more)


def new(
    kind: EntryKind = EntryKind.MARKET,
    name: str = "Chợ dân sinh",
    *,
    at: tuple[float, float] = NGOC_LAM,
    state: State | None = None,
    since: date = SINCE,
    subject: str = "",
    **more: Any,
) -> NewEntry:
    """Return an entry to be, of a market in Ngọc Lâm unless told otherwise."""
    return NewEntry(kind, facts(name, at, **more), state or STATES[kind][0], since, subject)


def registered(*args: Any, by: Staff | None = None, **more: Any) -> Entry:
    """Put :func:`new` into its register."""
    return add(new(*args, **more), by=by or office(), now=NOW)
