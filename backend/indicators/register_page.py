"""What an indicator's page shows of the registers behind its targets: months, wards, and where the list is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from backend.core.month import Month
from backend.indicators.models import RegisterFeed, Target
from backend.indicators.register_words import COMMON, DEFINITIONS
from backend.indicators.registered import RegisterMonth, feeds_of, registered, wards_of
from backend.places.models import Ward
from backend.registers.shares import Share


@dataclass(frozen=True)
class RegisterSeries:
    """A target's figure out of a register: its months, the newest first (it may still run), and that one by ward."""

    feed: RegisterFeed
    target: Target
    months: tuple[RegisterMonth, ...]
    wards: tuple[tuple[Ward, Share | None], ...]
    definition: Promise
    common: Promise

    @property
    def newest(self) -> RegisterMonth:
        return self.months[0]


def register_series(
    targets: Sequence[Target], *, first: Month, last: Month, now: datetime
) -> tuple[RegisterSeries, ...]:
    """Return the series of each target that asks a register, in the order of ``targets``. Five statements at most."""
    feeds = {feed.target_id: feed for feed in feeds_of([one.pk for one in targets])}
    found = registered(feeds.values(), first=first, last=last, now=now)
    return tuple(_series(feeds[one.pk], one, found[one.pk], now=now) for one in targets if one.pk in feeds)


def _series(feed: RegisterFeed, target: Target, months: Sequence[RegisterMonth], *, now: datetime) -> RegisterSeries:
    newest = tuple(reversed(months))
    wards = tuple(wards_of(newest[0], now=now)) if newest[0].share else ()
    return RegisterSeries(feed, target, newest, wards, DEFINITIONS[newest[0].reading], COMMON)
