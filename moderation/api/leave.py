"""The staff calls about leave: one's own, that of people one looks after, one more, taken back."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import leave, people
from backend.accounts.models import Leave, User
from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.http.described_headers import IDEMPOTENT
from backend.http.door import sent
from backend.http.fields import Day, Strict, Text
from backend.http.schema import problems
from moderation.api.door import StaffDoor, by, person
from moderation.api.once import answered_once
from moderation.api.shapes import Out
from moderation.api.why import NothingSerializer

_HERE = {"first": "first_day", "last": "last_day"}  # fields of the form, as they are called here


class NewLeaveSerializer(Strict):
    """Nghỉ từ ``first_day`` đến hết ``last_day``; người làm thay ở ``colleagues``."""

    first_day = Day()
    last_day = Day()
    substitute = Text(help_text="Tên đăng nhập của người làm thay")
    reason = Text(required=False)


class PersonOut(Out):
    username = serializers.CharField()
    name = serializers.CharField()


class LeaveOut(Out):
    id = serializers.IntegerField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    substitute = PersonOut()
    reason = serializers.CharField(allow_blank=True)


class LeavesOut(Out):
    """Các ngày nghỉ của một người, chưa qua; ``colleagues``: những người làm thay được."""

    person = PersonOut()
    may_set = serializers.BooleanField(help_text="Người đang hỏi ghi được ngày nghỉ cho người này")
    colleagues = PersonOut(many=True)
    results = LeaveOut(many=True)


class OwnLeaveView(StaffDoor):
    @extend_schema(operation_id="staff_leave", responses={200: LeavesOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Ngày nghỉ của mình."""
        return Response(_leaves(request, person(request)))

    @extend_schema(
        operation_id="staff_take_leave",
        parameters=IDEMPOTENT,
        request=NewLeaveSerializer,
        responses={201: LeavesOut} | problems(401, 403, 409),
    )
    def post(self, request: Request) -> Response:
        """Ghi ngày nghỉ của mình, với người làm thay."""
        return _taken(request, person(request).username)


class PersonLeaveView(StaffDoor):
    @extend_schema(operation_id="staff_person_leave", responses={200: LeavesOut} | problems(401, 403, 404))
    def get(self, request: Request, username: str) -> Response:
        """Ngày nghỉ của một người mình quản lý, hoặc của mình."""
        return Response(_leaves(request, _person(request, username)))

    @extend_schema(
        operation_id="staff_take_person_leave",
        parameters=IDEMPOTENT,
        request=NewLeaveSerializer,
        responses={201: LeavesOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, username: str) -> Response:
        """Ghi ngày nghỉ của một người mình quản lý."""
        return _taken(request, username)


class EndLeaveView(StaffDoor):
    @extend_schema(
        operation_id="staff_end_leave",
        parameters=IDEMPOTENT,
        request=NothingSerializer,
        responses={200: LeavesOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Hủy một lần nghỉ của mình hoặc của người mình quản lý; trả về những lần còn lại."""

        def done() -> dict[str, Any]:
            row = leave.leave_to_set(person(request), pk)
            if row is None:
                raise Http404
            leave.end_leave(row, by=by(request), now=timezone.now())
            return _leaves(request, row.user)

        return answered_once(request, sent(NothingSerializer, request), done)


def _taken(request: Request, username: str) -> Response:
    """Write the leave down, once per key, and answer with all of the person's. Raises Refused by field."""
    wish = sent(NewLeaveSerializer, request)

    def done() -> dict[str, Any]:
        who = _person(request, username)
        wanted = clean_line(wish["substitute"])
        substitute = next((one for one in leave.colleagues(who) if one.username == wanted), None)
        days = {"first": wish["first_day"], "last": wish["last_day"]}
        try:
            leave.take_leave(who, substitute, **days, reason=wish.get("reason", ""), by=by(request), now=timezone.now())
        except Refused as refused:
            refused.field = _HERE.get(refused.field or "", refused.field)
            raise
        return _leaves(request, who)

    response = answered_once(request, wish, done)
    response.status_code = 201
    return response


def _person(request: Request, username: str) -> User:
    """Return the person of this name, oneself or one whom one looks after; Http404 for anybody else."""
    reader, wanted = person(request), clean_line(username)
    if wanted == reader.username:
        return reader
    found = people.managed_by(reader).filter(username=wanted).first()
    if found is None:
        raise Http404
    return found


def _leaves(request: Request, who: User) -> dict[str, Any]:
    return {
        "person": named_person(who),
        "may_set": leave.may_set(person(request), who),
        "colleagues": [named_person(one) for one in leave.colleagues(who)],
        "results": [_leave(one) for one in leave.coming(who, on=timezone.localdate())],
    }


def _leave(row: Leave) -> dict[str, Any]:
    names = ("first_day", "last_day", "reason")
    return {
        "id": row.pk,
        "substitute": named_person(row.substitute),
        **{name: getattr(row, name) for name in names},
    }


def named_person(user: User) -> dict[str, str]:
    return {"username": user.username, "name": str(user)}
