"""Which path leads to which socket, and from where a browser may open one."""

import re
from http import HTTPStatus
from urllib.parse import urlsplit

from channels.auth import AuthMiddlewareStack
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from backend.core.security import Deed, mark_of, tell
from backend.http.headers import before_the_pages
from backend.http.visitor import address_seen
from notifications.live import consumers
from notifications.live.socket import Message, Receive, Send, close

REFUSED = 4403
PATHS = {"inbox": re.compile(r"/ws/inbox/?"), "report": re.compile(r"/ws/reports/([^/]{1,40})/?")}
_inbox = AuthMiddlewareStack(consumers.inbox)


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Open the socket of the path; other origins and unknown paths are refused before anything is opened."""
    path = scope["path"]
    if not is_own_origin(scope) or rb"\000" in dict(scope["headers"]).get(b"cookie", b""):  # NUL, as cookies write it
        await _refuse(scope, send)
    elif PATHS["inbox"].fullmatch(path):
        door = _inbox if consumers.ticket_in(scope) is None else consumers.inbox_by_ticket
        await door(scope, receive, send)
    elif found := PATHS["report"].fullmatch(path):
        await consumers.report(receive, send, typed=found[1], address=_address(scope))
    else:
        await _refuse(scope, send)


async def _refuse(scope: Message, send: Send) -> None:
    """Refuse to open: where the server can say it as an answer of HTTP, with what every answer says."""
    tell(Deed.REFUSED, who=None, route="socket", status=HTTPStatus.FORBIDDEN, mark=mark_of(_address(scope)))
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        await close(send, REFUSED)
        return
    said = [(name.lower().encode(), value.encode()) for name, value in before_the_pages(scope["path"]).items()]
    headers = [(b"content-length", b"0"), *said]
    await send({"type": "websocket.http.response.start", "status": HTTPStatus.FORBIDDEN, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b""})


def is_own_origin(scope: Message) -> bool:
    """Whether the page that asks is one of ours: PUBLIC_URL, or the allowed host it was asked from.

    Only browsers send an origin, and they always do: without one there is no foreign page that borrows a session.
    """
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    if not origin or origin == settings.PUBLIC_URL.lower():
        return True
    own_host = headers.get(b"host", b"").decode("latin-1").lower()
    parts = urlsplit(origin)
    is_same = parts.scheme in {"http", "https"} and parts.netloc == own_host
    return is_same and validate_host(split_domain_port(own_host)[0], settings.ALLOWED_HOSTS)


def _address(scope: Message) -> str:
    forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin-1")
    return address_seen(forwarded, connected=(scope.get("client") or ("", 0))[0])
