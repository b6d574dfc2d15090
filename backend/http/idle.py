"""A session nobody uses ends by itself: what counts is what a person does, not what an open page asks by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

SEEN = "seen_at"  # in the session: seconds since 1970
_BEGAN = "began_at"  # as above
_OUTDOORS = "outdoors_until"  # as above
HALF_A_DAY = timedelta(hours=10)  # outdoors there may be no network that long, and what was done must still be sent
_A_DAYS_WORK = timedelta(seconds=settings.SESSION_COOKIE_AGE)
_NOTED_EVERY = timedelta(minutes=1)  # a session is no row to write with every click


def has_gone_idle(session: Mapping[str, object], *, now: datetime) -> bool:
    """Whether nobody has done anything in this session for STAFF_IDLE_MINUTES, or it is a working day old.

    Outdoors neither counts until the time that was given, half a day beyond a working day at most.
    """
    is_outdoors = _since(session, _OUTDOORS, now) < timedelta()
    if _since(session, _BEGAN, now) > _A_DAYS_WORK + (HALF_A_DAY if is_outdoors else timedelta()):
        return True
    return not is_outdoors and _since(session, SEEN, now) > timedelta(minutes=settings.STAFF_IDLE_MINUTES)


def _since(session: Mapping[str, object], name: str, now: datetime) -> timedelta:
    """Return how long ago that moment was; no time at all where the session holds none."""
    moment = session.get(name)
    return timedelta(seconds=now.timestamp() - moment) if isinstance(moment, int | float) else timedelta()


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
    request.session[SEEN] = request.session[_BEGAN] = timezone.now().timestamp()


def listen() -> None:
    """Begin to count when somebody signs in."""
    user_logged_in.connect(_begin, dispatch_uid="http.idle")
