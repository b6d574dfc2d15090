"""Who answers a report, with whom, until when, and why: the reasons are kept, so that "why me?" has an answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import translation

from backend.core.worktime import Clock
from backend.places.models import Hotspot, Site, Ward
from backend.routing import book, reasons
from backend.routing.book import NoUnit
from backend.routing.complaints import ReadsLike
from backend.routing.deadlines import deadlines
from backend.routing.models import Category, Level, Rule, Unit
from backend.routing.reasons import Reason

# Whatever no rule finds goes here: the district's office, and since July 2025 that of the ward.
_BACKSTOP = ("vp-ubnd", "vp-{ward}-2025")


@dataclass(frozen=True)
class Matter:
    """What is known of a report when it is routed. ``ward`` is in force on the day and holds the place.

    ``neighbours`` are names of wards near the place; ``resident_chose_ward``: the ward is the resident's own word.
    """

    category: Category
    ward: Ward
    hotspot: Hotspot | None = None
    site: Site | None = None
    near_boundary: bool = False
    neighbours: tuple[str, ...] = ()
    resident_chose_ward: bool = False
    answers: Mapping[str, object] = field(default_factory=dict)
    reads_like: ReadsLike | None = None


@dataclass(frozen=True)
class Decision:
    """The unit in charge, the units with it, the deadlines (aware, the city's zone) and the reasons in Vietnamese."""

    unit: Unit
    with_units: tuple[Unit, ...]
    level: Level
    clock: Clock
    accept_by: datetime
    resolve_by: datetime
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class _Choice:
    unit: Unit
    with_units: tuple[Unit, ...]
    reasons: tuple[Reason, ...]


def decide(matter: Matter, *, arrived_at: datetime, on: date) -> Decision:
    """Return who answers ``matter``, which arrived at ``arrived_at`` (aware), by the units and rules of day ``on``.

    Of the rules that hold the more specific wins: site, hot spot with category, ward with category, category, hot spot
    with group, ward with group, group, hot spot, ward; then the lower order number; then the newer. A rule whose unit
    is not at work on the day is passed over. The committee of the ward is always in charge or with. What no rule finds
    goes to the backstop office; so does what reads like a denunciation, with nobody else. Raises NoUnit where no unit
    at all is loaded, ValueError where the ward is not in force on the day. Warm, it asks the database nothing.
    """
    if matter.ward.valid_from > on or (matter.ward.valid_to is not None and matter.ward.valid_to < on):
        raise ValueError(f"{matter.ward.slug} is not in force on {on}")
    with translation.override("vi"):  # the reasons are kept with the report, whatever language it was written in
        choice = _for_denunciation(matter, on) if matter.reads_like is ReadsLike.TO_CAO else _by_rules(matter, on)
        due = deadlines(matter.category, arrived_at=arrived_at)
        return Decision(
            unit=choice.unit,
            with_units=choice.with_units,
            level=Level(matter.category.level),
            clock=Clock(matter.category.clock),
            accept_by=due.accept_by,
            resolve_by=due.resolve_by,
            reasons=(*choice.reasons, *_circumstances(matter), *reasons.of_deadlines(matter.category, due)),
        )


def _for_denunciation(matter: Matter, on: date) -> _Choice:
    office = _backstop(matter.ward, on=on)
    return _Choice(office, (), (reasons.denunciation(office),))


def _by_rules(matter: Matter, on: date) -> _Choice:
    passed_over: list[Reason] = []
    for rule in book.rules_for(matter.category, on=on):
        if not _conditions_hold(rule, matter):
            continue
        unit = _at_work(rule.in_charge, ward=matter.ward, on=on)
        if unit is not None and unit.may_be_in_charge:
            return _chosen(unit, rule, matter=matter, on=on, passed_over=passed_over)
        passed_over.append(reasons.passed_over(rule, on=on))
    office = _backstop(matter.ward, on=on)
    together, why = _with_committee(office, (), ward=matter.ward, on=on)
    return _Choice(office, together, (reasons.backstop(office), *passed_over, *why))


def _chosen(unit: Unit, rule: Rule, *, matter: Matter, on: date, passed_over: Iterable[Reason]) -> _Choice:
    wanted = {pattern: _at_work(pattern, ward=matter.ward, on=on) for pattern in rule.with_units}
    missing = tuple(reasons.not_at_work(pattern, on=on) for pattern, found in wanted.items() if found is None)
    # By key, in the order of the rule: a unit named twice, or in charge already, is named once.
    found = {one.pk: one for one in wanted.values() if one is not None and one.pk != unit.pk}
    invited = tuple(found.values())
    together, why = _with_committee(unit, invited, ward=matter.ward, on=on)
    by_rule = (reasons.invited(invited),) if invited else ()
    return _Choice(unit, together, (reasons.by_rule(unit, rule), *passed_over, *by_rule, *missing, *why))


def _with_committee(
    unit: Unit, invited: tuple[Unit, ...], *, ward: Ward, on: date
) -> tuple[tuple[Unit, ...], tuple[Reason, ...]]:
    """Add the committee of the ward unless it is there already, with the reason."""
    try:
        committee = book.ward_committee(ward, on=on)
    except NoUnit:
        return invited, (reasons.no_committee(ward),)
    if committee.pk in {unit.pk, *(one.pk for one in invited)}:
        return invited, ()
    return (*invited, committee), (reasons.committee(committee),)


def _circumstances(matter: Matter) -> tuple[Reason, ...]:
    held = (reasons.complaint(),) if matter.reads_like is ReadsLike.KHIEU_NAI else ()
    ill = matter.answers.get("people_ill")
    hint = reasons.may_be_poisoning(matter.category, ill) if isinstance(ill, int) else ()
    where = reasons.of_place(
        matter.ward,
        near_boundary=matter.near_boundary,
        neighbours=matter.neighbours,
        resident_chose=matter.resident_chose_ward,
    )
    return (*held, *where, *hint)


def _conditions_hold(rule: Rule, matter: Matter) -> bool:
    """Category and group were looked at by the book; the places are left."""
    pairs = ((rule.site_id, matter.site), (rule.hotspot_id, matter.hotspot), (rule.ward_id, matter.ward))
    return all(wanted is None or (found is not None and found.pk == wanted) for wanted, found in pairs)


def _at_work(pattern: str, *, ward: Ward, on: date) -> Unit | None:
    try:
        return book.unit(pattern.replace("{ward}", ward.slug), on=on)
    except NoUnit:
        return None


def _backstop(ward: Ward, *, on: date) -> Unit:
    """Return the backstop office; without one the ward's committee, else any unit that may be in charge."""
    named = (_at_work(pattern, ward=ward, on=on) for pattern in _BACKSTOP)
    office = next((one for one in named if one is not None), None)
    if office is not None:
        return office
    try:
        return book.ward_committee(ward, on=on)
    except NoUnit:
        pass
    for one in book.units(on=on):
        if one.may_be_in_charge:
            return one
    raise NoUnit(f"no unit at all on {on}")
