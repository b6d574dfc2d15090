"""Load units, categories and rules from the data files: what is missing is added, what the district edited stays.

The wards must be loaded first. Nothing is ever deleted, because reports may point to it: a rule or a unit is ended by
its last day, a category by ``active``. A row that was deleted by hand comes back with the next load.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from backend.core import calendar, edition
from backend.core.bring import Count, Fields, bring
from backend.places.models import Ward
from backend.routing.models import Category, Question, Rule, Unit

DATA = Path(__file__).resolve().parent / "data"


class WardsMissing(LookupError):
    """A unit belongs to a ward that is not in the tables: load the places first."""


@dataclass(frozen=True)
class Loaded:
    """What a load did, table by table."""

    units: Count
    categories: Count
    questions: Count
    rules: Count
    calendar: Count

    @property
    def changed_anything(self) -> bool:
        counts = (self.units, self.categories, self.questions, self.rules, self.calendar)
        return any(count.new or count.changed for count in counts)


@transaction.atomic
def load(folder: Path = DATA, *, renew: bool = False) -> Loaded:
    """Add what is missing from ``folder``; with ``renew`` also set what differs back to the file. All or nothing.

    Raises WardsMissing where the wards of the units are not loaded.
    """
    units = bring(Unit, _units(folder), key=("slug", "valid_from"), renew=renew)
    rows = _rows(folder / "categories.json")
    known = set(Category.objects.values_list("code", flat=True))
    categories = bring(Category, map(_category, rows), key=("code",), renew=renew)
    # A question taken out of a known category by hand stays out.
    asked = [row for row in rows if renew or row["code"] not in known]
    questions = bring(Question, _questions(asked), key=("category_id", "code"), renew=renew)
    rules = bring(Rule, _rules(folder), key=("name",), renew=renew)
    days = calendar.load()
    loaded = Loaded(units, categories, questions, rules, Count(new=days, changed=0, kept=len(calendar.SEEDED) - days))
    if loaded.changed_anything:
        edition.changed()
    return loaded


def _units(folder: Path) -> Iterable[Fields]:
    wards = list(Ward.objects.all())
    for row in _rows(folder / "units.json"):
        fields = _dated(row) | {"code": row["slug"].upper()}
        fields["ward_id"] = _ward_id(wards, slug=fields.pop("ward"), on=fields["valid_from"])
        yield fields


def _ward_id(wards: Iterable[Ward], *, slug: str | None, on: date) -> int | None:
    if slug is None:
        return None
    for ward in wards:
        if ward.slug == slug and ward.valid_from <= on and (ward.valid_to is None or on <= ward.valid_to):
            return ward.pk
    raise WardsMissing(f"no ward {slug} on {on}")


def _category(row: Fields) -> Fields:
    return {name: value for name, value in row.items() if name != "questions"}


def _questions(rows: Iterable[Fields]) -> Iterable[Fields]:
    ids = dict(Category.objects.values_list("code", "pk"))
    for row in rows:
        for number, question in enumerate(row["questions"], start=1):
            yield question | {"category_id": ids[row["code"]], "order": number * 10}


def _rules(folder: Path) -> Iterable[Fields]:
    ids = dict(Category.objects.values_list("code", "pk"))
    for row in _rows(folder / "rules.json"):
        fields = _dated(row)
        yield fields | {"category_id": ids[fields.pop("category")]}


def _rows(file: Path) -> list[Fields]:
    rows: list[Fields] = json.loads(file.read_text(encoding="utf-8"))
    return rows


def _dated(row: Fields) -> Fields:
    ends = row["valid_to"]
    return row | {
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": date.fromisoformat(ends) if ends else None,
    }
