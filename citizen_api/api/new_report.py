"""A report as programs send it, and what is answered the first time and every time after."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as lazy

from backend.http.fields import Files, Latitude, Listed, Longitude, Moment, Number, Object, Strict, Text
from backend.reports.intake import Filed, NewContact, NewReport
from backend.reports.links import public_url, secret_of
from backend.reports.models import Channel
from backend.reports.uploads import PhotoRefused, check_number
from backend.routing.names import readers_language
from citizen_api.api import public

_WHERE: dict[str, Any] = {"required": lazy("Xin ông/bà chọn vị trí: bật định vị, chạm vào bản đồ hoặc tìm tên đường.")}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


EXAMPLE = {
    "category": "household_waste",
    "text": "Rác ba ngày chưa có ai thu gom ở đầu ngõ.",
    "lat": 21.0458,
    "lon": 105.8698,
}


class Token(Text):
    """The name of a photo sent ahead."""

    default_error_messages = {"invalid": lazy("Mã ảnh này không đúng.")}

    def to_internal_value(self, data: Any) -> str:
        token = super().to_internal_value(data)
        if not _TOKEN.fullmatch(token):
            self.fail("invalid")
        return token


class NewReportSerializer(Strict):
    category = Text(error_messages={"required": lazy("Xin ông/bà chọn loại việc.")}, help_text="Mã loại việc")
    text = Text(error_messages={"required": lazy("Xin ông/bà ghi một câu về sự việc.")})
    lat = Latitude(error_messages=_WHERE, help_text="Độ, WGS 84")
    lon = Longitude(error_messages=_WHERE, help_text="Độ, WGS 84")
    accuracy_m = Number(required=False, allow_null=True, min_value=0)
    ward = Text(required=False, help_text="Phường theo lời người gửi, khi ở gần ranh giới: mã hoặc tên")
    address = Text(required=False)
    answers = Object(required=False, help_text="Câu trả lời theo mã câu hỏi của loại việc")
    contact_name = Text(required=False)
    contact_phone = Text(required=False)
    contact_email = Text(required=False)
    consent = Text(required=False, help_text="Phiên bản lời đồng ý; bắt buộc khi có thông tin liên hệ")
    captured_at = Moment(required=False, allow_null=True)
    photo_tokens = Listed(child=Token(), required=False, help_text="Mã nhận được từ POST photos")


class NewReportFormSerializer(NewReportSerializer):
    """The same as a form, which holds files as well."""

    photos = Files(required=False, help_text="Từ 0 đến 5 tệp JPEG, PNG, WebP hoặc HEIC, mỗi tệp tối đa 15 MB")


def as_new_report(read: dict[str, Any], *, key: UUID | None) -> NewReport:
    """Return what the domain takes in. Raises PhotoRefused, before a file that is too large is read."""
    return NewReport(
        category=read["category"],
        text=read["text"],
        lat=read["lat"],
        lon=read["lon"],
        channel=Channel.API,
        accuracy_m=read.get("accuracy_m"),
        own_ward=read.get("ward", ""),
        address=read.get("address", ""),
        answers=read.get("answers", {}),
        contact=_contact(read),
        photos=raw_photos(read.get("photos", ())),
        photo_tokens=read.get("photo_tokens", ()),
        captured_at=read.get("captured_at"),
        idempotency_key=key,
    )


def raw_photos(files: Iterable["UploadedFile[bytes]"]) -> list[bytes]:
    """Return the bytes of uploaded files; raises PhotoRefused for too many and too large ones, reading none of them."""
    sent = list(files)
    check_number(len(sent))
    for file in sent:
        if (file.size or 0) > settings.MAX_PHOTO_BYTES:
            raise PhotoRefused("too_large")
    return [file.read() for file in sent]


def as_answer(filed: Filed) -> dict[str, Any]:
    """Return the answer to who filed: the state of the first moment, also when it is asked for again later."""
    report, event = filed.report, filed.event
    if event.ward is None or event.unit is None or event.category is None:
        raise ValueError(f"event {event.seq} is not of a report")
    return {
        "code": report.code,
        "secret": secret_of(report),
        "status": event.status,
        "category": event.category.code,
        "ward": {"code": event.ward.code, "name": event.ward.name},
        "unit": public.unit(event.unit),
        "with": [public.unit(one) for one in filed.with_units],
        "near_boundary": report.near_boundary,
        "created_at": public.moment(report.created_at),
        "accept_by": public.moment(event.accept_by),
        "resolve_by": public.moment(event.resolve_by),
        "url": public_url(report),
        "photos_left_out": event.data.get("photos_left_out", 0),
    }


def _contact(read: dict[str, Any]) -> NewContact | None:
    contact = NewContact(
        name=read.get("contact_name", ""),
        phone=read.get("contact_phone", ""),
        email=read.get("contact_email", ""),
        consent_version=read.get("consent", ""),
        language=readers_language(),
    )
    return None if contact.is_empty else contact
