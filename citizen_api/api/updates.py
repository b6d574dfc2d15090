"""What a program says later of a report: for staff to read, and a step where it speaks for its reporter."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.models import Scope
from backend.accounts.program_keys import program_of
from backend.http.door import Door, sent
from backend.http.fields import Choice, Files, Strict, Text
from backend.http.program_keys import HasKey, key_of
from backend.http.schema import problems
from backend.reports.changes import is_released
from backend.reports.models import Status
from backend.reports.program_said import Message, say
from backend.reports.rights import filed_by
from backend.reports.uploads import store_photos
from citizen_api.api import public, shapes
from citizen_api.api.new_report import raw_photos


class UpdateBody(Strict):
    """Tin cập nhật từ phần mềm khác."""

    text = Text(required=False)
    status = Choice(choices=Status.choices, required=False, help_text="Trạng thái ở hệ thống gửi")
    update_id = Text(required=False, help_text="Số của tin ở hệ thống gửi; gửi lại cùng số thì nhận lại tin đầu")


class UpdateFormBody(UpdateBody):
    """The same as a form, which holds files as well."""

    photos = Files(required=False)


class UpdateSerializer(shapes.Out):
    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=Status.choices, help_text="Trạng thái của phản ánh sau tin này")


class UpdatesView(Door):
    """Opened by a program's key alone."""

    permission_classes = [HasKey]
    scopes = {"POST": Scope.UPDATE}

    @extend_schema(
        operation_id="reports_update",
        request={"application/json": UpdateBody, "multipart/form-data": UpdateFormBody},
        responses={201: UpdateSerializer} | problems(401, 403),
    )
    def post(self, request: Request, code: str) -> Response:
        """Gửi tin cập nhật; phần mềm đã gửi phản ánh thì trả lời, đóng hoặc mở lại được thay người phản ánh."""
        body, report, key = sent(UpdateFormBody, request), public.find(code), key_of(request)
        if key is None:
            raise NotAuthenticated
        if not (is_released(report) or filed_by(report, key.name)):
            raise Http404
        message = Message(
            text=body.get("text", ""),
            status=Status(body["status"]) if "status" in body else None,
            photos=store_photos(raw_photos(body.get("photos", ()))),
            update_id=body.get("update_id", ""),
        )
        event = say(report, message, by=program_of(key), now=timezone.now())
        said = {"seq": event.seq, "at": public.moment(event.at), "status": event.status}
        return Response(said, status=201)
