"""Who is signed in: the person with all their posts, as every request of staff needs them."""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from backend.accounts.models import Leave, Membership, User
from backend.routing import book


def with_posts(pk: int) -> User | None:
    """Return the person with the posts they fill today, the units from memory; None where there is none.

    One statement; two for somebody without a post of their own.
    """
    filled = Membership.objects.filled_by([pk], on=timezone.localdate())
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
    """Return the posts each of ``people`` fills today, their own and those they stand in for. Two statements."""
    keys, today = frozenset(people), timezone.localdate()
    found: dict[int, list[Membership]] = {pk: [] for pk in keys}
    away = Leave.objects.filter(substitute__in=keys, first_day__lte=today, last_day__gte=today)
    in_place_of = list(away.values_list("user_id", "substitute_id"))
    for post in Membership.objects.filled_by(keys, on=today).order_by("id"):
        if post.user_id in keys:
            found[post.user_id].append(post)
        if post.unit_id:
            for user_id, substitute_id in in_place_of:
                if user_id == post.user_id:
                    found[substitute_id].append(post)
    return {pk: tuple(posts) for pk, posts in found.items()}
