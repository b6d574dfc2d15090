"""Header fields in the description of the API: what calls may send along, what answers say beside their body."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from backend.http.idempotency import HEADER, REPLAYED

_UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_POLICY = r'"[a-zA-Z_-]+"'
_TAG = r'^(W/)?"[0-9a-zA-Z._/-]{1,200}"$'
_WORK = (200, 201, 202)


def _sent(name: str, pattern: str, words: str) -> OpenApiParameter:
    schema = {"type": "string", "pattern": pattern}
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=words)


def _told(name: str, schema: Mapping[str, Any], words: str, *on: int, required: bool = False) -> OpenApiParameter:
    """Return a field of the answers with the statuses ``on``; of every answer where none is named."""
    where: Any = [*on] or True
    kind = dict(schema)
    return OpenApiParameter(name, kind, OpenApiParameter.HEADER, response=where, required=required, description=words)


def _text(pattern: str) -> Mapping[str, Any]:
    return {"type": "string", "pattern": pattern}


# For operations to name: a call that may be sent again, a list with pages, a thing that was made.
IDEMPOTENT = [
    _sent(
        HEADER,
        f"^{_UUID}$",
        "Một UUID, giữ ít nhất 24 giờ: cùng khóa, cùng nội dung thì nhận lại câu trả lời đầu, không làm lần nữa",
    ),
    _told(REPLAYED, _text("^true$"), "Câu trả lời đầu, được gửi lại", *_WORK),
]
PAGED = _told("Link", _text("^<.*>; rel="), "Trang sau (next), trang trước (prev), theo RFC 8288", 200)
LOCATION = _told("Location", {"type": "string", "format": "uri-reference"}, "Địa chỉ của cái vừa tạo", 201)

_WAIT = _told("Retry-After", {"type": "integer", "minimum": 1}, "Chờ bấy nhiêu giây", 429, 503, required=True)
_LIMITS = [
    _told("RateLimit-Policy", _text(f"^{_POLICY};q=[0-9]+;w=[0-9]+$"), "Hạn mức q lần trong w giây"),
    _told("RateLimit", _text(f"^{_POLICY};r=[0-9]+;t=[0-9]+$"), "Còn r lần trong t giây nữa"),
]
_KEPT = _told("ETag", _text(_TAG), "Dấu của nội dung này: gửi lại bằng If-None-Match, không đổi thì nhận 304", 200, 304)


def headers_of(view: Any, method: str) -> list[OpenApiParameter]:
    """Return what every operation of ``view`` by this method has in common, whatever it declares itself."""
    limits = getattr(view, "limits", {})
    is_counted = limits.get(method, True) is not None
    return [_WAIT, *(_LIMITS if is_counted else ()), *([_KEPT] if is_kept(view, method) else ())]


def is_kept(view: Any, method: str) -> bool:
    """Whether the answer has an ETag, and 304 is one."""
    return method == "GET" and getattr(view, "has_etags", False)
