"""From what is wanted to a script and its chapters: days, places, routes, people, numbers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings
from django.db.models import Max, Model

from backend.core.month import Month
from backend.demo import bulk
from backend.demo.accounts import make_sample_staff
from backend.demo.ground import Route, Routes, committees, people, sorts
from backend.demo.office import midnight, working_days
from backend.demo.openings import ANY_KIND, Chapter
from backend.demo.pages import RouteKey, Script
from backend.demo.rows import Tables
from backend.demo.seasons import Day, plan_days
from backend.demo.spots import Places, find_places
from backend.places.models import Ward
from backend.reports.models import Contact, Report
from backend.routing.complaints import ReadsLike
from backend.routing.models import Rule, Unit

_A_CHAPTER = 4_000  # reports: as many as are kept in memory at a time
_FEWEST_PLACES, _MOST_PLACES = 300, 8_000  # finding one takes a third of a millisecond
_BEFORE, _AFTER = timedelta(days=10), timedelta(days=600)  # of the office calendar around the samples


@dataclass(frozen=True)
class Order:
    """What is wanted: ``number`` reports over the ``months`` months up to the day ``until``, photos for the last.

    The same ``seed`` on the same day, reference data and numbers gives the same reports.
    """

    number: int
    months: int
    until: date
    seed: int = 2
    photos: int = 2_000

    @property
    def first(self) -> date:
        """The first day: so many whole months before the day after ``until``."""
        after = self.until + timedelta(days=1)
        month = Month.of(after)
        for _ in range(self.months):
            month = Month.of(month.first_day - timedelta(days=1))
        return month.first_day + timedelta(days=min(after.day, month.last_day.day) - 1)


@dataclass(frozen=True)
class Plan:
    """A script and the chapters to be written from it."""

    script: Script
    chapters: tuple[Chapter, ...]


def prepare(order: Order, *, password: str, now: datetime, all_routes: bool) -> Plan:
    """Make the sample staff and return the plan. With ``all_routes`` every route is asked beforehand, else when needed.

    Everything is fixed by ``order``, the reference data and the numbers given out before.
    """
    eras = _eras(order.first, order.until)
    make_sample_staff(password, on=eras)
    rng = Random(order.seed)  # noqa: S311  # samples, no secrets
    number = min(max(order.number, _FEWEST_PLACES), _MOST_PLACES)
    places = find_places(number, eras=eras, rng=rng)
    first_pk, first_contact = _next(Report), _next(Contact)
    kinds = {sort.code: sort for sort in sorts()}
    routes = _Asked(Routes(places.arounds), places, arrived_at=now)
    script = Script(
        seed=order.seed,
        first=order.first,
        last=order.until,
        working_days=working_days(order.first - _BEFORE, order.until + _AFTER),
        end=min(midnight(order.until + timedelta(days=1)) - 1, int(now.timestamp())),
        places=places,
        sorts=kinds,
        routes=routes.all(kinds) if all_routes else routes,
        people=people(),
        committees=committees(places.arounds),
        tables=Tables.of_reports(),
        encode=bulk.encoder(),
        contact_shift=first_contact - first_pk,
        photos_from=first_pk + order.number - order.photos,
        taken_codes=frozenset(Report.objects.values_list("code", flat=True)),
    )
    days = plan_days(order.number, first=order.first, last=order.until, seed=order.seed)
    return Plan(script, tuple(_chapters(days, eras, first_pk=first_pk)))


class _Asked(dict[RouteKey, Route]):
    """Routes, each asked when it is first needed."""

    def __init__(self, routes: Routes, places: Places, *, arrived_at: datetime) -> None:
        super().__init__()
        self._routes, self._places, self._arrived_at = routes, places, arrived_at

    def __missing__(self, key: RouteKey) -> Route:
        around, code, held_as = key
        found = self._routes.of(self._places.arounds[around], code, held_as, arrived_at=self._arrived_at)
        self[key] = found
        return found

    def all(self, codes: Iterable[str]) -> dict[RouteKey, Route]:
        """Return every route there may be, as plain data."""
        kinds = [(code, "") for code in codes] + [(ANY_KIND, kind.value) for kind in ReadsLike]
        return {(around, *kind): self[around, *kind] for around in range(len(self._places.arounds)) for kind in kinds}


def _eras(first: date, last: date) -> tuple[date, ...]:
    """Return the days from which on other wards, units or rules count; one where the setting fixes the day."""
    fixed: date | None = settings.WARDS_ON
    if fixed:
        return (fixed,)
    changes: set[date] = {first}
    models: Sequence[type[Model]] = (Ward, Unit, Rule)
    for model in models:
        for begins, ends in model._default_manager.values_list("valid_from", "valid_to"):  # noqa: SLF001  # Django's name
            changes |= {begins, ends + timedelta(days=1)} if ends else {begins}
    return tuple(sorted(day for day in changes if first <= day <= last))


def _chapters(days: Sequence[Day], eras: Sequence[date], *, first_pk: int) -> Iterator[Chapter]:
    """Group the days: a chapter is full at some thousand reports, and ends with its era."""
    pk, number, held, era = first_pk, 0, list[Day](), 0
    for day in days:
        now = max(place for place, begins in enumerate(eras) if place == 0 or begins <= day.on)
        count = sum(one.number for one in held)
        if held and (count >= _A_CHAPTER or now != era):
            yield Chapter(number, tuple(held), era, pk)
            pk, number, held = pk + count, number + 1, []
        held.append(day)
        era = now
    yield Chapter(number, tuple(held), era, pk)


def _next(model: type[Model]) -> int:
    """Return the number after the highest in use."""
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1  # noqa: SLF001  # Django's name
