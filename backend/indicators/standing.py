"""How the programme stands: each target beside its newest approved value and what reports say, and if it is met."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, TextChoices
from django.utils.translation import gettext_lazy as _

from backend.core.month import Month
from backend.indicators.fed import FedMonth, fed, with_feeds
from backend.indicators.models import Comparator, EnteredValue, Indicator, IndicatorGroup, Programme, Target
from backend.indicators.query import months_before
from backend.indicators.registered import RegisterMonth, feeds_of, registered
from backend.indicators.tally import day_of


class State(TextChoices):
    """How a target stands on a day."""

    MET = "met", _("Đạt")
    NOT_YET = "not_yet", _("Chưa đạt, còn hạn")
    MISSED = "missed", _("Chưa đạt, đã hết hạn")
    UNREFUTED = "unrefuted", _("Chưa thấy phản ánh trái")
    NO_DATA = "no_data", _("Chưa có số liệu")


@dataclass(frozen=True)
class TargetStanding:
    """A target with its newest approved ``value``, how many values wait for a second person, and how it stands.

    ``fed`` is what reports say, where that is in the target's own unit; ``register`` what the register it asks says of
    the last whole month's end.
    """

    target: Target
    value: EnteredValue | None
    waiting: int
    fed: FedMonth | None
    register: RegisterMonth | None
    state: State


@dataclass(frozen=True)
class IndicatorStanding:
    """An indicator, its targets, and what reports say of the last whole month; ``fed`` None: reports say nothing."""

    indicator: Indicator
    fed: FedMonth | None
    targets: tuple[TargetStanding, ...]


@dataclass(frozen=True)
class Standing:
    """A programme as it stands: its groups with their indicators; ``month`` is the last whole month."""

    programme: Programme
    month: Month
    groups: tuple[tuple[IndicatorGroup, tuple[IndicatorStanding, ...]], ...]

    @property
    def indicators(self) -> tuple[IndicatorStanding, ...]:
        return tuple(one for _group, ones in self.groups for one in ones)


def programme_at(now: datetime) -> Programme | None:
    """Return the newest programme that has begun; it stays the one to speak of when it is over."""
    return Programme.objects.filter(first_day__lte=day_of(now)).order_by("-first_day", "-id").first()


def standing(
    programme: Programme,
    *,
    now: datetime,
    only: Sequence[str] | None = None,
    told: Mapping[int, FedMonth] | None = None,
    registers: Mapping[int, RegisterMonth] | None = None,
) -> Standing:
    """Return how ``programme`` stands at ``now`` (aware); ``only``: the indicators of these codes.

    ``told`` is what reports say of the last whole month, by the indicator's pk, and ``registers`` what registers say,
    by the target's, where that is known already.
    """
    rows = Indicator.objects.filter(group__programme=programme).order_by("group__order", "order", "id")
    if only is not None:
        rows = rows.filter(code__in=only)
    targets = Prefetch("targets", Target.objects.order_by("order", "id"))
    indicators = list(with_feeds(rows).prefetch_related(targets))
    month = months_before(Month.of(day_of(now)), 1)
    if told is None:
        told = {pk: one for pk, (one,) in fed(indicators, first=month, last=month, now=now).items()}
    every = [target for one in indicators for target in one.targets.all()]
    if registers is None:
        registers = _registers(every, month, now=now)
    known = Known(told, Values(every), registers)
    groups: dict[IndicatorGroup, list[IndicatorStanding]] = defaultdict(list)
    for one in indicators:
        groups[one.group].append(_stands(one, known, on=day_of(now)))
    return Standing(programme, month, tuple((group, tuple(ones)) for group, ones in groups.items()))


def state_of(
    target: Target,
    reported: Decimal | None,
    told: float | None = None,
    *,
    registered: float | None = None,
    on: date,
) -> State:
    """Return how ``target`` stands on the day.

    By what a unit ``reported``, what reports of residents ``told``, and what is ``registered``. A range is met at its
    nearer end. Reports alone refute and do not prove: that nobody told of a thing does not say that there is none.
    Where several speak all must meet the target: doubt falls against the unit.
    """
    known = [Decimal(str(number)) for number in (reported, told, registered) if number is not None]
    if not known:
        return State.NO_DATA
    if all(_is_met(target, number) for number in known):
        return State.UNREFUTED if reported is None and registered is None else State.MET
    return State.MISSED if target.due_on and target.due_on < on else State.NOT_YET


class Values:
    """The values entered for some targets: the newest approved, and what waits. One statement."""

    def __init__(self, targets: Iterable[Target]) -> None:
        rows = EnteredValue.objects.filter(target__in=list(targets)).select_related("decision", "entered_by")
        self._newest: dict[int, EnteredValue] = {}
        self._waiting: dict[int, int] = defaultdict(int)
        for one in in_order(rows.order_by("id")):
            if not hasattr(one, "decision"):
                self._waiting[one.target_id] += 1
            elif one.decision.is_approved:
                self._newest[one.target_id] = one

    def of(self, target: Target) -> EnteredValue | None:
        """Return the newest approved value of ``target``, None where there is none."""
        return self._newest.get(target.pk)

    def waiting(self, target: Target) -> int:
        return self._waiting[target.pk]


def in_order(rows: Iterable[EnteredValue]) -> list[EnteredValue]:
    """Return values from the oldest period to the newest, without those that an approved correction replaced."""
    values = list(rows)
    replaced = replaced_by_corrections(values)
    return sorted((one for one in values if one.pk not in replaced), key=lambda one: (one.last_day, one.pk))


def replaced_by_corrections(rows: Iterable[EnteredValue]) -> frozenset[int]:
    """Return which values (pk) an approved correction took the place of; ``decision`` must be fetched."""
    approved = (one for one in rows if hasattr(one, "decision") and one.decision.is_approved)
    return frozenset(one.corrects_id for one in approved if one.corrects_id is not None)


@dataclass(frozen=True)
class Known:
    """What is known of the targets: what reports told of the indicators (by pk), values, registers (by target's pk)."""

    told: Mapping[int, FedMonth]
    values: Values
    registers: Mapping[int, RegisterMonth]


def _registers(targets: Sequence[Target], month: Month, *, now: datetime) -> dict[int, RegisterMonth]:
    feeds = feeds_of([one.pk for one in targets])
    return {pk: one for pk, (one,) in registered(feeds, first=month, last=month, now=now).items()}


def _stands(indicator: Indicator, known: Known, *, on: date) -> IndicatorStanding:
    told, targets = known.told.get(indicator.pk), []
    for target in indicator.targets.all():
        value, measured = known.values.of(target), told if target.is_measured else None
        register = known.registers.get(target.pk)
        state = state_of(
            target,
            value.number if value else None,
            measured.number if measured else None,
            registered=register.against_target if register else None,
            on=on,
        )
        targets.append(TargetStanding(target, value, known.values.waiting(target), measured, register, state))
    return IndicatorStanding(indicator, told, tuple(targets))


def _is_met(target: Target, number: Decimal) -> bool:
    if target.comparator == Comparator.MORE:
        return number > target.low
    return number >= target.low if target.direction == "up" else number <= target.high
