"""A session nobody uses ends by itself: what counts is what a person does, not what an open page asks by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

SEEN = "seen_at"  # in the session: seconds since 1970
_NOTED_EVERY = timedelta(minutes=1)  # a session is no row to write with every click


def has_gone_idle(session: Mapping[str, object], *, now: datetime) -> bool:
    """Whether nobody has done anything in this session for STAFF_IDLE_MINUTES."""
    seen = session.get(SEEN)
    limit = timedelta(minutes=settings.STAFF_IDLE_MINUTES)
    return isinstance(seen, int | float) and now.timestamp() - seen > limit.total_seconds()


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
