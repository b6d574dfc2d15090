"""Load the lists of criteria, and the invented entries for samples; the same files twice change nothing."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from backend.accounts.actor import Staff
from backend.core import edition
from backend.places.geometry import Point
from backend.places.models import Site
from backend.registers.entries import NewEntry, add_all, change_state
from backend.registers.facts import Facts
from backend.registers.looks import NewDocument, NewInspection, add_document, inspect, mark
from backend.registers.models import Criterion, Entry
from backend.registers.record import today
from backend.registers.standing import EntryKind, State

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Count:
    """How many rows are new, changed, the same, and no longer active because they left the file."""

    new: int
    changed: int
    same: int
    ended: int


@transaction.atomic
def load_criteria(folder: Path = DATA) -> Count:
    """Bring the lists of criteria up to the file. Marks made before stay."""
    wanted = {row["code"]: {**row, "is_active": True} for row in _rows(folder / "criteria.json")}
    held = {one.code: one for one in Criterion.objects.all()}
    new = [Criterion(**row) for code, row in wanted.items() if code not in held]
    changed = [
        one
        for code, one in held.items()
        if code in wanted and any(getattr(one, k) != v for k, v in wanted[code].items())
    ]
    for one in changed:
        for name, value in wanted[one.code].items():
            setattr(one, name, value)
    Criterion.objects.bulk_create(new)
    Criterion.objects.bulk_update(changed, ["kind", "subject", "place", "text", "text_en", "is_active"])
    ended = Criterion.objects.exclude(code__in=wanted).filter(is_active=True).update(is_active=False)
    return Count(len(new), len(changed), len(wanted) - len(new) - len(changed), ended)


def load_samples(*, by: Staff, now: datetime, folder: Path = DATA) -> int:
    """Add the sample entries that are missing, written down by ``by`` (of the programme's office); return how many.

    What happened after ``now`` is left out.
    """
    taken = set(Site.objects.filter(is_sample=True).values_list("code", flat=True))
    rows = [row for row in _rows(folder / "samples.json") if row["code"] not in taken]
    rows = [row for row in rows if date.fromisoformat(row["states"][0]["on"]) <= today(now)]
    with transaction.atomic():
        for entry, row in zip(add_all([_new(row) for row in rows], by=by, now=now), rows, strict=True):
            _live(entry, row, by=by, now=now)
        if rows:
            edition.changed()
    return len(rows)


def _new(row: Mapping[str, Any]) -> NewEntry:
    held_at = row.get("held_at")
    facts = Facts(
        name=row["name"],
        point=Point(row["lat"], row["lon"]),
        address=row["address"],
        note=row.get("note", ""),
        is_residential=row.get("is_residential", False),
        held_at=datetime.fromisoformat(held_at) if held_at else None,
        guests=row.get("guests"),
        supplier=row.get("supplier", ""),
    )
    first = row["states"][0]
    since, state = date.fromisoformat(first["on"]), State(first["state"])
    return NewEntry(EntryKind(row["kind"]), facts, state, since, row.get("subject", ""), row["code"])


def _live(entry: Entry, row: Mapping[str, Any], *, by: Staff, now: datetime) -> None:
    """Do with a new sample what its row tells: states, papers, inspections, marks; all written down at ``now``."""
    for one in _happened(row["states"][1:], now):
        on = date.fromisoformat(one["on"])
        entry = change_state(entry, State(one["state"]), on=on, note=one["note"], by=by, now=now)
    for one in _happened(row.get("documents", ()), now):
        on = date.fromisoformat(one["on"])
        add_document(entry, NewDocument(one["name"], one["number"], on, one["link"]), by=by, now=now)
    for one in _happened(row.get("inspections", ()), now):
        on = date.fromisoformat(one["on"])
        inspect(entry, NewInspection(on, one["inspectors"], one["result"], one["note"]), by=by, now=now)
    if row.get("marks"):
        mark(entry, row["marks"], on=today(now), by=by, now=now)


def _happened(rows: Iterable[Mapping[str, str]], now: datetime) -> list[Mapping[str, str]]:
    return [one for one in rows if date.fromisoformat(one["on"]) <= today(now)]


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows
