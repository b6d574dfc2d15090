"""The staff calls about other Open311 systems that take what is not ours: how each stands; made, changed, ended."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.http.described_headers import IDEMPOTENT, LOCATION
from backend.http.door import sent
from backend.http.fields import Choice, Object, Strict, Text, YesNo
from backend.http.schema import problems
from moderation.api.deeds import Deed, Rows, Wish, deed_view
from moderation.api.door import StaffDoor, by, person
from moderation.api.once import answered_once
from moderation.api.said import local
from moderation.api.shapes import Out
from moderation.api.why import WhySerializer
from notifications.models import Parcel, Partner, Speech
from notifications.partners import book
from notifications.partners.book import WantedPartner

_SHOWN = 50


class PartnerSerializer(Strict):
    """Một hệ thống Open311 khác; ``services``: mã loại việc của ta và mã dịch vụ của họ."""

    endpoint = Text(help_text="Địa chỉ https, đến hết phần v2")
    services = Object(help_text='Ví dụ {"household_waste": "001"}')
    jurisdiction_id = Text(required=False)
    api_key = Text(required=False, help_text="Không bao giờ trả về; khi sửa, trống: giữ khóa cũ")
    speaks = Choice(choices=Speech.choices, required=False, help_text="Mặc định: json")
    followed = YesNo(required=False, help_text="Các bước của họ được ghi nhận ở đây. Mặc định: false")
    reason = Text(help_text="Lý do, cho người đọc sau này")


class NewPartnerSerializer(PartnerSerializer):
    """Một hệ thống mới; tên không đổi được về sau."""

    name = Text()


class EditPartnerSerializer(PartnerSerializer):
    """Tất cả các mục, như sau khi sửa; ``seen`` là dấu của bản đang xem."""

    jurisdiction_id = Text()
    speaks = Choice(choices=Speech.choices)
    followed = YesNo(help_text="Các bước của họ được ghi nhận ở đây")
    seen = Text()


class EndPartnerSerializer(WhySerializer):
    """Lý do ngừng gửi."""


class PartnerOut(Out):
    id = serializers.IntegerField()
    name = serializers.CharField()
    endpoint = serializers.CharField()
    services = serializers.DictField(child=serializers.CharField())
    jurisdiction_id = serializers.CharField(allow_blank=True)
    has_key = serializers.BooleanField()
    speaks = serializers.ChoiceField(choices=Speech.choices)
    followed = serializers.BooleanField()
    made_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True, help_text="Từ lúc này không gửi sang nữa")
    seen = serializers.CharField(help_text="Gửi lại khi sửa")


class FailedOut(Out):
    """Một phản ánh không gửi được."""

    report = serializers.CharField(help_text="Mã phản ánh")
    partner = serializers.IntegerField()
    error = serializers.CharField()
    attempts = serializers.IntegerField()
    gave_up_at = serializers.DateTimeField()


class PartnersOut(Out):
    """``failed``: 50 lần không gửi được gần nhất."""

    results = PartnerOut(many=True)
    failed = FailedOut(many=True)


class PartnersView(StaffDoor):
    @extend_schema(operation_id="staff_partners", responses={200: PartnersOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Các hệ thống nhận chuyển (người quản trị), và những phản ánh không gửi được."""
        _check(request)
        failed = [_failed(one) for one in book.given_up()[:_SHOWN]]
        return Response({"results": [_partner(request, one) for one in book.every_partner()], "failed": failed})

    @extend_schema(
        operation_id="staff_make_partner",
        parameters=[*IDEMPOTENT, LOCATION],
        request=NewPartnerSerializer,
        responses={201: PartnerOut} | problems(401, 403, 409),
    )
    def post(self, request: Request) -> Response:
        """Thêm một hệ thống nhận chuyển."""
        wish = sent(NewPartnerSerializer, request)
        _check(request)

        def done() -> dict[str, Any]:
            return _partner(request, book.make(_wanted(wish), by=by(request), now=timezone.now()))

        response = answered_once(request, wish, done)
        response.status_code = 201
        response["Location"] = request.build_absolute_uri(reverse("api-staff-partner", args=[response.data["id"]]))
        return response


class PartnerView(StaffDoor):
    @extend_schema(operation_id="staff_partner", responses={200: PartnerOut} | problems(401, 403, 404))
    def get(self, request: Request, pk: int) -> Response:
        """Một hệ thống nhận chuyển, cả khi đã ngừng."""
        return Response(_partner(request, _found(request, pk)))


def _edit(partner: Partner, wish: Wish, by: Staff, now: datetime) -> None:
    """Sửa mọi mục của một hệ thống trừ tên; áp dụng ngay."""
    if book.change(partner.pk, _wanted(wish), seen=wish["seen"], by=by, now=now) is None:
        raise Http404


def _end(partner: Partner, wish: Wish, by: Staff, now: datetime) -> None:
    """Từ nay không gửi sang hệ thống này nữa."""
    if book.end(partner.pk, reason=wish["reason"], by=by, now=now) is None:
        raise Http404


def _check(request: Request) -> None:
    if not person(request).is_administrator:
        raise PermissionDenied


def _found(request: Request, pk: int) -> Partner:
    """Return the partner. Raises PermissionDenied for all but administrators, Http404 where there is none."""
    _check(request)
    found = Partner.objects.select_related("made_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _wanted(wish: Wish) -> WantedPartner:
    words = {name: wish.get(name, "") for name in ("name", "endpoint", "jurisdiction_id", "api_key", "reason")}
    speaks, is_followed = wish.get("speaks", Speech.JSON.value), wish.get("followed", False)
    return WantedPartner(**words, services=_lines(wish["services"]), speaks=speaks, is_followed=is_followed)


def _lines(services: dict[str, Any]) -> str:
    """Return the services as the domain reads them, a line each. Raises Refused for what is no single line."""
    for ours, theirs in services.items():
        is_again = sum(name.strip() == ours.strip() for name in services) > 1
        if not isinstance(theirs, str) or len(f"{ours}{theirs}".splitlines()) != 1 or "=" in ours or is_again:
            raise Refused(_("Không hiểu dòng “%(line)s”.") % {"line": str(ours)[:80]}, field="services")
    return "\n".join(f"{ours} = {theirs}" for ours, theirs in services.items())


def _partner(_request: Request, one: Partner) -> dict[str, Any]:
    names = ("name", "endpoint", "jurisdiction_id", "speaks")
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in names},
        "services": dict(one.services),
        "has_key": bool(one.sealed_key),
        "followed": one.is_followed,
        "made_by": str(one.made_by),
        "created_at": local(one.created_at),
        "ended_at": local(one.ended_at),
        "seen": book.print_of(one),
    }


def _failed(one: Parcel) -> dict[str, Any]:
    return {
        "report": one.report.code,
        "partner": one.partner_id,
        "error": one.last_error,
        "attempts": one.attempts,
        "gave_up_at": local(one.gave_up_at),
    }


_ROWS = Rows(_found, _partner, PartnerOut)
_DEEDS = {"edit": Deed(EditPartnerSerializer, _edit), "end": Deed(EndPartnerSerializer, _end)}
DEEDS = {name: deed_view(f"staff_partner_{name}", deed, _ROWS) for name, deed in _DEEDS.items()}
