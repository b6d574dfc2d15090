"""Load a programme from its file: what is missing is added, what the district edited stays unless it is renewed.

The categories must be loaded first. Nothing is deleted, because values may point to it. Another programme, or another
district's, is another file.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from backend.core.bring import Count, Fields, bring
from backend.indicators.models import (
    Feed,
    Indicator,
    IndicatorGroup,
    Programme,
    RegisterFeed,
    Review,
    Target,
    Task,
)
from backend.routing.models import Category

DATA = Path(__file__).resolve().parent / "data" / "programme.json"
_PARTS = ("groups", "tasks", "reviews")
_NUMBERS = ("low", "high", "baseline")


class CategoryMissing(LookupError):
    """A feed names a category that is not in the tables: load the routing first."""


@dataclass(frozen=True)
class Loaded:
    """What a load did, table by table."""

    programmes: Count
    groups: Count
    indicators: Count
    targets: Count
    feeds: Count
    registers: Count
    tasks: Count
    reviews: Count


@transaction.atomic
def load_programme(file: Path = DATA, *, renew: bool = False, dry_run: bool = False) -> Loaded:
    """Add what is missing from ``file``; with ``renew`` also set what differs back to it. All or nothing.

    With ``dry_run`` everything is tried and taken back. Raises CategoryMissing, and KeyError for a file of another
    shape.
    """
    read: Fields = json.loads(file.read_text(encoding="utf-8"))
    own = {name: value for name, value in read.items() if name not in _PARTS}
    programmes = bring(Programme, [_dated(own)], key=("code",), renew=renew)
    programme = Programme.objects.get(code=read["code"])
    groups = bring(IndicatorGroup, _groups(programme, read), key=("programme_id", "code"), renew=renew)
    indicators = bring(Indicator, _indicators(programme, read), key=("group_id", "code"), renew=renew)
    ids = dict(Indicator.objects.filter(group__programme=programme).values_list("code", "pk"))
    targets = bring(Target, _targets(ids, read), key=("indicator_id", "order"), renew=renew)
    feeds = bring(Feed, _feeds(ids, read), key=("indicator_id", "category_id"), renew=renew)
    registers = bring(RegisterFeed, _registers(ids, read), key=("target_id",), renew=renew)
    tasks = bring(Task, _ordered(programme, read["tasks"]), key=("programme_id", "code"), renew=renew)
    dates = ({"programme_id": programme.pk} | _dated(row) for row in read["reviews"])
    reviews = bring(Review, dates, key=("programme_id", "kind", "first_day"), renew=renew)
    transaction.set_rollback(dry_run)
    return Loaded(programmes, groups, indicators, targets, feeds, registers, tasks, reviews)


def _ordered(programme: Programme, rows: Iterable[Fields]) -> Iterator[Fields]:
    for number, row in enumerate(rows, start=1):
        yield {"programme_id": programme.pk, "order": number} | row


def _groups(programme: Programme, read: Fields) -> Iterator[Fields]:
    for row in _ordered(programme, read["groups"]):
        yield {name: value for name, value in row.items() if name != "indicators"}


def _each_indicator(read: Fields) -> Iterator[tuple[str, Fields]]:
    for group in read["groups"]:
        yield from ((group["code"], row) for row in group["indicators"])


def _indicators(programme: Programme, read: Fields) -> Iterator[Fields]:
    ids = dict(programme.groups.values_list("code", "pk"))
    for number, (group, row) in enumerate(_each_indicator(read), start=1):
        own = {name: value for name, value in row.items() if name not in {"targets", "feeds"}}
        yield {"group_id": ids[group], "order": number} | own


def _targets(ids: dict[str, int], read: Fields) -> Iterator[Fields]:
    for _group, row in _each_indicator(read):
        for number, target in enumerate(row["targets"], start=1):
            own = {name: value for name, value in target.items() if name != "register"}
            numbers = {name: _decimal(target[name]) for name in _NUMBERS}
            yield {"indicator_id": ids[row["code"]], "order": number} | own | numbers | {"due_on": _day(target)}


def _registers(ids: dict[str, int], read: Fields) -> Iterator[Fields]:
    rows = Target.objects.filter(indicator__in=ids.values()).order_by("id")
    targets = {(indicator, order): pk for pk, indicator, order in rows.values_list("pk", "indicator_id", "order")}
    for _group, row in _each_indicator(read):
        for number, target in enumerate(row["targets"], start=1):
            if asked := target.get("register"):
                yield {"target_id": targets[ids[row["code"]], number]} | asked


def _feeds(ids: dict[str, int], read: Fields) -> Iterator[Fields]:
    categories = dict(Category.objects.values_list("code", "pk"))
    for _group, row in _each_indicator(read):
        for feed in row["feeds"]:
            if feed["category"] not in categories:
                raise CategoryMissing(f"no category {feed['category']}")
            category = categories[feed["category"]]
            own = {"how": feed["how"], "only": feed["only"]}
            yield {"indicator_id": ids[row["code"]], "category_id": category} | own


def _dated(row: Fields) -> Fields:
    return row | {name: date.fromisoformat(row[name]) for name in ("first_day", "last_day")}


def _day(target: Fields) -> date | None:
    return date.fromisoformat(target["due_on"]) if target["due_on"] else None


def _decimal(number: Any) -> Decimal | None:
    return None if number is None else Decimal(str(number))
