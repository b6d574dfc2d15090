"""Staff calls that may be sent again: the first answer comes once more."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.door import plain
from backend.http.idempotency import REPLAYED, read_key
from backend.reports.once import once
from moderation.api.door import person


def answered_once(request: Request, wish: Mapping[str, Any], deed: Callable[[], Any]) -> Response:
    """Do ``deed`` for this address and ``wish`` once per key of the person, and answer what it answered then."""
    said = once(
        {"path": request.path, "wish": wish},
        deed,
        user=person(request),
        key=read_key(plain(request)),
        now=timezone.now(),
    )
    return Response(said.answer, headers={REPLAYED: "true"} if said.is_replay else None)
