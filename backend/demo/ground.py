"""What the histories stand on, as plain data for other processes: kinds of reports, surroundings, routes, people.

Everything is read from the tables once and asked of the domain itself (``places``, ``routing.decide``), never guessed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from backend.accounts.models import Membership, User
from backend.core.text import fold
from backend.core.worktime import Clock
from backend.demo.office import HOUR_S
from backend.places.models import Hotspot, Ward
from backend.routing import book
from backend.routing.complaints import ReadsLike
from backend.routing.deadlines import spoken
from backend.routing.decide import Matter, decide
from backend.routing.models import Category, PhotoWish, Publication
from backend.routing.reasons import Reason, may_be_poisoning


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of a category: its code, type and option codes."""

    code: str
    type: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """A category as the histories need it; hours in seconds on its clock."""

    pk: int
    code: str
    name_folded: str
    group: str
    level: str
    is_office: bool
    accept_s: int
    resolve_s: int
    is_at_once: bool
    wants_photo: bool
    questions: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What of a place counts for routing: places with the same ``Around`` have the same routes."""

    day: date
    ward_id: int
    hotspot_id: int | None
    near_boundary: bool
    neighbours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A decision without its moments.

    ``head`` is JSON of the reasons up to the place's, ``level`` of level and clock, ``urgent`` of what follows the
    deadlines; ``accept`` and ``resolve`` are what stands before and after the spoken moment.
    """

    unit_id: int
    with_ids: tuple[int, ...]
    with_json: str
    head: str
    poisoning: Mapping[int, str]
    level: str
    accept: tuple[str, str]
    resolve: tuple[str, str]
    urgent: str


@dataclass(frozen=True, slots=True)
class Person:
    """A sample account: whose it is, and for which units it works."""

    pk: int
    unit_ids: frozenset[int]

    def acting_for(self, unit_id: int) -> int | None:
        """Return the unit as which the person signs on a report of ``unit_id`` (see ``reports.record``)."""
        return unit_id if unit_id in self.unit_ids else min(self.unit_ids, default=None)


MOST_ILL = 6  # people, so that every sentence about them can be written beforehand


def sorts() -> tuple[Sort, ...]:
    """Return the categories in use, in their order."""
    return tuple(_sort(category) for category in book.categories())


def people() -> dict[int, Person]:
    """Return for each unit the active sample account that works for it: ``phuong-...``, ``donvi-...``."""
    posts = Membership.objects.filter(user__is_active=True, unit__isnull=False).order_by("user_id", "id")
    units: dict[int, set[int]] = {}
    for user_id, unit_id in posts.values_list("user_id", "unit_id"):
        units.setdefault(user_id, set()).add(unit_id or 0)
    samples = User.objects.filter(pk__in=units, username__regex="^(phuong|donvi)-").order_by("pk")
    found = [Person(pk, frozenset(units[pk])) for pk in samples.values_list("pk", flat=True)]
    return {unit_id: person for person in found for unit_id in person.unit_ids}


def committees(arounds: Iterable[Around]) -> dict[int, int]:
    """Return for each ward the unit that is its committee: who takes down what comes by telephone."""
    wards = Ward.objects.in_bulk({around.ward_id for around in arounds})
    return {around.ward_id: book.ward_committee(wards[around.ward_id], on=around.day).pk for around in arounds}


class Routes:
    """Decisions of ``routing.decide``, each asked once."""

    def __init__(self, arounds: Iterable[Around]) -> None:
        self._wards = Ward.objects.in_bulk({around.ward_id for around in arounds})
        self._hotspots = Hotspot.objects.in_bulk()
        self._categories = {category.code: category for category in book.categories()}

    def of(self, around: Around, code: str, held_as: str, *, arrived_at: datetime) -> Route:
        """Return the route of a report of category ``code`` whose words read like ``held_as`` ("": like a report)."""
        category = self._categories[code]
        matter = Matter(
            category=category,
            ward=self._wards[around.ward_id],
            hotspot=self._hotspots[around.hotspot_id] if around.hotspot_id else None,
            near_boundary=around.near_boundary,
            neighbours=around.neighbours,
            reads_like=ReadsLike(held_as) if held_as else None,
        )
        decision = decide(matter, arrived_at=arrived_at, on=around.day)
        reasons = list(decision.reasons)
        level = next(place for place, reason in enumerate(reasons) if reason.code == "level")
        accept, resolve = reasons[level + 2], reasons[level + 3]
        return Route(
            unit_id=decision.unit.pk,
            with_ids=tuple(unit.pk for unit in decision.with_units),
            with_json=_json([unit.code for unit in decision.with_units]),
            head=_said(reasons[:level]),
            poisoning=_poisoning(category),
            level=_said(reasons[level : level + 2]),
            accept=_around_moment(accept, decision.accept_by),
            resolve=_around_moment(resolve, decision.resolve_by),
            urgent=_said(reasons[level + 4 :]),
        )


def _sort(category: Category) -> Sort:
    return Sort(
        pk=category.pk,
        code=category.code,
        name_folded=fold(category.name),
        group=category.group,
        level=category.level,
        is_office=category.clock == Clock.OFFICE,
        accept_s=category.accept_hours * HOUR_S,
        resolve_s=category.resolve_hours * HOUR_S,
        is_at_once=category.publication == Publication.AT_ONCE,
        wants_photo=category.photo != PhotoWish.NONE,
        questions=tuple(
            Ask(question.code, question.type, tuple(option["code"] for option in question.options))
            for question in category.questions.all()
        ),
    )


def _poisoning(category: Category) -> dict[int, str]:
    found = {ill: may_be_poisoning(category, ill) for ill in range(MOST_ILL + 1)}
    return {ill: _said(reasons) for ill, reasons in found.items() if reasons}


def _around_moment(reason: Reason, moment: datetime) -> tuple[str, str]:
    before, after = _json([reason.code, reason.words]).split(spoken(moment))
    return before, after


def _said(reasons: Iterable[Reason]) -> str:
    """Return JSON of the reasons, without the brackets around the list."""
    return ",".join(_json([reason.code, reason.words]) for reason in reasons)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
