"""Who is signed in: the person with all their posts, as every request of staff needs them."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import Leave, Membership, User
from backend.core.edition import Kept
from backend.routing import book


def with_posts(pk: int) -> User | None:
    """Return the person with the posts they fill today, the units from memory; None where there is none.

    One statement; two for somebody without a post of their own.
    """
    away = {user for user, _substitute in _in_place_of({pk}, on=timezone.localdate())}
    filled = Membership.objects.filter(_posts_of({pk}, away)) if away else Membership.objects.filter(user=pk)
    posts = tuple(filled.select_related("user").order_by("id"))
    person = next((post.user for post in posts if post.user_id == pk), None) or User.objects.filter(pk=pk).first()
    if person is None:
        return None
    units = book.units_by_id()
    for post in posts:
        if post.unit_id and post.unit_id in units:  # else it is fetched when it is first looked at
            post.unit = units[post.unit_id]
    person.posts = posts
    return person


def posts_filled(people: Iterable[int]) -> Mapping[int, tuple[Membership, ...]]:
    """Return the posts each of ``people`` fills today, their own and those they stand in for. One statement."""
    keys = frozenset(people)
    in_place_of = _in_place_of(keys, on=timezone.localdate())
    found: dict[int, list[Membership]] = {pk: [] for pk in keys}
    for post in Membership.objects.filter(_posts_of(keys, {user for user, _ in in_place_of})).order_by("id"):
        if post.user_id in keys:
            found[post.user_id].append(post)
        if post.unit_id:
            for user_id, substitute_id in in_place_of:
                if user_id == post.user_id:
                    found[substitute_id].append(post)
    return {pk: tuple(posts) for pk, posts in found.items()}


def _posts_of(people: Iterable[int], away: Iterable[int]) -> Q:
    return Q(user__in=list(people)) | Q(user__in=list(away), unit__isnull=False)


def _in_place_of(substitutes: Iterable[int], *, on: date) -> list[tuple[int, int]]:
    """Return (who is away, who stands in) of these substitutes on the day. Warm, it asks nothing."""
    keys = frozenset(substitutes)
    return [(user, instead) for user, instead, first, last in _leaves() if instead in keys and first <= on <= last]


def _coming() -> tuple[tuple[int, int, date, date], ...]:
    rows = Leave.objects.filter(last_day__gte=timezone.localdate())
    return tuple(rows.values_list("user_id", "substitute_id", "first_day", "last_day"))


_leaves = Kept(_coming)
