"""The staff call for many reports at once: a result per report, and one undo."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.described_headers import IDEMPOTENT
from backend.http.door import sent
from backend.http.fields import Choice, Identifier, Listed, Strict, Text, Whole
from backend.http.schema import problems
from backend.reports.bulk import MOST
from backend.reports.models import Status
from backend.reports.undo import undo_batch
from moderation import bulk
from moderation.api.door import StaffDoor, by
from moderation.api.once import answered_once
from moderation.api.shapes import Out


class BulkSerializer(Strict):
    """``codes`` và một việc làm với tất cả; ``versions`` (theo mã) là các phiên bản đang xem, không bắt buộc."""

    codes = Listed(child=Text(), min_length=1, max_length=MOST)
    action = Choice(choices=[one.value for one in bulk.Action])
    to = Choice(choices=Status.values, required=False, help_text="advance: trạng thái sau")
    note = Text(required=False)
    reason = Text(required=False, help_text="advance (từ chối), transfer")
    unit = Text(required=False, help_text="transfer: mã đơn vị nhận")
    user = Text(required=False, help_text="assign: tên đăng nhập; trống: thôi giao")
    into = Text(required=False, help_text="merge: mã phản ánh chính")
    versions = serializers.DictField(child=Whole(min_value=1), required=False)


class UndoBulkSerializer(Strict):
    """``batch`` trong câu trả lời của lần làm."""

    batch = Identifier()


class BulkErrorOut(Out):
    code = serializers.CharField()
    message = serializers.CharField()


class BulkResultOut(Out):
    code = serializers.CharField()
    ok = serializers.BooleanField()
    status = serializers.CharField(allow_null=True)
    error = BulkErrorOut(allow_null=True)


class BulkOut(Out):
    batch = serializers.UUIDField(help_text="Để hoàn tác, trong 10 giây")
    done = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = BulkResultOut(many=True)


class UndoneOut(Out):
    undone = serializers.IntegerField()
    left = serializers.ListField(child=serializers.CharField(), help_text="Đã có thay đổi khác, không hoàn tác")


class BulkView(StaffDoor):
    @extend_schema(
        operation_id="staff_bulk",
        parameters=IDEMPOTENT,
        request=BulkSerializer,
        responses={200: BulkOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request) -> Response:
        """Làm một việc với nhiều phản ánh; mỗi phản ánh có kết quả riêng."""
        wish = sent(BulkSerializer, request)
        return answered_once(request, wish, lambda: _done(request, dict(wish)))


class UndoBulkView(StaffDoor):
    @extend_schema(
        operation_id="staff_bulk_undo", request=UndoBulkSerializer, responses={200: UndoneOut} | problems(401, 403)
    )
    def post(self, request: Request) -> Response:
        """Hoàn tác một lần làm với nhiều phản ánh, trong 10 giây."""
        wish = sent(UndoBulkSerializer, request)
        events, left = undo_batch(wish["batch"], by=by(request), now=timezone.now())
        return Response({"undone": len(events), "left": left})


def _done(request: Request, wish: dict[str, Any]) -> dict[str, Any]:
    codes, versions = wish.pop("codes"), wish.pop("versions", None)
    wanted = bulk.Wish(**wish | {"action": bulk.Action(wish["action"])})
    batch, outcomes = bulk.do(codes, wanted, by=by(request), now=timezone.now(), versions=versions)
    done = sum(one.is_done for one in outcomes)
    return {
        "batch": str(batch),
        "done": done,
        "refused": len(outcomes) - done,
        "results": [_result(one) for one in outcomes],
    }


def _result(outcome: bulk.Outcome) -> dict[str, Any]:
    refused = outcome.refused
    return {
        "code": outcome.code,
        "ok": outcome.is_done,
        "status": outcome.status or None,
        "error": {"code": refused.code, "message": refused.message} if refused else None,
    }
