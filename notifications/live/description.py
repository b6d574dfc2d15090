"""What the sockets say and hear, as an AsyncAPI 3 document: tests hold every message against it."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from backend.reports.models import Status
from notifications.live import hub, socket
from notifications.live.tickets import LASTS

Document = dict[str, Any]
_SEQ = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
_CODE = {"type": "string", "pattern": "^[A-Z0-9]{4,12}$"}


def server() -> str:
    """Return the address of the sockets without a path: ``wss://`` where the pages are ``https://``."""
    return f"ws{settings.PUBLIC_URL.removeprefix('http')}"


def described() -> Document:
    """Return the document in the language of the moment."""
    scheme, host = server().split("://", 1)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": _("Phản ánh Long Biên: kênh trực tiếp"),
            "version": "1.0.0",
            "description": _(
                "Mỗi tin chỉ là lời nhắc: mã và số thứ tự. Ai kết nối lại thì gửi since để nhận phần đã lỡ. "
                "Quyền được xem lại khi mở, trước mỗi lần báo tin và khi có thay đổi; hết quyền thì kênh đóng."
            ),
        },
        "defaultContentType": "application/json",
        "servers": {"platform": {"host": host, "protocol": scheme}},
        "channels": {"inbox": _inbox(), "report": _report()},
        "operations": _operations(),
        "components": {"messages": _messages(), "securitySchemes": _ways_in()},
    }


def _inbox() -> Document:
    ticket = {
        "type": "string",
        "description": _("Vé từ POST /api/v1/staff/live/ticket, dùng một lần trong %(seconds)s giây.")
        % {"seconds": int(LASTS.total_seconds())},
    }
    return {
        "address": "/ws/inbox",
        "title": _("Hộp việc của cán bộ"),
        "description": _closing(with_sign_in=True),
        "messages": _refer("report", "alert", "pong", "reload", "since", "ping"),
        "bindings": {"ws": {"query": {"type": "object", "properties": {"ticket": ticket}}}},
    }


def _report() -> Document:
    return {
        "address": "/ws/reports/{code}",
        "title": _("Thay đổi công khai của một phản ánh"),
        "description": _closing(with_sign_in=False),
        "parameters": {"code": {"description": _("Mã phản ánh")}},
        "messages": _refer("report", "pong", "reload", "since", "ping"),
    }


def _operations() -> Document:
    """Return what the platform does: it sends what a client receives."""
    made: Document = {}
    for channel, sent in (("inbox", ("report", "alert", "pong", "reload")), ("report", ("report", "pong", "reload"))):
        here = f"#/channels/{channel}"
        for action, names in (("send", sent), ("receive", ("since", "ping"))):
            made[f"{action}_{channel}"] = {
                "action": action,
                "channel": {"$ref": here},
                "messages": [{"$ref": f"{here}/messages/{name}"} for name in names],
            } | (
                {"security": [{"$ref": f"#/components/securitySchemes/{one}"} for one in _ways_in()]}
                if channel == "inbox"
                else {}
            )
    return made


def _messages() -> Document:
    status = {"type": "string", "enum": list(Status.values)}
    named = {"type": "string", "description": _("Mã; trống ở nơi không được nói tên đơn vị")}
    report = {"code": _CODE, "unit": named, "ward": {"type": "string"}, "status": status, "seq": _SEQ}
    empty = {"const": ""}
    alert = {"alert": {"type": "integer"}, "code": empty, "unit": empty, "ward": empty, "status": empty, "seq": _SEQ}
    return {
        "report": _message(
            _("Có phản ánh mới hoặc thay đổi"), {"event": {"enum": ["report.created", "report.changed"]}} | report
        ),
        "alert": _message(
            _("Có cảnh báo mới hoặc thay đổi"), {"event": {"enum": ["alert.raised", "alert.changed"]}} | alert
        ),
        "pong": _message(_("Trả lời ping"), {"event": {"const": "pong"}}),
        "reload": _message(
            _("Đã lỡ hơn %(most)s tin: xin đọc lại danh sách") % {"most": socket.MOST_MISSED},
            {"event": {"const": "reload"}},
        ),
        "since": _message(_("Đã thấy đến seq này: xin gửi phần sau đó"), {"since": _SEQ}, is_open=True),
        "ping": _message(_("Hỏi xem bên kia còn nghe không"), {"ping": {}}, is_open=True),
    }


def _message(title: str, properties: Document, *, is_open: bool = False) -> Document:
    """Return a message that has all ``properties``; ``is_open``: others are passed over."""
    payload = {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": is_open,
    }
    return {"title": title, "contentType": "application/json", "payload": payload}


def _ways_in() -> Document:
    return {
        "session": {"type": "httpApiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
        "ticket": {"type": "httpApiKey", "in": "query", "name": "ticket"},
    }


def _refer(*names: str) -> Document:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def _closing(*, with_sign_in: bool) -> str:
    """Say with which codes a socket closes, and why."""
    said = [
        (socket.NOT_UNDERSTOOD, _("không hiểu lời gửi lên")),
        (socket.TOO_LONG, _("lời gửi lên dài quá %(most)s ký tự") % {"most": socket.LONGEST_WORD}),
        (
            socket.TOO_MANY,
            _("quá %(words)s lời trong %(seconds)s giây; quá %(person)s kênh một người, %(address)s kênh một địa chỉ")
            % {
                "words": socket.MOST_WORDS,
                "seconds": int(socket.WORDS_S),
                "person": hub.MOST_OF["person"],
                "address": hub.MOST_OF["address"],
            },
        ),
        (socket.TOO_SLOW, _("nhận quá chậm: xin kết nối lại và gửi since")),
        (socket.SIGNED_OUT, _("chưa đăng nhập, vé sai hoặc hết quyền"))
        if with_sign_in
        else (socket.UNKNOWN, _("không có phản ánh này")),
    ]
    words = "; ".join(f"{code}: {why}" for code, why in said)
    return _("Trang của nơi khác bị từ chối ngay khi gọi (403). Mã khi đóng: %(words)s.") % {"words": words}
