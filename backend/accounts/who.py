"""Who is signed in: the person with all their posts, as every request of staff needs them."""

from backend.accounts.models import Membership, User
from backend.routing import book


def with_posts(pk: int) -> User | None:
    """Return the person with their posts at hand, the units from memory; None where there is none. One statement."""
    posts = tuple(Membership.objects.filter(user=pk).select_related("user").order_by("id"))
    if not posts:
        return User.objects.filter(pk=pk).first()
    units = book.units_by_id()
    for post in posts:
        if post.unit_id and post.unit_id in units:  # else it is fetched when it is first looked at
            post.unit = units[post.unit_id]
    person = posts[0].user
    person.posts = posts
    return person
