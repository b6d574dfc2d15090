"""The staff calls about reports to be signed: the list, one to be made, its parts, its files, the signature."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.http.described_headers import IDEMPOTENT, LOCATION, PAGED
from backend.http.door import asked, sent
from backend.http.schema import problems
from backend.indicators.documents import store
from backend.indicators.documents.mid_month import FORMATS, mid_month_file
from backend.indicators.documents.period import Period
from backend.indicators.documents.read import TYPES, documents, file_name, file_of, issuing_ward, parts
from backend.indicators.documents.store import NewDocument, last_text, may_draft, may_sign
from backend.indicators.models import Document, DocumentFile, Form
from backend.indicators.page import month_asked
from moderation.api import document_shapes as shapes
from moderation.api.deeds import Deed, Rows, Wish, deed_view
from moderation.api.door import StaffDoor, by, person, reads_all
from moderation.api.lists import PageQuery, page_of
from moderation.api.once import answered_once
from moderation.api.said import local, ward_said
from moderation.api.why import NothingSerializer


class DocumentsView(StaffDoor):
    @extend_schema(
        operation_id="staff_documents",
        parameters=[PageQuery, PAGED],
        responses={200: shapes.DocumentPageOut} | problems(401, 403),
    )
    def get(self, request: Request) -> Response:
        """Các văn bản của Chương trình, kỳ mới nhất trước."""
        asked(PageQuery, request)
        reader = reads_all(request)
        rows = documents().defer("body", "ward__boundary")
        response = page_of(request, rows, by="-last_day", said=lambda one: _facts(request, one))
        response.data["may_draft"] = may_draft(reader)
        return response

    @extend_schema(
        operation_id="staff_order_document",
        parameters=[*IDEMPOTENT, LOCATION],
        request=shapes.OrderSerializer,
        responses={201: shapes.WholeDocumentOut} | problems(401, 403, 409),
    )
    def post(self, request: Request) -> Response:
        """Yêu cầu lập một văn bản (Tổ giúp việc Chương trình); máy chủ lập, xem ``state`` và ``progress``."""
        wish = sent(shapes.OrderSerializer, request)
        reads_all(request)

        def done() -> dict[str, Any]:
            period = Period.parse(clean_line(wish["period"]))
            new = NewDocument(period, Form(wish["form"]), issuing_ward(clean_line(wish.get("ward", "")), period))
            made = store.order(new, by=by(request), now=timezone.now())
            return _whole(request, _document(request, made.pk))

        response = answered_once(request, wish, done)
        response.status_code = 201
        response["Location"] = request.build_absolute_uri(reverse("api-staff-document", args=[response.data["id"]]))
        return response


class DocumentView(StaffDoor):
    @extend_schema(operation_id="staff_document", responses={200: shapes.WholeDocumentOut} | problems(401, 403, 404))
    def get(self, request: Request, pk: int) -> Response:
        """Một văn bản: lập đến đâu, các tệp, các phần viết được, đã ký hay chưa."""
        return Response(_whole(request, _document(request, pk)))


class DocumentFileView(StaffDoor):
    @extend_schema(
        operation_id="staff_document_file",
        responses={(200, kind): OpenApiTypes.BINARY for kind in TYPES.values()} | problems(401, 403, 404),
    )
    def get(self, request: Request, pk: int, kind: str) -> HttpResponse:
        """Một tệp của văn bản, đúng như được giữ; ``kind`` là pdf, docx, xlsx hoặc csv."""
        file = file_of(_document(request, pk), kind)
        if file is None:
            raise Http404
        return _as_file(bytes(file.content), kind, file_name(file))


class MidMonthView(StaffDoor):
    @extend_schema(
        operation_id="staff_mid_month",
        parameters=[shapes.MidMonthQuery],
        responses={(200, TYPES[kind]): OpenApiTypes.BINARY for kind in FORMATS} | problems(401, 403),
    )
    def get(self, request: Request) -> HttpResponse:
        """Số liệu từ ngày 15 tháng trước đến ngày 14 của tháng; không phải số chốt."""
        query, now = asked(shapes.MidMonthQuery, request), timezone.now()
        reads_all(request)
        month, kind = month_asked(query.get("month", ""), now=now), query["format"]
        try:
            content = mid_month_file(month, kind, now=now)
        except Refused as refused:
            raise _renamed(refused, "period", "month") from None
        return _as_file(content, kind, f"so-lieu-15-14-{month}.{kind}")


def _text(document: Document, wish: Wish, by: Staff, now: datetime) -> None:
    """Viết lại một phần của dự thảo (Tổ giúp việc Chương trình); các tệp được lập lại."""
    part = clean_line(wish["part"])
    try:
        store.rewrite(document, part, wish["text"], seen=wish["seen"], by=by, now=now)
    except Refused as refused:
        raise _renamed(refused, part, "text") from None


def _anew(document: Document, _wish: Wish, by: Staff, _now: datetime) -> None:
    """Lập lại dự thảo từ số liệu lúc này; phần đã viết vẫn giữ."""
    store.compose_anew(document, by=by)


def _sign(document: Document, wish: Wish, by: Staff, now: datetime) -> None:
    """Ký (lãnh đạo không tham gia soạn thảo); sau đó văn bản không sửa được."""
    store.sign(document, seen=wish["seen"], by=by, now=now)


def _renamed(refused: Refused, was: str, field: str) -> Refused:
    """Return the refusal with its field as it is called here."""
    refused.field = field if refused.field == was else refused.field
    return refused


def _document(request: Request, pk: int) -> Document:
    """Return the document. Raises PermissionDenied for people of units, Http404 where there is none."""
    reads_all(request)
    found = documents().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _facts(request: Request, one: Document) -> dict[str, Any]:
    names = ("span", "period", "form", "state", "progress", "problem", "is_provisional", "signed_as")
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in names},
        **{name: local(getattr(one, name)) for name in ("asked_at", "made_at", "signed_at")},
        "ward": one.ward and ward_said(one.ward),
        "asked_by": str(one.asked_by),
        "files": [_file(request, one, file) for file in one.files.all()],
    }


def _file(request: Request, document: Document, file: DocumentFile) -> dict[str, Any]:
    address = reverse("api-staff-document-file", args=[document.pk, file.format])
    return {
        "format": file.format,
        "url": request.build_absolute_uri(address),
        "sha256": file.sha256,
        "made_at": local(file.made_at),
    }


def _whole(request: Request, one: Document) -> dict[str, Any]:
    reader = person(request)
    return _facts(request, one) | {
        "heads": one.heads,
        "parts": [asdict(part) for part in parts(one)],
        "text_seen": last_text(one),
        "files_seen": one.made_at.isoformat() if one.made_at else "",
        "may_draft": may_draft(reader) and not one.is_signed,
        "may_sign": not one.is_signed and may_sign(reader, one),
    }


_ROWS = Rows(_document, _whole, shapes.WholeDocumentOut)
_DEEDS = {
    "text": Deed(shapes.RewriteSerializer, _text),
    "anew": Deed(NothingSerializer, _anew),
    "sign": Deed(shapes.SignSerializer, _sign),
}
DEEDS = {name: deed_view(f"staff_document_{name}", deed, _ROWS) for name, deed in _DEEDS.items()}
