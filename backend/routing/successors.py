"""Who follows whom when wards change: old units' heirs for their reports and for their people, from the data file.

``reports`` of a unit are tried in their order, ``people`` all get a post; ``{ward}`` becomes the new ward's slug, and
only units at work on the day count. Of an old ward those new wards are heirs that took a tenth of its streets or more;
one that is not named is followed by the ward that kept its slug.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from backend.places.locate import wards_in_force
from backend.places.models import Ward
from backend.routing import book
from backend.routing.book import NoUnit
from backend.routing.models import Unit

DATA = Path(__file__).resolve().parent / "data" / "successors.json"
_WARD = "{ward}"


@dataclass(frozen=True)
class _Heirs:
    reports: Sequence[str]
    people: Sequence[str]


@dataclass(frozen=True)
class _Kept:
    wards: Mapping[date, Mapping[str, Sequence[str]]]  # by the day the new set began: old slug, new slugs
    units: Mapping[str, _Heirs]  # by the old unit's pattern


def is_at_work(unit: Unit, *, on: date) -> bool:
    """Whether the unit is at work on the day."""
    return unit.valid_from <= book.counted_day(on) and (unit.valid_to is None or unit.valid_to >= on)


def is_of(unit: Unit, ward: Ward) -> bool:
    """Whether the unit may answer in ``ward``: it is the ward's own, or of no ward at all."""
    return unit.ward_id is None or _slug_of(unit) == ward.slug


def for_reports(unit: Unit, ward: Ward, *, on: date) -> tuple[Unit, ...]:
    """Return who may follow ``unit`` for a report in ``ward``, the first choice first; itself where it is at work."""
    if is_at_work(unit, on=on) and is_of(unit, ward):
        return (unit,)
    return tuple(_at_work(_heirs(unit).reports, [ward], on=on))


def for_people(unit: Unit, *, on: date) -> tuple[Unit, ...]:
    """Return where the people of ``unit`` work from the day on: several where the old area was divided."""
    return tuple(dict.fromkeys(_at_work(_heirs(unit).people, _wards_after(unit, on=on), on=on)))


def _wards_after(unit: Unit, *, on: date) -> Sequence[Ward]:
    """Return the wards of the day that share the unit's area; all of them for a unit of the whole district."""
    wards = wards_in_force(on)
    if unit.ward_id is None:
        return wards
    slug = _slug_of(unit)
    heirs = _kept().wards.get(wards[0].valid_from, {}).get(slug, (slug,))
    return [ward for ward in wards if ward.slug in heirs]


def _heirs(unit: Unit) -> _Heirs:
    pattern = unit.slug
    if unit.ward_id is not None and unit.slug.endswith(f"-{_slug_of(unit)}"):
        pattern = unit.slug.removesuffix(_slug_of(unit)) + _WARD
    return _kept().units.get(pattern, _Heirs((), ()))


def _slug_of(unit: Unit) -> str:
    return unit.ward.slug if unit.ward else ""


def _at_work(patterns: Iterable[str], wards: Iterable[Ward], *, on: date) -> Iterator[Unit]:
    for ward in wards:
        for pattern in patterns:
            try:
                yield book.unit(pattern.replace(_WARD, ward.slug), on=on)
            except NoUnit:
                continue


@cache
def _kept() -> _Kept:
    told = json.loads(DATA.read_text(encoding="utf-8"))
    wards = {date.fromisoformat(day): heirs for day, heirs in told["wards"].items()}
    units = {of: _Heirs(row["reports"], row["people"]) for row in told["units"] for of in row["of"]}
    return _Kept(wards, units)
