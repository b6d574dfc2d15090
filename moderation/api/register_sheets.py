"""The staff calls about sheets of registers: one goes out, one comes in, is looked at row by row, and is confirmed."""

import hashlib
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.described_headers import IDEMPOTENT, LOCATION
from backend.http.door import asked, sent
from backend.http.fields import File, Strict, YesNo
from backend.http.schema import problems
from backend.places.in_force import day_in_force
from backend.registers import overview, sheet
from backend.registers.give_out import MOST, give_out
from backend.registers.models import Sheet
from backend.registers.rights import kinds_kept, kinds_seen
from backend.registers.standing import EntryKind
from backend.registers.take_in import Looked, confirm, look, take_in
from moderation.api.door import StaffDoor, by, person
from moderation.api.once import answered_once
from moderation.api.register_shapes import SheetQuery
from moderation.api.registers import asked_of, kind_of
from moderation.api.said import local, ward_said
from moderation.api.shapes import NamedOut, Out

_NO_FILE = lazy("Xin gửi một tệp XLSX trong mục file, dạng multipart/form-data.")


class SheetFileQuery(SheetQuery):
    """Lọc như danh sách của sổ; ``empty``: tệp mẫu không có mục nào."""

    empty = YesNo(required=False)


class SheetBody(Strict):
    file = File(error_messages={"required": _NO_FILE, "invalid": _NO_FILE})


class ConfirmSerializer(Strict):
    """``valid_only``: chỉ ghi các dòng đúng; mặc định ghi tất cả hoặc không dòng nào."""

    valid_only = YesNo(required=False)


class WrongOut(Out):
    field = serializers.CharField(allow_blank=True, help_text="Tên cột")
    code = serializers.CharField()
    message = serializers.CharField()


class SheetRowOut(Out):
    """Một dòng như sẽ được ghi; ``found``: nơi tìm được theo địa chỉ, trống khi tệp ghi tọa độ."""

    number = serializers.IntegerField(help_text="Số dòng trong tệp")
    values = serializers.DictField(child=serializers.CharField(allow_blank=True))
    found = serializers.CharField(allow_blank=True)
    ward = NamedOut(allow_null=True)
    wrong = WrongOut(many=True)


class SheetOut(Out):
    """Một tệp đã đọc, chưa ghi gì vào sổ cho đến khi được xác nhận."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    name = serializers.CharField()
    at = serializers.DateTimeField()
    others = serializers.ListField(child=serializers.CharField(), help_text="Các cột không đọc")
    right = serializers.IntegerField()
    wrong = serializers.IntegerField()
    rows = SheetRowOut(many=True)
    done_at = serializers.DateTimeField(allow_null=True)
    written = serializers.IntegerField(allow_null=True, help_text="Số mục đã ghi; null: chưa ghi")


class ConfirmedOut(Out):
    written = serializers.IntegerField()
    entries = serializers.ListField(child=serializers.IntegerField(), help_text="Số của các mục mới")


class SheetFileView(StaffDoor):
    @extend_schema(
        operation_id="staff_register_sheet",
        parameters=[SheetFileQuery],
        responses={(200, sheet.CONTENT_TYPE): OpenApiTypes.BINARY} | problems(401, 403, 404),
    )
    def get(self, request: Request, kind: str) -> HttpResponse:
        """Một sổ thành tệp XLSX, với các cột mà tệp gửi vào cần có."""
        query, now, reader = asked(SheetFileQuery, request), timezone.now(), person(request)
        found = kind_of(kind, kinds_seen(reader, on=day_in_force(now)))
        rows = overview.listed(reader, found, asked_of(query, request, found), now=now).order_by("sorts_as", "id")
        made = give_out(found, [] if query.get("empty") else list(rows[: MOST + 1]))
        answer = HttpResponse(made, content_type=sheet.CONTENT_TYPE)
        answer["Content-Disposition"] = f'attachment; filename="so-{found.value.replace("_", "-")}.xlsx"'
        return answer


class SheetsView(StaffDoor):
    @extend_schema(
        operation_id="staff_register_take_in",
        parameters=[*IDEMPOTENT, LOCATION],
        request={"multipart/form-data": SheetBody},
        responses={201: SheetOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, kind: str) -> Response:
        """Gửi một tệp XLSX; nhận từng dòng như sẽ được ghi, chưa ghi gì vào sổ."""
        found = kind_of(kind, kinds_kept(person(request), on=day_in_force(timezone.now())))
        file = sent(SheetBody, request)["file"]
        raw, name = file.read(sheet.MOST_BYTES + 1), file.name or ""

        def done() -> dict[str, Any]:
            kept = take_in(raw, name, kind=found, by=by(request), now=timezone.now())
            return _sheet(request, kept)

        response = answered_once(request, {"name": name, "sha256": hashlib.sha256(raw).hexdigest()}, done)
        response.status_code = 201
        address = reverse("api-staff-register-look", args=[response.data["id"]])
        response["Location"] = request.build_absolute_uri(address)
        return response


class LookView(StaffDoor):
    @extend_schema(operation_id="staff_register_look", responses={200: SheetOut} | problems(401, 403, 404))
    def get(self, request: Request, pk: int) -> Response:
        """Xem lại một tệp mình đã gửi: từng dòng như sẽ được ghi lúc này."""
        return Response(_sheet(request, _own(request, pk)))


class ConfirmView(StaffDoor):
    @extend_schema(
        operation_id="staff_register_confirm",
        parameters=IDEMPOTENT,
        request=ConfirmSerializer,
        responses={200: ConfirmedOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ghi các dòng của tệp vào sổ, một lần."""
        wish = sent(ConfirmSerializer, request)

        def done() -> dict[str, Any]:
            kept, only = _own(request, pk), wish.get("valid_only", False)
            added = confirm(kept, valid_only=only, by=by(request), now=timezone.now())
            return {"written": len(added), "entries": [one.pk for one in added]}

        return answered_once(request, wish, done)


def _own(request: Request, pk: int) -> Sheet:
    """Return the sheet of this number; Http404 for that of somebody else."""
    found = Sheet.objects.filter(pk=pk, by=person(request)).first()
    if found is None:
        raise Http404
    return found


def _sheet(request: Request, kept: Sheet) -> dict[str, Any]:
    rows = [] if kept.done_at else look(kept, by=by(request), now=timezone.now())
    wrong = sum(bool(one.wrong) for one in rows)
    return {
        "id": kept.pk,
        "kind": kept.kind,
        "name": kept.name,
        "at": local(kept.at),
        "others": kept.rows["others"],
        "right": len(rows) - wrong,
        "wrong": wrong,
        "rows": [_row(one) for one in rows],
        "done_at": local(kept.done_at),
        "written": kept.written if kept.done_at else None,
    }


def _row(one: Looked) -> dict[str, Any]:
    """Return the row; a place that is not right is named by its latitude, as everywhere."""
    faults = [
        {"field": "lat" if fault.field == "place" else fault.field or "", "code": fault.code, "message": fault.message}
        for fault in one.wrong
    ]
    return {
        "number": one.number,
        "values": dict(one.values),
        "found": one.found,
        "ward": one.ward and ward_said(one.ward),
        "wrong": faults,
    }
