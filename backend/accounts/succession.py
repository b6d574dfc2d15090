"""Units end when wards change: their people get posts in the units that follow, and keep the old ones to look back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from backend.accounts.actor import Staff
from backend.accounts.changelog import log_change
from backend.accounts.models import UNIT_ROLES, Area, Membership, Role, User
from backend.routing import book, successors
from backend.routing.models import Unit


@dataclass(frozen=True)
class NewPost:
    """A post that somebody of an ended unit gets in one that follows it."""

    user: User
    role: Role
    unit: Unit
    former: Unit


@dataclass(frozen=True)
class Succession:
    """``new``: the posts to be given, by person. ``without``: posts of ended units that no unit follows."""

    new: tuple[NewPost, ...]
    without: tuple[tuple[str, str], ...]  # user name, unit


def succession(*, on: date) -> Succession:
    """Return the posts that people of units ended by the day are still to get. Two statements."""
    posts = Membership.objects.filter(unit__valid_to__lt=on, user__is_active=True, role__in=UNIT_ROLES)
    there = {(user, unit, role) for user, unit, role in _all_posts()}
    new: dict[tuple[int, int, str], NewPost] = {}
    without = []
    for post in posts.select_related("user", "unit__ward").defer("unit__ward__boundary").order_by("user_id", "id"):
        unit = post.unit
        if unit is None:
            continue
        heirs = successors.for_people(unit, on=on)
        if not heirs:
            without.append((post.user.username, unit.short_name))
        for heir in heirs:
            key = (post.user_id, heir.pk, post.role)
            if key not in there:
                new.setdefault(key, NewPost(post.user, Role(post.role), heir, unit))
    return Succession(tuple(new.values()), tuple(without))


@dataclass(frozen=True)
class Ended:
    """A unit of a person's that ended, and the units that follow it for its people."""

    unit: Unit
    heirs: tuple[Unit, ...]


def ended_units(user: User, *, on: date) -> tuple[Ended, ...]:
    """Return the units of ``user`` that ended before the day, each once. Asks nothing beyond the person's posts."""
    units = {post.unit_id: book.units_by_id().get(post.unit_id) for post in user.posts if post.unit_id}
    gone = [unit for unit in units.values() if unit and unit.valid_to and unit.valid_to < on]
    return tuple(Ended(unit, successors.for_people(unit, on=on)) for unit in gone)


def works_on(user: User, *, on: date) -> bool:
    """Whether ``user`` has a post in a unit at work on the day, or one for the whole district."""
    units = [book.units_by_id().get(post.unit_id) if post.unit_id else None for post in user.posts]
    return any(unit is None or successors.is_at_work(unit, on=on) for unit in units)


def works_in(posts: Iterable[NewPost]) -> frozenset[tuple[int, int]]:
    """Return (person, unit) of every post in a unit there is, and of those to be given."""
    return frozenset(
        {(user, unit) for user, unit, _role in _all_posts()} | {(one.user.pk, one.unit.pk) for one in posts}
    )


def give(posts: Sequence[NewPost], *, reason: str, by: Staff, now: datetime) -> None:
    """Give the posts, person by person, each written down in the log of settings. A second time changes nothing."""
    for _user, group in groupby(posts, key=lambda one: one.user.pk):
        mine = list(group)
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=mine[0].user.pk)
            before = _said(mine[0].user)
            for one in mine:
                Membership.objects.get_or_create(user=one.user, unit=one.unit, role=one.role)
            after = _said(mine[0].user)
            log_change(
                Area.PERSON, mine[0].user.username, before=before, after=after, reason=reason, by=by.user, now=now
            )


def _all_posts() -> Iterable[tuple[int, int, str]]:
    rows = Membership.objects.filter(unit__isnull=False, user__is_active=True).order_by("id")
    return rows.values_list("user_id", "unit_id", "role")


def _said(person: User) -> dict[str, object]:
    posts = Membership.objects.filter(user=person).select_related("unit").order_by("id")
    return {"posts": sorted(f"{post.unit.slug if post.unit else '*'}: {post.role}" for post in posts)}
