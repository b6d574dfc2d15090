"""What registers say of the targets that ask them on each month's last day: frozen with the month, else read now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from backend.core.month import Month
from backend.indicators.frozen import in_force
from backend.indicators.models import ClosedMonth, FrozenShare, How, RegisterFeed
from backend.indicators.tally import day_of
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.places.models import Ward
from backend.registers.readings import COUNTS, Asked, Reading, Registers
from backend.registers.shares import Share, Shares
from backend.registers.standing import EntryKind

NOTHING = Share(0, 0)


@dataclass(frozen=True, kw_only=True)
class RegisterMonth:
    """What a register said of a target on day ``on``; ``share`` None: no data, which is neither zero nor all.

    ``by_ward``: of the wards that were counted, by their pk; those without data are left out.
    """

    feed: RegisterFeed
    month: Month
    on: date
    share: Share | None
    by_ward: Mapping[int, Share]
    is_frozen: bool

    @property
    def number(self) -> float | None:
        """Return the number in the unit of what is read: how many, else per cent; of "every ward" 1 or 0."""
        if self.share is None:
            return None
        if self.feed.reading in COUNTS:
            return self.share.part
        if self.feed.reading == Reading.EVERY_WARD:  # at least one in each: one, or a ward has none
            return int(self.share.part == self.share.whole)
        return self.share.percent

    @property
    def against_target(self) -> float | None:
        """Return the number where it is in the target's own unit, else None."""
        return self.number if self.feed.how == How.DIRECT else None

    @property
    def kind(self) -> EntryKind:
        return EntryKind(self.feed.kind)

    @property
    def reading(self) -> Reading:
        return Reading(self.feed.reading)


def feeds_of(targets: Collection[int]) -> list[RegisterFeed]:
    """Return what the targets (by pk) ask of registers, with their programme. One statement."""
    rows = RegisterFeed.objects.filter(target__in=targets).select_related("target__indicator__group__programme")
    return list(rows.order_by("target_id"))


def registered(
    feeds: Iterable[RegisterFeed], *, first: Month, last: Month, now: datetime
) -> dict[int, tuple[RegisterMonth, ...]]:
    """Return what registers say of each target (by its pk) from ``first`` to ``last``, month by month.

    Of closed months what was frozen with them; of the running month what stands today. Four statements at most.
    """
    months = [first]
    while months[-1] < last:
        months.append(months[-1].next)
    feeds = list(feeds)
    if not feeds:
        return {}
    book = _Book(feeds, now)
    kept = _Kept(in_force(months))
    return {feed.target_id: tuple(kept.of(feed, one) or book.of(feed, one) for one in months) for feed in feeds}


def shares_of(closed: ClosedMonth) -> list[FrozenShare]:
    """Return the rows to freeze with a month that is being closed, not yet written: of every programme's targets."""
    feeds = list(RegisterFeed.objects.select_related("target__indicator__group__programme").order_by("target_id"))
    book, month = _Book(feeds, closed.closed_at), Month.of(closed.first_day)
    rows = []
    for one in (book.of(feed, month) for feed in feeds):
        places: list[tuple[int | None, Share]] = [(None, one.share or NOTHING), *sorted(one.by_ward.items())]
        for ward, share in places:
            part = share.part if share.whole else None
            rows.append(
                FrozenShare(closed=closed, target_id=one.feed.target_id, ward_id=ward, part=part, whole=share.whole)
            )
    return rows


class _Book:
    """The registers that some feeds ask, read when the first month is."""

    def __init__(self, feeds: Iterable[RegisterFeed], now: datetime) -> None:
        self._kinds = {feed.kind for feed in feeds}
        self._today, self._wards_on = day_of(now), day_in_force(now)

    @cached_property
    def _registers(self) -> Registers:
        return Registers(self._kinds)

    def of(self, feed: RegisterFeed, month: Month) -> RegisterMonth:
        on = min(month.last_day, self._today)
        since = feed.target.indicator.group.programme.first_day
        asked = Asked(Reading(feed.reading), EntryKind(feed.kind), feed.subject, since)
        found = self._registers.read(asked, on=on, wards_on=self._wards_on)
        return RegisterMonth(
            feed=feed,
            month=month,
            on=on,
            share=found.district if found else None,
            by_ward=_by_ward(found),
            is_frozen=False,
        )


class _Kept:
    """What was frozen with closed months. One statement where one of them is closed."""

    def __init__(self, closed: Mapping[Month, ClosedMonth]) -> None:
        self._closed = closed
        self._rows: dict[tuple[int, int], dict[int | None, FrozenShare]] = {}
        ids = [one.pk for one in closed.values()]
        for row in FrozenShare.objects.filter(closed__in=ids).order_by("id") if ids else ():
            self._rows.setdefault((row.closed_id, row.target_id), {})[row.ward_id] = row

    def of(self, feed: RegisterFeed, month: Month) -> RegisterMonth | None:
        """Return what was frozen of the feed; None where the month is open, or was closed before it was asked."""
        closed = self._closed.get(month)
        rows = self._rows.get((closed.pk, feed.target_id)) if closed else None
        if rows is None:
            return None
        shares = {ward: Share(row.part, row.whole) for ward, row in rows.items() if row.part is not None}
        return RegisterMonth(
            feed=feed,
            month=month,
            on=month.last_day,
            share=shares.get(None),
            by_ward={ward: share for ward, share in shares.items() if ward is not None},
            is_frozen=True,
        )


def wards_of(value: RegisterMonth, *, now: datetime) -> list[tuple[Ward, Share | None]]:
    """Return the wards in force with what the register says of each, None without data, by code."""
    wards = sorted(wards_in_force(day_in_force(now)), key=lambda ward: (ward.code, ward.pk))
    return [(ward, value.by_ward.get(ward.pk)) for ward in wards]


def _by_ward(found: Shares | None) -> dict[int, Share]:
    return {ward.pk: share for ward, share in found.by_ward.items() if share.whole} if found else {}
