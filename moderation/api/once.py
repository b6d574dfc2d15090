"""Staff calls that may be sent again: the header, and the first answer once more."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.door import plain
from backend.http.idempotency import HEADER, REPLAYED, read_key
from backend.reports.once import once
from moderation.api.door import person

IDEMPOTENT = OpenApiParameter(
    HEADER,
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    description="Gửi lại cùng khóa và cùng nội dung thì nhận lại câu trả lời đầu, không thực hiện lần nữa",
)


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
