"""What a person at an open inbox may see, and whether they still may look at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from backend.accounts.models import ApiToken, Recall, User
from backend.accounts.who import posts_filled
from backend.http.idle import has_gone_idle
from notifications.live.news import News


@dataclass(frozen=True)
class Seat:
    """A signed-in person's session, or the personal key ``token_id`` a program came with (the other is empty).

    ``auth_hash`` changes with the password.
    """

    session_key: str
    user_id: int
    auth_hash: str
    token_id: int = 0


@dataclass(frozen=True)
class Sight:
    """The same rule as ``Report.objects.for_staff``, kept in memory so that a hint to 200 sockets asks nobody."""

    unit_ids: frozenset[int]
    reads_all: bool
    is_office: bool

    def may_see(self, news: News) -> bool:
        if self.is_office or not self.unit_ids.isdisjoint(news.unit_ids):
            return True
        return self.reads_all and not news.is_denunciation


def sights(seats: Iterable[Seat]) -> Mapping[Seat, Sight]:
    """Return what each seat may see now; who has signed out, left or changed the password is missing.

    So is whose key was ended, and who has yet to choose a password of their own or to set up a second factor, where
    it is required. Five statements at most, however many seats.
    """
    wanted = tuple(seats)
    is_open = _still_open(wanted)
    people = User.objects.filter(pk__in={seat.user_id for seat in wanted}, is_active=True, must_change_password=False)
    if settings.STAFF_MFA == "required":
        factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
        people = people.filter(Exists(factors))
    users = {user.pk: user for user in people}
    for pk, posts in posts_filled(users).items():
        users[pk].posts = posts
    return {
        seat: _sight(users[seat.user_id])
        for seat in wanted
        if (seat.session_key, seat.token_id) in is_open
        and seat.user_id in users
        and users[seat.user_id].get_session_auth_hash() == seat.auth_hash
    }


def latest_recall() -> int:
    """Return the number of the newest recall, 0 where there is none."""
    return Recall.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _still_open(seats: Iterable[Seat]) -> set[tuple[str, int]]:
    """Return the sessions and keys of the seats that are still good, as (session_key, token_id)."""
    now = timezone.now()
    sessions = {seat.session_key for seat in seats} - {""}
    tokens = {seat.token_id for seat in seats} - {0}
    found: set[tuple[str, int]] = set()
    if sessions:
        rows = Session.objects.filter(session_key__in=sessions, expire_date__gt=now)
        found |= {(one.pk, 0) for one in rows if not has_gone_idle(one.get_decoded(), now=now)}
    if tokens:
        rows_of_keys = ApiToken.objects.filter(pk__in=tokens, expires_at__gt=now)
        found |= {("", pk) for pk in rows_of_keys.values_list("pk", flat=True)}
    return found


def _sight(user: User) -> Sight:
    return Sight(user.unit_ids, user.reads_all, user.is_office)
