"""The staff calls about ready answers: those one may change, one more, a change; retired ones are kept."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.core.text import clean_line
from backend.http.described_headers import IDEMPOTENT, LOCATION
from backend.http.door import sent
from backend.http.fields import Choice, Strict, Text, Whole, YesNo
from backend.http.schema import problems
from backend.reports.edit_ready_answers import editable_by, may_edit_any, write
from backend.reports.models import ReplyTemplate, TemplateStep
from backend.reports.said_fields import READY
from moderation.api.answers import named
from moderation.api.door import StaffDoor, by, person
from moderation.api.once import answered_once
from moderation.api.shapes import NamedOut, Out
from moderation.settings.ready_answer import Form, as_it_is, check_may_write, units_for, wanted_of


class NewAnswerSerializer(Strict):
    """Một câu trả lời mẫu; trong ``body`` và ``body_en`` viết được các trường trong ngoặc nhọn, ví dụ {unit}."""

    name = Text()
    step = Choice(choices=TemplateStep.choices, help_text="Dùng cho bước nào")
    category = Text(required=False, help_text="Mã loại việc; trống: mọi loại việc")
    unit = Text(required=False, help_text="Mã đơn vị; trống: mọi đơn vị")
    body = Text()
    body_en = Text(required=False)
    active = YesNo(required=False, help_text="false: ngừng dùng. Mặc định: true")
    reason = Text(help_text="Lý do, cho người đọc sau này")


class EditAnswerSerializer(NewAnswerSerializer):
    """Cả câu trả lời mẫu, như sau khi sửa; ``version`` là phiên bản đang xem."""

    category = Text(help_text="Mã loại việc; trống: mọi loại việc")
    unit = Text(help_text="Mã đơn vị; trống: mọi đơn vị")
    body_en = Text()
    active = YesNo(help_text="false: ngừng dùng")
    version = Whole(min_value=1)


class AnswerTemplateOut(Out):
    code = serializers.CharField()
    name = serializers.CharField()
    step = serializers.ChoiceField(choices=TemplateStep.choices)
    category = serializers.CharField(allow_blank=True, help_text="Mã; trống: mọi loại việc")
    unit = serializers.CharField(allow_blank=True, help_text="Mã; trống: mọi đơn vị")
    body = serializers.CharField()
    body_en = serializers.CharField(allow_blank=True)
    active = serializers.BooleanField()
    version = serializers.IntegerField(help_text="Gửi lại khi sửa")


class AnswerTemplatesOut(Out):
    """``units``: các đơn vị viết cho được; ``fields_known``: các trường viết được trong ngoặc nhọn."""

    may_for_all = serializers.BooleanField(help_text="Viết được câu chung cho mọi đơn vị")
    units = NamedOut(many=True)
    fields_known = NamedOut(many=True)
    results = AnswerTemplateOut(many=True)


class ReadyAnswersView(StaffDoor):
    @extend_schema(operation_id="staff_ready_answers", responses={200: AnswerTemplatesOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Các câu trả lời mẫu người này được sửa, kể cả câu đã ngừng dùng."""
        user = person(request)
        check_may_write(user)
        return Response(
            {
                "may_for_all": may_edit_any(user),
                "units": [named(one) for one in units_for(user, now=timezone.now())],
                "fields_known": [{"code": name, "name": str(label)} for name, label in READY.items()],
                "results": [_answer(one) for one in editable_by(user)],
            }
        )

    @extend_schema(
        operation_id="staff_write_ready_answer",
        parameters=[*IDEMPOTENT, LOCATION],
        request=NewAnswerSerializer,
        responses={201: AnswerTemplateOut} | problems(401, 403, 409),
    )
    def post(self, request: Request) -> Response:
        """Viết một câu trả lời mẫu mới: người quản trị cho mọi đơn vị, lãnh đạo đơn vị cho đơn vị mình."""
        wish = sent(NewAnswerSerializer, request)
        check_may_write(person(request))
        response = answered_once(request, wish, lambda: _written(request, None, wish))
        response.status_code = 201
        address = reverse("api-staff-ready-answer", args=[response.data["code"]])
        response["Location"] = request.build_absolute_uri(address)
        return response


class ReadyAnswerView(StaffDoor):
    @extend_schema(operation_id="staff_ready_answer", responses={200: AnswerTemplateOut} | problems(401, 403, 404))
    def get(self, request: Request, code: str) -> Response:
        """Một câu trả lời mẫu người này được sửa."""
        return Response(_answer(_found(request, code)))


class EditReadyAnswerView(StaffDoor):
    @extend_schema(
        operation_id="staff_edit_ready_answer",
        parameters=IDEMPOTENT,
        request=EditAnswerSerializer,
        responses={200: AnswerTemplateOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, code: str) -> Response:
        """Sửa một câu trả lời mẫu, hoặc ngừng dùng."""
        wish = sent(EditAnswerSerializer, request)
        return answered_once(request, wish, lambda: _written(request, _found(request, code), wish))


def _found(request: Request, code: str) -> ReplyTemplate:
    """Return the ready answer; Http404 where it is not theirs to change, PermissionDenied for who writes none."""
    check_may_write(person(request))
    found = editable_by(person(request)).filter(code=clean_line(code)).first()
    if found is None:
        raise Http404
    return found


def _written(request: Request, found: ReplyTemplate | None, wish: dict[str, Any]) -> dict[str, Any]:
    now, fields = timezone.now(), {name: value for name, value in wish.items() if name != "active"}
    typed = Form(**fields, is_active=wish.get("active", True))
    return _answer(write(found, wanted_of(typed, person(request), now=now), by=by(request), now=now))


def _answer(one: ReplyTemplate) -> dict[str, Any]:
    said = asdict(as_it_is(one))
    said.pop("reason")
    return {"code": one.code, "active": said.pop("is_active"), **said}
