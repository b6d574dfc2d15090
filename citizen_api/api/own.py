"""What the reporter's own page does, by the secret of the report: read it all, more photos, own data, publicity."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actor import Reporter
from backend.http.door import sent
from backend.http.fields import Listed, Strict, Text
from backend.http.schema import problems
from backend.reports.history import public_history
from backend.reports.lifecycle import open_steps
from backend.reports.models import Contact, Kind, Report
from backend.reports.more_photos import add_photos
from backend.reports.new_report import NewContact
from backend.reports.own_contact import contact_of, correct, erase
from backend.reports.withhold import withhold
from backend.routing.names import readers_language
from citizen_api.api import public, shapes
from citizen_api.api.new_report import Token
from citizen_api.api.reporter import ReportersDoor, own_report

_ACTS = {Kind.ANSWERED: "reply", Kind.CLOSED: "verdict", Kind.REOPENED: "verdict"}


class SecretBody(Strict):
    """Mã bí mật nhận được khi gửi; không bao giờ ghi vào địa chỉ."""

    secret = Text()


class MorePhotosBody(SecretBody):
    photo_tokens = Listed(child=Token(), help_text="Mã nhận được từ POST photos")
    text = Text(required=False)


class ContactBody(SecretBody):
    contact_name = Text(required=False)
    contact_phone = Text(required=False)
    contact_email = Text(required=False)
    consent = Text(required=False, help_text="Phiên bản lời đồng ý; bắt buộc")


class ContactSerializer(shapes.Out):
    name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)


class OwnSerializer(shapes.Out):
    """Phản ánh như người gửi thấy trên trang riêng."""

    report = shapes.ReportSerializer(help_text="Như ai cũng đọc được")
    text = serializers.CharField(help_text="Lời của người gửi", allow_blank=True)
    question = serializers.CharField(allow_blank=True, help_text="Câu hỏi gần nhất của đơn vị xử lý")
    may = serializers.ListField(child=serializers.CharField(), help_text="Việc làm được lúc này: reply, verdict")
    contact = ContactSerializer(allow_null=True)
    withheld = serializers.BooleanField(help_text="Người gửi đã rút lời và ảnh khỏi phần công khai")
    events = shapes.LineSerializer(many=True)


class OwnView(ReportersDoor):
    """The report as its reporter reads it. A POST, for a secret belongs into no address and no log."""

    @extend_schema(operation_id="reports_own", request=SecretBody, responses={200: OwnSerializer} | problems(403))
    def post(self, request: Request, code: str) -> Response:
        """Đọc phản ánh của mình: cả lời, câu hỏi và nhật ký chưa công khai."""
        return Response(_own(own_report(code, sent(SecretBody, request))))


class MorePhotosView(ReportersDoor):
    """More photos."""

    @extend_schema(
        operation_id="reports_more_photos",
        request=MorePhotosBody,
        responses={200: OwnSerializer} | problems(403, 409),
    )
    def post(self, request: Request, code: str) -> Response:
        """Gửi thêm ảnh cho phản ánh của mình, có thể kèm lời."""
        body = sent(MorePhotosBody, request)
        report = own_report(code, body)
        add_photos(report, tokens=body["photo_tokens"], text=body.get("text", ""), now=timezone.now())
        return Response(_own(report))


class ContactView(ReportersDoor):
    """How to reach the reporter."""

    @extend_schema(operation_id="reports_contact", request=ContactBody, responses={200: OwnSerializer} | problems(403))
    def post(self, request: Request, code: str) -> Response:
        """Sửa thông tin liên hệ của mình."""
        body = sent(ContactBody, request)
        report = own_report(code, body)
        wanted = NewContact(
            name=body.get("contact_name", ""),
            phone=body.get("contact_phone", ""),
            email=body.get("contact_email", ""),
            consent_version=body.get("consent", ""),
            language=readers_language(),
        )
        correct(report, wanted, now=timezone.now())
        return Response(_own(report))


class EraseView(ReportersDoor):
    """The reporter's data are erased."""

    @extend_schema(
        operation_id="reports_contact_erase", request=SecretBody, responses={200: OwnSerializer} | problems(403)
    )
    def post(self, request: Request, code: str) -> Response:
        """Xóa hẳn thông tin liên hệ của mình."""
        report = own_report(code, sent(SecretBody, request))
        erase(report, now=timezone.now())
        return Response(_own(report))


class WithholdView(ReportersDoor):
    """Words and photos are taken back from the public."""

    @extend_schema(operation_id="reports_withhold", request=SecretBody, responses={200: OwnSerializer} | problems(403))
    def post(self, request: Request, code: str) -> Response:
        """Rút lời và ảnh của mình khỏi phần công khai, hẳn."""
        report = own_report(code, sent(SecretBody, request))
        withhold(report, now=timezone.now())
        return Response(_own(report))


def _own(report: Report) -> dict[str, Any]:
    """Return what the reporter is told of their report, as it stands now."""
    fresh = public.find(report.code)
    lines = public_history(fresh, for_reporter=True)
    steps = {_ACTS[step.kind] for step in open_steps(fresh, by=Reporter()) if step.kind in _ACTS}
    return {
        "report": public.facts(fresh),
        "text": next((line.words for line in lines if line.kind == Kind.RECEIVED), ""),
        "question": next((line.words for line in reversed(lines) if line.kind == Kind.ASKED), ""),
        "may": sorted(steps),
        "contact": _contact(contact_of(fresh)),
        "withheld": fresh.withheld_at is not None,
        "events": [public.line(one) for one in lines],
    }


def _contact(contact: Contact | None) -> dict[str, str] | None:
    if contact is None or contact.erased_at:
        return None
    return {"name": contact.name, "phone": contact.phone, "email": contact.email}
