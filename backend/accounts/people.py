"""People are taken on, given posts and let go: by the administrator, or by the head of the units they work in."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.changelog import checked_reason, log_change
from backend.accounts.edit_reference import ChangedMeanwhile, fingerprint
from backend.accounts.models import UNIT_ROLES, Area, Leave, Membership, Recall, Role, User
from backend.core import bell, edition
from backend.core.errors import Forbidden, Refused
from backend.core.security import Deed, tell
from backend.core.text import clean_line
from backend.routing.models import Unit

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_LONGEST_NAME = 120
_MOST_POSTS = 20
_RECALLS_KEPT = timedelta(days=1)
Post = tuple[int | None, str]  # unit and role


@dataclass(frozen=True, kw_only=True)
class WantedPerson:
    """A person as somebody wants them to be, and why. ``posts`` are (unit's id or None, role).

    ``seen`` is :func:`print_of` the person when the form was opened; empty where nobody looked.
    """

    username: str
    display_name: str
    email: str = ""
    posts: frozenset[Post] = frozenset()
    is_active: bool = True
    reason: str = ""
    seen: str = ""


@dataclass(frozen=True)
class Written:
    """The person as they are now; ``password`` of a new one, to be handed over and changed at the first sign-in."""

    person: User
    password: str = ""


def may_manage(user: User) -> bool:
    """Whether ``user`` looks after anybody: the administrator after all, a unit's head after the unit's people."""
    return user.is_administrator or (user.is_active and bool(user.own_headed_unit_ids))


def managed_by(user: User) -> QuerySet[User]:
    """Return the people ``user`` looks after, by username: of a unit's head those with a post in the unit."""
    people = User.objects.order_by("username", "id")
    if user.is_administrator:
        return people
    posts = Membership.objects.filter(user=OuterRef("pk"), unit__in=user.own_headed_unit_ids)
    return people.filter(Exists(posts)) if user.is_active else people.none()


def write_person(person: User | None, wanted: WantedPerson, *, by: Staff, now: datetime) -> Written:
    """Take somebody on, or change ``person``. A head changes posts of their own units alone and keeps all others.

    Who is let go, or loses a post, loses every open page that shows it at once, and stands in no longer where they
    do not work any more. Raises Forbidden, ChangedMeanwhile, Refused by field.
    """
    _check_right(person, by.user)
    fields = _checked(wanted, person)
    reason = checked_reason(wanted.reason)
    password = "" if person else _first_password()
    with transaction.atomic():
        person = _unchanged(person, wanted.seen) if person else None
        before = _said_of(person) if person else {}
        kept = _posts_of(person) if person else frozenset()
        posts = _allowed_posts(wanted.posts, kept, by.user)
        written = _changed(person, fields, by.user) if person else _created(fields, password)
        _give(written, posts, kept)
        log_change(
            Area.PERSON, written.username, before=before, after=_said_of(written), reason=reason, by=by.user, now=now
        )
        if person and (kept - posts or not written.is_active):
            recall(written, now=now)
            _end_standing_in(written, now=now)
        if not written.is_active:
            end_sessions(written)
            _end_keys(written)
    return Written(written, password)


def renew_password(person: User, *, reason: str, by: Staff, now: datetime) -> str:
    """Return a new password for ``person``, to be handed over; every session and access key of theirs ends.

    Raises Forbidden, Refused (``reason``).
    """
    _check_whole(person, by.user)
    password = _first_password()
    with transaction.atomic():
        person.set_password(password)
        person.must_change_password = True
        person.save(update_fields=["password", "must_change_password"])
        _log(person, {"password": "renewed"}, reason=reason, by=by, now=now)
        end_sessions(person)
        _end_keys(person)
        recall(person, now=now)
    tell(Deed.PASSWORD_CHANGED, who=person.pk, by=by.user.pk)
    return password


def forget_factors(person: User, *, reason: str, by: Staff, now: datetime) -> None:
    """Take away the second factors of somebody who lost theirs; they set up a new one at the next sign-in."""
    _check_whole(person, by.user)
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        _log(person, {"second_factor": "forgotten"}, reason=reason, by=by, now=now)
        end_sessions(person)
        recall(person, now=now)
    tell(Deed.FACTOR_REMOVED, who=person.pk, by=by.user.pk, factors="all")


def print_of(person: User) -> str:
    """Return a short print of the person as they are, by which a form knows what its writer saw."""
    return fingerprint(_said_of(person))


def end_sessions(person: User, *, but: str = "") -> int:
    """Sign ``person`` out everywhere, but in the session with this key; return how many sessions ended."""
    sessions = list(UserSession.objects.filter(user=person).exclude(session_key=but))
    for session in sessions:
        session.end()
    if sessions:
        tell(Deed.SESSIONS_ENDED, who=person.pk, number=len(sessions))
    return len(sessions)


def recall(person: User, *, now: datetime) -> None:
    """Let every open page of ``person`` be looked at again once this transaction is through."""
    Recall.objects.filter(at__lt=now - _RECALLS_KEPT).delete()
    Recall.objects.create(user=person, at=now)
    bell.ring_after_commit()


def _end_keys(person: User) -> None:
    ended, _by_table = person.api_tokens.all().delete()
    if ended:
        tell(Deed.KEY_ENDED, who=person.pk, number=ended)


def _unchanged(person: User, seen: str) -> User:
    """Return the person, locked. Raises ChangedMeanwhile where they are not as they were seen."""
    held = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if seen and seen != print_of(held):
        raise ChangedMeanwhile
    return held


def _end_standing_in(person: User, *, now: datetime) -> None:
    """End what leaves of this person, or in their place, no longer rest on: an own post in one and the same unit."""
    units = {unit for unit, _role in _posts_of(person) if unit} if person.is_active else set()
    rows = Leave.objects.filter(Q(user=person) | Q(substitute=person), last_day__gte=timezone.localdate(now))
    for row in rows.select_related("user", "substitute").order_by("id"):
        other = row.substitute if row.user_id == person.pk else row.user
        recall(row.substitute, now=now)
        if not units & {unit for unit, _role in _posts_of(other)}:
            row.delete()
    edition.changed()


def _log(person: User, after: dict[str, object], *, reason: str, by: Staff, now: datetime) -> None:
    log_change(Area.PERSON, person.username, before={}, after=after, reason=reason, by=by.user, now=now)


def _check_right(person: User | None, user: User) -> None:
    if not may_manage(user) or (person and not managed_by(user).filter(pk=person.pk).exists()):
        raise Forbidden(_("Chỉ lãnh đạo đơn vị và quản trị hệ thống quản lý cán bộ."), code="not_yours")
    if person and person.pk == user.pk:
        raise Forbidden(_("Không tự thay đổi chức vụ của chính mình."), code="yourself")


def _check_whole(person: User, user: User) -> None:
    """Whoever also works elsewhere is not one head's to lock out, nor is somebody with an office in the district."""
    _check_right(person, user)
    units = {unit for unit, _role in _posts_of(person)}
    if not user.is_administrator and not units <= user.own_headed_unit_ids:
        raise Forbidden(_("Người này còn làm ở nơi khác: xin nhờ quản trị hệ thống."), code="not_yours")


def _allowed_posts(wanted: Iterable[Post], kept: frozenset[Post], user: User) -> frozenset[Post]:
    posts = frozenset(wanted)
    if not user.is_administrator:
        headed = user.own_headed_unit_ids
        posts = frozenset(post for post in posts if post[0] in headed) | {one for one in kept if one[0] not in headed}
    if not posts:
        raise Refused(_("Xin chọn ít nhất một chức vụ."), field="posts", code="required")
    if len(posts) > _MOST_POSTS:
        raise Refused(_("Nhiều nhất %(most)s chức vụ.") % {"most": _MOST_POSTS}, field="posts", code="too_many")
    known = set(Unit.objects.filter(pk__in=[unit for unit, _role in posts if unit]).values_list("pk", flat=True))
    for unit, role in posts:
        is_fitting = role in Role.values and (unit is not None) == (role in UNIT_ROLES)
        if not is_fitting or (unit is not None and unit not in known):
            raise Refused(_("Chức vụ này không hợp với đơn vị đã chọn."), field="posts")
    return posts


def _checked(wanted: WantedPerson, person: User | None) -> dict[str, object]:
    name, email = clean_line(wanted.display_name), wanted.email.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise Refused(_("Xin ghi họ tên, không quá %(most)s ký tự.") % {"most": _LONGEST_NAME}, field="display_name")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused(_("Thư điện tử này không đúng."), field="email") from None
    fields: dict[str, object] = {"display_name": name, "email": email, "is_active": wanted.is_active}
    if person is None:
        fields["username"] = _checked_username(wanted.username)
    return fields


def _checked_username(typed: str) -> str:
    username = typed.strip().lower()
    if not _USERNAME.fullmatch(username):
        words = _("Tên đăng nhập gồm 3 đến 60 chữ thường không dấu, số, dấu chấm hoặc gạch.")
        raise Refused(words, field="username")
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("Tên đăng nhập này đã có."), field="username", code="taken")
    return username


