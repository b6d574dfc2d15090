"""Sample staff: one post for every office, for the samples and for trying things out. Never made where nobody asked."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from backend.accounts.models import Membership, Role, User
from backend.routing import book
from backend.routing.models import Rule, Unit, UnitKind

_DISTRICT_POSTS = (
    ("chuongtrinh", "Tổ giúp việc Chương trình 02 (mẫu)", Role.PROGRAMME_OFFICE),
    ("lanhdao", "Lãnh đạo quận (mẫu)", Role.LEADER),
    ("kiemtoan", "Cán bộ kiểm tra, giám sát (mẫu)", Role.AUDITOR),
    ("quantri", "Quản trị hệ thống (mẫu)", Role.ADMINISTRATOR),
)
_ADMINISTRATOR = "quantri"


@dataclass(frozen=True)
class Post:
    """A sample account to be: its names, its unit (None: the whole district) and its roles."""

    username: str
    display_name: str
    unit: Unit | None
    roles: tuple[Role, ...]


def sample_password() -> str:
    """Return the password of the sample accounts: DEMO_PASSWORD, else a random one kept in ``var/`` (mode 0600)."""
    given: str = settings.DEMO_PASSWORD
    if given:
        return given
    kept = Path(settings.VAR) / "demo_password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(12), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()


def make_sample_staff(password: str, *, on: Iterable[date]) -> tuple[Post, ...]:
    """Make the sample accounts that are missing, for the units at work on the days ``on``; set all their passwords.

    Returns every post, by username. Twice is the same as once. The password is hashed once, however many there are.
    """
    posts = _posts(on)
    names = {post.username for post in posts}
    with transaction.atomic():
        before = dict(User.objects.filter(username__in=names).values_list("username", "password"))
        hashed = _hashed(password, before.values())
        missing = {post.username: post for post in posts if post.username not in before}
        User.objects.bulk_create([_user(post, hashed) for post in missing.values()])
        User.objects.filter(username__in=names).exclude(password=hashed).update(password=hashed)
        keys = dict(User.objects.filter(username__in=names).values_list("username", "pk"))
        _give_posts(posts, keys)
    return posts


def _posts(on: Iterable[date]) -> tuple[Post, ...]:
    units = {unit.pk: unit for day in on for unit in book.units(on=day)}
    invited = {pattern for rule in Rule.objects.only("with_units") for pattern in rule.with_units}
    offices = [_post(unit) for unit in units.values() if unit.may_be_in_charge or unit.slug in invited]
    district = [Post(username, name, None, (role,)) for username, name, role in _DISTRICT_POSTS]
    return tuple(sorted([*offices, *district], key=lambda post: (post.username, post.unit.pk if post.unit else 0)))


def _post(unit: Unit) -> Post:
    if unit.kind == UnitKind.WARD_COMMITTEE and unit.ward:
        name = f"Cán bộ phường {unit.ward.name} (mẫu)"
        return Post(f"phuong-{unit.ward.slug}", name, unit, (Role.WARD_OFFICER, Role.UNIT_HEAD))
    head = (Role.UNIT_HEAD,) if unit.may_be_in_charge else ()
    return Post(f"donvi-{unit.slug}", f"Cán bộ {unit.short_name} (mẫu)", unit, (Role.UNIT_OFFICER, *head))


def _hashed(password: str, before: Iterable[str]) -> str:
    """Return the hash the accounts have already if it is of this password: hashing is slow on purpose."""
    held = next(iter(before), "")
    return held if held and check_password(password, held) else make_password(password)


def _user(post: Post, hashed: str) -> User:
    is_administrator = post.username == _ADMINISTRATOR
    return User(
        username=post.username,
        display_name=post.display_name,
        password=hashed,
        is_staff=is_administrator,
        is_superuser=is_administrator,
    )


def _give_posts(posts: Iterable[Post], keys: dict[str, int]) -> None:
    wanted = {
        (keys[post.username], post.unit.pk if post.unit else None, role.value) for post in posts for role in post.roles
    }
    held = set(Membership.objects.filter(user__in=keys.values()).values_list("user_id", "unit_id", "role"))
    missing = sorted(wanted - held, key=lambda row: (row[0], row[1] or 0, row[2]))
    Membership.objects.bulk_create([Membership(user_id=user, unit_id=unit, role=role) for user, unit, role in missing])
