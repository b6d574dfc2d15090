"""A session nobody uses ends by itself: what counts is what a person does, not what an open page asks by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

SEEN = "seen_at"  # in the session: seconds since 1970
_OUTDOORS = "outdoors_until"  # as above
HALF_A_DAY = timedelta(hours=10)  # outdoors there may be no network that long, and what was done must still be sent
_NOTED_EVERY = timedelta(minutes=1)  # a session is no row to write with every click


def has_gone_idle(session: Mapping[str, object], *, now: datetime) -> bool:
    """Whether nobody has done anything in this session for STAFF_IDLE_MINUTES."""
    seen = session.get(SEEN)
    limit = timedelta(minutes=settings.STAFF_IDLE_MINUTES)
    if not isinstance(seen, int | float) or now.timestamp() - seen <= limit.total_seconds():
        return False
    outdoors = session.get(_OUTDOORS)
    return not (isinstance(outdoors, int | float) and now.timestamp() < outdoors)


def go_outdoors(request: HttpRequest, *, now: datetime) -> None:
    """Let the session last for half a day without a sign: its person has opened the page of work outside."""
    request.session[_OUTDOORS] = (now + HALF_A_DAY).timestamp()


def note_use(request: HttpRequest, *, now: datetime) -> None:
    """Note that a person does something; what a page asks by itself (``X-Background``) counts for nothing."""
    if request.headers.get("X-Background"):
        return
    seen = request.session.get(SEEN, 0)
    if now.timestamp() - seen > _NOTED_EVERY.total_seconds():
        request.session[SEEN] = now.timestamp()


def _begin(request: HttpRequest, **_kwargs: object) -> None:
    request.session[SEEN] = timezone.now().timestamp()


def listen() -> None:
    """Begin to count when somebody signs in."""
    user_logged_in.connect(_begin, dispatch_uid="http.idle")
