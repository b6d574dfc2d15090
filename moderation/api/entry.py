"""The staff call that files for others: what the form of entry does, for programs of the district."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.described_headers import IDEMPOTENT, LOCATION
from backend.http.door import plain, sent
from backend.http.fields import Choice, Latitude, Longitude, Moment, Object, Strict, Text, YesNo
from backend.http.idempotency import REPLAYED, read_key
from backend.http.schema import problems
from backend.reports.intake import Filed, submit
from backend.reports.models import Channel, Report, Status
from backend.reports.new_report import NewContact, NewReport
from moderation.api.answers import named
from moderation.api.door import StaffDoor, by, person
from moderation.api.shapes import MOST_TOKENS, NamedOut, Out


class TakenDownSerializer(Strict):
    """Một phản ánh nhập hộ; ``consent`` là phiên bản lời đồng ý đã đọc cho người dân nghe."""

    channel = Choice(choices=Channel.choices, help_text="phone, walk_in, letter, email hoặc zalo")
    category = Text()
    text = Text()
    lat = Latitude()
    lon = Longitude()
    ward = Text(required=False, help_text="Phường theo lời người dân, khi ở gần ranh giới: mã hoặc tên")
    address = Text(required=False)
    answers = Object(required=False, help_text="Câu trả lời theo mã câu hỏi của loại việc")
    contact_name = Text(required=False)
    contact_phone = Text(required=False)
    contact_email = Text(required=False)
    consent = Text(required=False, help_text="Bắt buộc khi có thông tin liên hệ")
    on_behalf = YesNo(required=False, help_text="Báo hộ người khác")
    captured_at = Moment(required=False, allow_null=True, help_text="Sự việc xảy ra, hoặc thư đến lúc nào")
    photos = serializers.ListField(
        child=Text(), required=False, max_length=MOST_TOKENS, help_text="Mã ảnh từ POST photos"
    )


class TakenDownOut(Out):
    code = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    category = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    ward = NamedOut()
    unit = NamedOut()
    near_boundary = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    accept_by = serializers.DateTimeField()
    resolve_by = serializers.DateTimeField()
    url = serializers.CharField(allow_null=True, help_text="null: đơn vị mình không tham gia phản ánh này")

    def get_fields(self) -> dict[str, "serializers.Field[Any, Any, Any, Any]"]:
        return super().get_fields() | {"with": NamedOut(many=True)}


class EntryView(StaffDoor):
    @extend_schema(
        operation_id="staff_file",
        parameters=[*IDEMPOTENT, LOCATION],
        request=TakenDownSerializer,
        responses={201: TakenDownOut} | problems(401, 403, 409),
    )
    def post(self, request: Request) -> Response:
        """Nhập một phản ánh hộ người dân: điện thoại, trực tiếp, thư, e-mail, Zalo."""
        wish = sent(TakenDownSerializer, request)
        filed = submit(_new(wish, key=read_key(plain(request))), by=by(request), now=timezone.now())
        seen = Report.objects.for_staff(person(request)).filter(pk=filed.report.pk).exists()
        address = request.build_absolute_uri(reverse("api-staff-report", args=[filed.report.code]))
        headers = ({"Location": address} if seen else {}) | ({REPLAYED: "true"} if filed.is_replay else {})
        return Response(_answer(filed, is_seen=seen), status=201, headers=headers)


def _new(wish: dict[str, Any], *, key: UUID | None) -> NewReport:
    contact = NewContact(
        name=wish.get("contact_name", ""),
        phone=wish.get("contact_phone", ""),
        email=wish.get("contact_email", ""),
        consent_version=wish.get("consent", ""),
    )
    return NewReport(
        category=wish["category"],
        text=wish["text"],
        lat=wish["lat"],
        lon=wish["lon"],
        channel=Channel(wish["channel"]),
        own_ward=wish.get("ward", ""),
        address=wish.get("address", ""),
        answers=wish.get("answers", {}),
        contact=None if contact.is_empty else contact,
        photo_tokens=wish.get("photos", ()),
        captured_at=wish.get("captured_at"),
        idempotency_key=key,
        on_behalf=wish.get("on_behalf", False),
    )


def _answer(filed: Filed, *, is_seen: bool) -> dict[str, Any]:
    """Return the report as it was filed: what became of it since is asked of the report itself."""
    report, event = filed.report, filed.event
    if event.ward is None or event.unit is None or event.category is None:
        raise ValueError(event)
    return {
        "code": report.code,
        "status": event.status,
        "category": event.category.code,
        "channel": event.channel,
        "ward": {"code": event.ward.code, "name": event.ward.name},
        "unit": named(event.unit),
        "with": [named(one) for one in filed.with_units],
        "near_boundary": report.near_boundary,
        "created_at": timezone.localtime(event.at),
        "accept_by": event.accept_by and timezone.localtime(event.accept_by),
        "resolve_by": event.resolve_by and timezone.localtime(event.resolve_by),
        "url": reverse("staff-report", args=[report.code]) if is_seen else None,
    }
