"""Webhooks by API: a program registers where it wants to be told of changes, reads the log, has things sent again."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.models import ProgramKey, Scope
from backend.http import paging
from backend.http.described_headers import PAGED
from backend.http.door import Door, asked, plain, sent
from backend.http.fields import Listed, Strict, Text, Whole
from backend.http.program_keys import HasKey, key_of
from backend.http.schema import problems
from backend.reports.changes import Turn
from citizen_api.api import public, shapes
from notifications.models import Delivery, Webhook
from notifications.webhooks import owing, registering
from notifications.webhooks.registering import WantedHook

USUAL_PAGE, LONGEST_PAGE = 25, 100


class WebhookBody(Strict):
    url = Text(help_text="Địa chỉ https trên mạng công cộng, cổng 443 hoặc 8443")
    turns = Listed(child=Text(), max_length=len(Turn), help_text="published, progressed, changed, withdrawn")


class WebhookSerializer(shapes.Out):
    id = serializers.IntegerField()
    url = serializers.URLField()
    turns = serializers.ListField(child=serializers.ChoiceField(choices=Turn.choices))
    created_at = serializers.DateTimeField()
    since = serializers.IntegerField(help_text="Đã xét các thay đổi đến số thứ tự này")
    pending = serializers.IntegerField(help_text="Số tin chưa gửi")
    failing_since = serializers.DateTimeField(allow_null=True)
    disabled_at = serializers.DateTimeField(allow_null=True)


class NewWebhookSerializer(WebhookSerializer):
    secret = serializers.CharField(help_text="Chỉ hiện một lần; dùng để kiểm tra chữ ký")


class WebhooksSerializer(shapes.PageOut):
    results = WebhookSerializer(many=True)


class DeliverySerializer(shapes.Out):
    id = serializers.IntegerField()
    webhook_id = serializers.CharField(help_text="Như trong tiêu đề webhook-id")
    code = serializers.CharField()
    attempts = serializers.IntegerField()
    tried_at = serializers.DateTimeField(allow_null=True)
    took_ms = serializers.IntegerField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)
    gave_up_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(allow_blank=True)


class DeliveriesSerializer(shapes.PageOut):
    results = DeliverySerializer(many=True)


class DeliveriesQuery(Strict):
    cursor = Text(required=False)
    limit = Whole(required=False, min_value=1, max_value=LONGEST_PAGE)


class _KeyDoor(Door):
    """Opened by a program's key alone."""

    permission_classes = [HasKey]
    scopes = dict.fromkeys(("GET", "HEAD", "POST", "DELETE"), Scope.WEBHOOK)

    def hook(self, request: Request, pk: int) -> Webhook:
        """Return one of the key's own webhooks. Raises Http404, too."""
        hook = registering.hooks_of(_key(request)).filter(pk=pk).first()
        if hook is None:
            raise Http404
        return hook


class WebhooksView(_KeyDoor):
    """A program's own webhooks."""

    @extend_schema(operation_id="webhooks_list", responses={200: WebhooksSerializer} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Các địa chỉ nhận tin của khóa này."""
        rows = [_hook(one) for one in registering.hooks_of(_key(request))]
        return Response({"next": None, "previous": None, "results": rows})

    @extend_schema(
        operation_id="webhooks_register",
        request={"application/json": WebhookBody},
        responses={201: NewWebhookSerializer} | problems(401, 403),
    )
    def post(self, request: Request) -> Response:
        """Đăng ký địa chỉ nhận tin."""
        key, body = _key(request), sent(WebhookBody, request)
        hook, secret = registering.register(key, WantedHook(**body), by=None, now=timezone.now())
        return Response({**_hook(hook), "secret": secret}, status=201)


class WebhookView(_KeyDoor):
    """One webhook."""

    @extend_schema(operation_id="webhooks_read", responses={200: WebhookSerializer} | problems(401, 403))
    def get(self, request: Request, pk: int) -> Response:
        """Một địa chỉ nhận tin."""
        return Response(_hook(self.hook(request, pk)))

    @extend_schema(operation_id="webhooks_remove", responses={204: None} | problems(401, 403))
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Thôi gửi tin đến địa chỉ này."""
        registering.remove(self.hook(request, pk), by=None, now=timezone.now())
        return Response(status=204)


class ResumeView(_KeyDoor):
    """Switches one on again."""

    @extend_schema(
        operation_id="webhooks_resume",
        request=None,
        responses={200: WebhookSerializer} | problems(401, 403),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Gửi tiếp đến địa chỉ đã bị ngừng vì lỗi; tin chưa gửi được gửi ngay."""
        hook = self.hook(request, pk)
        registering.resume(hook, now=timezone.now())
        return Response(_hook(self.hook(request, pk)))


class DeliveriesView(_KeyDoor):
    """The log of one webhook."""

    @extend_schema(
        operation_id="webhooks_deliveries",
        parameters=[DeliveriesQuery, PAGED],
        responses={200: DeliveriesSerializer} | problems(401, 403),
    )
    def get(self, request: Request, pk: int) -> Response:
        """Nhật ký gửi tin, mới nhất trước."""
        query, rows = asked(DeliveriesQuery, request), registering.deliveries_of(self.hook(request, pk))
        shown = paging.page(rows, by="-id", cursor=query.get("cursor", ""), size=query.get("limit", USUAL_PAGE))
        links = paging.links(plain(request), shown)
        headers = {"Link": paging.link_header(links)} if any(links.values()) else {}
        return Response({**links, "results": [_delivery(one) for one in shown.rows]}, headers=headers)


class ReplayView(_KeyDoor):
    """Sends one again."""

    @extend_schema(
        operation_id="webhooks_replay",
        request=None,
        responses={202: DeliverySerializer} | problems(401, 403),
    )
    def post(self, request: Request, pk: int, delivery: int) -> Response:
        """Gửi lại một tin, với cùng webhook-id; tin đang chờ gửi thì giữ nguyên."""
        mine = registering.deliveries_of(self.hook(request, pk)).filter(pk=delivery)
        if not mine.exists():
            raise Http404
        owing.replay(mine, now=timezone.now())
        return Response(_delivery(mine.get()), status=202)


def _key(request: Request) -> ProgramKey:
    key = key_of(request)
    if key is None:
        raise NotAuthenticated
    return key


def _hook(hook: Webhook) -> dict[str, Any]:
    return {
        "id": hook.pk,
        "url": hook.url,
        "turns": hook.turns,
        "created_at": public.moment(hook.made_at),
        "since": hook.read_to,
        "pending": owing.pending(hook),
        "failing_since": public.moment(hook.failing_since),
        "disabled_at": public.moment(hook.disabled_at),
    }


def _delivery(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.pk,
        "webhook_id": one.name,
        "code": one.event.report.code if one.event.report else "",
        "attempts": one.attempts,
        "tried_at": public.moment(one.tried_at),
        "took_ms": one.took_ms,
        "sent_at": public.moment(one.sent_at),
        "gave_up_at": public.moment(one.gave_up_at),
        "error": one.last_error,
    }
