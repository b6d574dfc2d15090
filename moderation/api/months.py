"""The staff call that closes a month."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.core.month import Month
from backend.http.described_headers import IDEMPOTENT
from backend.http.door import sent
from backend.http.fields import Strict, Text
from backend.http.schema import problems
from backend.indicators.close import close
from moderation.api.door import StaffDoor, by
from moderation.api.once import answered_once
from moderation.api.shapes import Out


class CloseSerializer(Strict):
    """Không cần gì ở lần đầu; bản điều chỉnh cần lý do."""

    reason = Text(required=False, help_text="Lý do của bản điều chỉnh")
    seen = Text(required=False, help_text="Dấu của bản xem trước: số liệu khác đi thì không chốt")


class ClosedOut(Out):
    month = serializers.CharField()
    revision = serializers.IntegerField()
    reason = serializers.CharField()
    closed_at = serializers.DateTimeField()
    signed_as = serializers.CharField()
    upto = serializers.IntegerField(help_text="seq của sự kiện cuối cùng được tính")
    previous = serializers.CharField(help_text="Mã băm của lần chốt trước; trống ở lần đầu")
    head = serializers.CharField(help_text="SHA-256 của bản này, tính cả mã của lần chốt trước")


class CloseView(StaffDoor):
    @extend_schema(
        operation_id="staff_close_month",
        parameters=IDEMPOTENT,
        request=CloseSerializer,
        responses={200: ClosedOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, month: str) -> Response:
        """Chốt số liệu một tháng (Tổ giúp việc Chương trình)."""
        wish = sent(CloseSerializer, request)
        try:
            wanted = Month.parse(month)
        except ValueError:
            raise Http404 from None

        def done() -> dict[str, Any]:
            reason, seen = wish.get("reason", ""), wish.get("seen", "")
            closed = close(wanted, by=by(request), now=timezone.now(), reason=reason, seen=seen)
            return {
                "month": str(wanted),
                "revision": closed.revision,
                "reason": closed.reason,
                "closed_at": timezone.localtime(closed.closed_at).isoformat(),
                "signed_as": closed.signed_as,
                "upto": closed.upto,
                "previous": closed.previous,
                "head": closed.head,
            }

        return answered_once(request, wish, done)