def _changed(person: User, fields: dict[str, object], user: User) -> User:
    if any(getattr(person, name) != value for name, value in fields.items()):
        _check_whole(person, user)
    for name, value in fields.items():
        setattr(person, name, value)
    person.save(update_fields=list(fields))
    return person


def _created(fields: dict[str, object], password: str) -> User:
    person = User(**fields, must_change_password=True)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise Refused(_("Tên đăng nhập này đã có."), field="username", code="taken") from None
    return person


def _give(person: User, posts: frozenset[Post], kept: frozenset[Post]) -> None:
    for unit, role in kept - posts:
        Membership.objects.filter(Q(unit=unit) if unit else Q(unit__isnull=True), user=person, role=role).delete()
    new = sorted(posts - kept, key=lambda one: (one[0] or 0, one[1]))
    Membership.objects.bulk_create([Membership(user=person, unit_id=unit, role=role) for unit, role in new])


def _posts_of(person: User) -> frozenset[Post]:
    return frozenset(Membership.objects.filter(user=person).values_list("unit_id", "role"))


def _said_of(person: User) -> dict[str, object]:
    """Return the person as the log keeps them."""
    posts = Membership.objects.filter(user=person).select_related("unit").order_by("id")
    return {
        "display_name": person.display_name,
        "email": person.email,
        "is_active": person.is_active,
        "posts": sorted(f"{post.unit.slug if post.unit else '*'}: {post.role}" for post in posts),
    }


def _first_password() -> str:
    return secrets.token_urlsafe(12)
