"""Pairs of reports by seed, half of the same thing by two people, half of two things of one kind 10 to 60 m apart."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from backend.core.text import fold
from backend.photos.likeness import likeness
from backend.places.geometry import EAST_M, NORTH_M
from tests.likeness import phrases
from tests.likeness.scenes import StreetView, passed_on

PAIRS = 500
_LENGTH_M = 150.0  # of the street around
APART_M = (10.0, 60.0)
_PASSED_ON = 0.25  # of the pairs in which both send photos: neighbours share them in a group
_LONGEST_MIN = 21 * 24 * 60
_SOUTH, _WEST = 21.030, 105.870
_BEGAN = datetime(2026, 10, 1, 7, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
_HOUSE_M = 4.5  # of front; numbers on one side of the street go up by two


@dataclass(frozen=True)
class Account:
    """What one person sent. ``photos``: perceptual hashes; ``accuracy_m``: what the telephone said, if anything."""

    kind: str
    lat: float
    lon: float
    accuracy_m: float | None
    at: datetime
    words: str
    photos: tuple[int, ...] = ()


@dataclass(frozen=True)
class Pair:
    first: Account
    second: Account
    is_same: bool


@dataclass(frozen=True)
class _Thing:
    """Something so many metres along the street, and the marks by which people tell it."""

    at_m: float
    marks: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Street:
    name: str
    first_number: int
    lane: int
    landmarks: tuple[tuple[float, str], ...]  # metres along, name
    bearing: float


def pairs(seed: int, *, number: int = PAIRS) -> list[Pair]:
    """Return so many pairs, the same ones for the same seed; every second is of one thing."""
    rng = Random(f"likeness:{seed}")  # noqa: S311  # samples
    return [_pair(rng, is_same=turn % 2 == 0) for turn in range(number)]


def _pair(rng: Random, *, is_same: bool) -> Pair:
    kind, street = rng.choice(sorted(phrases.BANKS)), _street(rng)
    one = _thing(kind, _LENGTH_M / 2, rng)
    began = _BEGAN + timedelta(minutes=rng.randrange(40 * 24 * 60))
    later = began + timedelta(minutes=math.exp(rng.uniform(math.log(3), math.log(_LONGEST_MIN))))
    if is_same:
        first, second = (_account(kind, one, street, at, rng) for at in (began, later))
        return Pair(*_with_photos(kind, (first, second), (one, one), rng), is_same=True)
    if rng.random() < 0.4:  # two things are found as they come, the same thing more often by people of one day
        later = began + timedelta(minutes=rng.uniform(3, _LONGEST_MIN))
    first, second, other = _apart(kind, one, street, (began, later), rng)
    return Pair(*_with_photos(kind, (first, second), (one, other), rng), is_same=False)


def _apart(
    kind: str, one: _Thing, street: _Street, moments: tuple[datetime, datetime], rng: Random
) -> tuple[Account, Account, _Thing]:
    """Return accounts of two things whose places, as sent, are 10 to 60 m apart, and the other thing."""
    while True:
        other = _thing(kind, one.at_m + rng.uniform(*APART_M) * rng.choice((-1, 1)), rng)
        first, second = (
            _account(kind, thing, street, at, rng) for thing, at in zip((one, other), moments, strict=True)
        )
        apart_m = math.hypot((first.lat - second.lat) * NORTH_M, (first.lon - second.lon) * EAST_M)
        if APART_M[0] <= apart_m <= APART_M[1]:
            return first, second, other


def _with_photos(
    kind: str, accounts: tuple[Account, Account], things: tuple[_Thing, _Thing], rng: Random
) -> tuple[Account, Account]:
    """Return the accounts with the hashes of their photos; now and then the second sends on what the first took."""
    view = StreetView([thing.at_m for thing in things], rng)
    for thing in dict.fromkeys(things):
        view.put(kind, thing.at_m)
    taken = [
        [view.photo(kind, thing.at_m, rng=rng) for _ in range(rng.choices((0, 1, 2), (30, 50, 20))[0])]
        for thing in things
    ]
    if things[0] == things[1] and all(taken) and rng.random() < _PASSED_ON:
        taken[1][0] = passed_on(taken[0][0], rng)
    first, second = (
        replace(one, photos=tuple(likeness(photo) for photo in photos))
        for one, photos in zip(accounts, taken, strict=True)
    )
    return first, second


def _street(rng: Random) -> _Street:
    spots = [(rng.uniform(0, _LENGTH_M), rng.choice(phrases.LANDMARKS)) for _ in range(5)]
    return _Street(
        name=rng.choice(phrases.STREETS),
        first_number=rng.randrange(1, 300),
        lane=rng.randrange(2, 400),
        landmarks=tuple(spots),
        bearing=rng.uniform(0, math.tau),
    )


def _thing(kind: str, at_m: float, rng: Random) -> _Thing:
    return _Thing(at_m, tuple(rng.sample(phrases.BANKS[kind].marks, 2)))


def _account(kind: str, thing: _Thing, street: _Street, at: datetime, rng: Random) -> Account:
    accuracy_m = rng.choice((4.0, 6.0, 10.0, 15.0, 25.0))
    off = rng.gauss(0, accuracy_m * 0.6), rng.gauss(0, accuracy_m * 0.6)
    along = thing.at_m + rng.gauss(0, 2)  # people stand a few steps off
    lat = _SOUTH + (math.cos(street.bearing) * along + off[0]) / NORTH_M
    lon = _WEST + (math.sin(street.bearing) * along + off[1]) / EAST_M
    return Account(
        kind=kind,
        lat=round(lat, 6),
        lon=round(lon, 6),
        accuracy_m=accuracy_m if rng.random() < 0.7 else None,
        at=at,
        words=_words(kind, thing, street, rng),
    )


def _words(kind: str, thing: _Thing, street: _Street, rng: Random) -> str:
    bank, habit = phrases.BANKS[kind], rng.random()
    if habit < 0.14:
        return rng.choice(("", *phrases.BARE))
    parts = [rng.choice(bank.what), *_where(thing, street, rng)]
    parts += [rng.choice(mark) for mark in thing.marks if rng.random() < 0.55]
    parts += [rng.choice(said) for said, share in ((bank.harm, 0.5), (phrases.SINCE, 0.4)) if rng.random() < share]
    if rng.random() < 0.4:
        parts[1:] = rng.sample(parts[1:], len(parts) - 1)
    if rng.random() < 0.4:
        parts.append(rng.choice(phrases.PLEAS))
    return _typed(", ".join(parts), rng)


def _where(thing: _Thing, street: _Street, rng: Random) -> Iterator[str]:
    if rng.random() < 0.45:
        number = street.first_number + 2 * (round(thing.at_m / _HOUSE_M) + rng.choice((0, 0, 0, -1, 1)))
        yield rng.choice(phrases.NUMBERED).format(number)
    if rng.random() < 0.4:
        near = sorted(street.landmarks, key=lambda spot: abs(spot[0] - thing.at_m))
        yield rng.choice(phrases.NEAR).format(near[0 if rng.random() < 0.8 else 1][1])
    if rng.random() < 0.2:
        yield rng.choice(phrases.LANED).format(street.lane)
    if rng.random() < 0.5:
        yield rng.choice(phrases.ON_STREET).format(street.name)


def _typed(words: str, rng: Random) -> str:
    """Return ``words`` as people type them: with a capital, in short, without marks, with a slip."""
    if rng.random() < 0.2:
        words = " ".join(phrases.SHORT.get(word, word) for word in words.split(" "))
    if rng.random() < 0.12:
        spot = rng.randrange(len(words) - 1)
        words = words[:spot] + words[spot + 1] + words[spot] + words[spot + 2 :]
    if rng.random() < 0.22:
        return " ".join(fold(part) for part in words.split(", "))
    return words[0].upper() + words[1:] + rng.choice(("", ".", "!"))
