"""The staff calls about the roster of duty: the coming duties, more of them, one taken back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import roster
from backend.accounts.models import Shift, User
from backend.accounts.roster import WantedShift
from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.http.described_headers import IDEMPOTENT, PAGED
from backend.http.door import asked, sent
from backend.http.fields import Moment, Strict, Text, Whole
from backend.http.schema import problems
from backend.places.in_force import day_in_force
from moderation.api.answers import named
from moderation.api.door import StaffDoor, by, person
from moderation.api.leave import PersonOut, named_person
from moderation.api.lists import PageOut, PageQuery, page_of
from moderation.api.once import answered_once
from moderation.api.said import local
from moderation.api.shapes import NamedOut, Out
from moderation.api.why import NothingSerializer


class NewDutySerializer(Strict):
    """Một ca trực, lặp lại cùng giờ trong ``days`` ngày liền nhau."""

    unit = Text(required=False, help_text="Mã đơn vị; trống: toàn quận (người quản trị)")
    user = Text(help_text="Tên đăng nhập của người trực, ở people")
    starts_at = Moment()
    ends_at = Moment()
    rank = Whole(required=False, help_text="Được gọi thứ mấy, từ 1 (mặc định) đến 9")
    days = Whole(required=False, help_text="Số ngày, từ 1 (mặc định) đến 31")
    reason = Text(help_text="Lý do, cho người đọc sau này")


class ShiftOut(Out):
    id = serializers.IntegerField()
    unit = NamedOut(allow_null=True, help_text="null: toàn quận")
    user = PersonOut()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    rank = serializers.IntegerField(help_text="Số nhỏ được gọi trước")


class MadeDutiesOut(Out):
    results = ShiftOut(many=True)


class DutiesOut(PageOut):
    """Các ca trực chưa qua; ``units`` và ``people``: xếp được cho đơn vị nào, những ai."""

    may_district = serializers.BooleanField(help_text="Xếp được ca trực toàn quận")
    units = NamedOut(many=True)
    people = PersonOut(many=True)
    results = ShiftOut(many=True)


class DutyView(StaffDoor):
    @extend_schema(
        operation_id="staff_duty", parameters=[PageQuery, PAGED], responses={200: DutiesOut} | problems(401, 403)
    )
    def get(self, request: Request) -> Response:
        """Lịch trực của các đơn vị mình phụ trách, ca sớm nhất trước; người quản trị thấy tất cả."""
        asked(PageQuery, request)
        user, now = _checked(request), timezone.now()
        response = page_of(request, roster.shifts_for(user, now=now), by="starts_at", said=_shift)
        units = roster.units_for(user, on=day_in_force(now))
        response.data |= {
            "may_district": roster.may_set(user, None),
            "units": [named(one) for one in units],
            "people": [named_person(one) for one in roster.people_for(user, units)],
        }
        return response

    @extend_schema(
        operation_id="staff_put_on_duty",
        parameters=IDEMPOTENT,
        request=NewDutySerializer,
        responses={201: MadeDutiesOut} | problems(401, 403, 409),
    )
    def post(self, request: Request) -> Response:
        """Xếp ca trực của một đơn vị mình phụ trách, hoặc của toàn quận."""
        wish = sent(NewDutySerializer, request)
        _checked(request)

        def done() -> dict[str, Any]:
            rows = roster.put_on_duty(_wanted(person(request), wish), by=by(request), now=timezone.now())
            return {"results": [_shift(one) for one in rows]}

        response = answered_once(request, wish, done)
        response.status_code = 201
        return response


class RemoveDutyView(StaffDoor):
    @extend_schema(
        operation_id="staff_take_off_duty",
        parameters=IDEMPOTENT,
        request=NothingSerializer,
        responses={200: ShiftOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Bỏ một ca trực; trả về ca vừa bỏ."""

        def done() -> dict[str, Any]:
            now = timezone.now()
            row = roster.shifts_for(_checked(request), now=now).filter(pk=pk).first()
            if row is None:
                raise Http404
            said = _shift(row)
            roster.take_off_duty(row, by=by(request), now=now)
            return said

        return answered_once(request, sent(NothingSerializer, request), done)


def _checked(request: Request) -> User:
    """Return the person. Raises PermissionDenied where they write no roster."""
    user = person(request)
    if not roster.may_set_any(user):
        raise PermissionDenied
    return user


def _wanted(user: User, wish: dict[str, Any]) -> WantedShift:
    units, written = roster.units_for(user, on=day_in_force(timezone.now())), clean_line(wish.get("unit", ""))
    unit = next((one for one in units if written in {one.code, one.slug}), None)
    if unit is None and written:
        raise Refused(_("Không có đơn vị này."), field="unit", code="unknown_unit")
    username = clean_line(wish["user"])
    return WantedShift(
        unit=unit,
        user=next((one for one in roster.people_for(user, units) if one.username == username), None),
        starts_at=wish["starts_at"],
        ends_at=wish["ends_at"],
        rank=wish.get("rank", 1),
        days=wish.get("days", 1),
        reason=wish["reason"],
    )


def _shift(row: Shift) -> dict[str, Any]:
    return {
        "id": row.pk,
        "unit": row.unit and named(row.unit),
        "user": named_person(row.user),
        "starts_at": local(row.starts_at),
        "ends_at": local(row.ends_at),
        "rank": row.rank,
    }
