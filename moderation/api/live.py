"""A ticket to the live inbox, for programs that have no cookies to open a socket with."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.authentication import get_authorization_header
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.models import ApiToken
from backend.accounts.tokens import row_of
from backend.http.door import plain
from backend.http.limits import Limit
from backend.http.schema import problems
from moderation.api.door import StaffDoor, person
from notifications.live import tickets
from notifications.live.description import server

TICKETS = Limit("live_ticket", 60, 600)


class TicketOut(serializers.Serializer[Any]):
    """Vé dùng một lần, trong ba mươi giây. Mô tả kênh trực tiếp ở /api/asyncapi."""

    ticket = serializers.CharField()
    expires_at = serializers.DateTimeField()
    url = serializers.CharField(help_text="Địa chỉ WebSocket, kèm vé")


class TicketView(StaffDoor):
    limits = {"POST": TICKETS}

    @extend_schema(operation_id="staff_live_ticket", request=None, responses={201: TicketOut} | problems(401, 403, 429))
    def post(self, request: Request) -> Response:
        """Vé mở hộp việc trực tiếp (WebSocket) cho phần mềm không dùng cookie."""
        now = timezone.now()
        session = plain(request).session.session_key or ""
        ticket, ends = tickets.issue(person(request), token=_token(request), session_key=session, now=now)
        until = timezone.localtime(ends).isoformat(timespec="seconds")
        said = {"ticket": ticket, "expires_at": until, "url": f"{server()}/ws/inbox?ticket={ticket}"}
        return Response(said, status=status.HTTP_201_CREATED)


def _token(request: Request) -> ApiToken | None:
    """Return the row of the key that the call came with, None where it came with a session."""
    if request.auth != "token":
        return None
    return row_of(get_authorization_header(request).decode().split()[-1], now=timezone.now())
