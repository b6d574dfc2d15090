"""The book of routing in memory: units by slug and day, categories with their questions, rules in order of precedence.

Warm, nothing here asks the database. What is returned is shared by all threads: read it, never change it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from backend.core.edition import Kept
from backend.core.errors import Refused
from backend.places.models import Ward
from backend.routing.models import Category, Rule, Unit, UnitKind

# Weights of a rule's conditions, so that their sum orders rules by how specific they are: a site above all, then
# hot spot with category, ward with category, category, hot spot with group, ward with group, group, hot spot, ward.
_SITE, _CATEGORY, _GROUP, _HOTSPOT, _WARD = 16, 8, 4, 2, 1


class NoUnit(LookupError):
    """No unit of this slug, or of this ward, is at work on the day."""


@dataclass(frozen=True)
class Book:
    """Everything loaded; ``began_on`` is the first day of the first unit (None: nothing is loaded)."""

    units: Mapping[str, tuple[Unit, ...]]
    units_by_id: Mapping[int, Unit]
    committees: Mapping[str, tuple[Unit, ...]]  # by the slug of the ward
    categories: Mapping[str, Category]
    categories_by_id: Mapping[int, Category]
    rules: Mapping[int | None, tuple[Rule, ...]]  # by category, under None those for any
    began_on: date | None


def categories() -> tuple[Category, ...]:
    """Return the categories in use, in their order, with their ``questions`` prefetched in theirs."""
    return tuple(found for found in _book().categories.values() if found.active)


def category(code: str) -> Category:
    """Return the category in use with this code, its ``questions`` prefetched. Raises Refused (unknown_category)."""
    found = _book().categories.get(code)
    if found is None or not found.active:
        raise Refused(_("Không có loại việc này. Xin ông/bà chọn lại."), field="category", code="unknown_category")
    return found


def unit(slug: str, *, on: date) -> Unit:
    """Return the unit of this slug at work on the day. Raises NoUnit."""
    return _at_work(_book().units.get(slug, ()), on=on, wanted=slug)


def units(*, on: date) -> tuple[Unit, ...]:
    """Return all units at work on the day, by slug."""
    day = counted_day(on)
    return tuple(one for slug in sorted(_book().units) for one in _book().units[slug] if _holds(one, on=day))


def units_by_id() -> Mapping[int, Unit]:
    """Return every unit there is or was."""
    return _book().units_by_id


def categories_by_id() -> Mapping[int, Category]:
    """Return every category, also those no longer in use."""
    return _book().categories_by_id


def ward_committee(ward: Ward, *, on: date | None = None) -> Unit:
    """Return the committee of the ward, on its first day where no day ``on`` is given. Raises NoUnit."""
    return _at_work(_book().committees.get(ward.slug, ()), on=on or ward.valid_from, wanted=ward.slug)


def rules_for(found: Category, *, on: date) -> tuple[Rule, ...]:
    """Return the rules of the day that may hold for the category, the winner first."""
    book, day = _book(), counted_day(on)
    own, general = book.rules.get(found.pk, ()), book.rules.get(None, ())
    either = [rule for rule in own + general if _holds(rule, on=day) and rule.group in {"", found.group}]
    return tuple(sorted(either, key=_precedence))


def counted_day(on: date) -> date:
    """Return the day whose units and rules count on day ``on``: before the first unit began, its first day."""
    return max(on, _book().began_on or on)


def specificity(rule: Rule) -> int:
    """Return how specific the rule is: the higher wins."""
    conditions = (
        (rule.site_id, _SITE),
        (rule.category_id, _CATEGORY),
        (rule.group, _GROUP),
        (rule.hotspot_id, _HOTSPOT),
        (rule.ward_id, _WARD),
    )
    return sum(weight for condition, weight in conditions if condition)


def _precedence(rule: Rule) -> tuple[int, int, int, int]:
    """Sort by how specific a rule is, then by its order, then the newer first."""
    return (-specificity(rule), rule.order, -rule.valid_from.toordinal(), rule.pk)


def _at_work(candidates: Iterable[Unit], *, on: date, wanted: str) -> Unit:
    day = counted_day(on)
    for found in candidates:
        if _holds(found, on=day):
            return found
    raise NoUnit(f"{wanted} on {day}")


def _holds(dated: Unit | Rule, *, on: date) -> bool:
    return dated.valid_from <= on and (dated.valid_to is None or on <= dated.valid_to)


def _load() -> Book:
    every = tuple(Unit.objects.select_related("ward").order_by("-valid_from", "id"))
    rules: dict[int | None, list[Rule]] = defaultdict(list)
    for rule in Rule.objects.select_related("hotspot", "site", "ward", "category"):
        rules[rule.category_id].append(rule)
    every_category = tuple(Category.objects.prefetch_related("questions"))
    committees = [one for one in every if one.kind == UnitKind.WARD_COMMITTEE]
    return Book(
        units=_grouped((one.slug, one) for one in every),
        units_by_id={one.pk: one for one in every},
        committees=_grouped((one.ward.slug, one) for one in committees if one.ward),
        categories={found.code: found for found in every_category},
        categories_by_id={found.pk: found for found in every_category},
        rules={key: tuple(found) for key, found in rules.items()},
        began_on=min((one.valid_from for one in every), default=None),
    )


def _grouped(pairs: Iterable[tuple[str, Unit]]) -> dict[str, tuple[Unit, ...]]:
    groups: dict[str, tuple[Unit, ...]] = {}
    for key, one in pairs:
        groups[key] = (*groups.get(key, ()), one)
    return groups


_book = Kept(_load)
