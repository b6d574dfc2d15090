"""The staff calls about views of the inbox that people keep."""

from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.models import User
from backend.http.described_headers import IDEMPOTENT
from backend.http.door import sent
from backend.http.fields import Strict, Text, YesNo
from backend.http.schema import problems
from backend.reports import views
from backend.reports.models import SavedView
from moderation import asked as addresses
from moderation.api.answers import named
from moderation.api.door import StaffDoor, person
from moderation.api.once import answered_once
from moderation.api.shapes import NamedOut, Out
from moderation.api.why import NothingSerializer


class NewViewSerializer(Strict):
    """``query``: các lọc của hộp việc như trong địa chỉ, ví dụ tab=open&ward=...; cùng tên thì thay bản cũ."""

    name = Text()
    query = Text()
    shared = YesNo(required=False, help_text="Cả đơn vị dùng chung")
    default = YesNo(required=False, help_text="Mở cùng hộp việc")


class ViewOut(Out):
    id = serializers.IntegerField()
    name = serializers.CharField()
    query = serializers.CharField()
    unit = NamedOut(allow_null=True, help_text="Đơn vị dùng chung; null: của riêng một người")
    mine = serializers.BooleanField(help_text="Chỉ người lưu mới xóa được")

    def get_fields(self) -> dict[str, Any]:
        """Add what the framework keeps for itself as a word."""
        return super().get_fields() | {"default": serializers.BooleanField()}


class ViewsOut(Out):
    results = ViewOut(many=True)


class ViewsView(StaffDoor):
    @extend_schema(operation_id="staff_views", responses={200: ViewsOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Các bộ lọc của mình và của đơn vị mình, theo tên."""
        return Response(_kept(person(request)))

    @extend_schema(
        operation_id="staff_save_view",
        parameters=IDEMPOTENT,
        request=NewViewSerializer,
        responses={200: ViewOut} | problems(401, 403, 409),
    )
    def post(self, request: Request) -> Response:
        """Lưu một bộ lọc."""
        wish, user = sent(NewViewSerializer, request), person(request)
        query = addresses.read(QueryDict(wish["query"])).query()

        def done() -> dict[str, Any]:
            marks = {"is_shared": wish.get("shared", False), "is_default": wish.get("default", False)}
            made = views.save(user, wish["name"], query, **marks)
            return _view(made, user)

        return answered_once(request, wish, done)


class RemoveViewView(StaffDoor):
    @extend_schema(
        operation_id="staff_remove_view",
        request=NothingSerializer,
        responses={200: ViewsOut} | problems(401, 403),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Xóa một bộ lọc của mình; đã xóa rồi thì thôi. Trả về các bộ lọc còn lại."""
        sent(NothingSerializer, request)
        views.remove(person(request), pk)
        return Response(_kept(person(request)))


def _kept(user: User) -> dict[str, Any]:
    return {"results": [_view(one, user) for one in views.views_of(user)]}


def _view(view: SavedView, user: User) -> dict[str, Any]:
    return {
        "id": view.pk,
        "name": view.name,
        "query": view.query,
        "unit": view.unit and named(view.unit),
        "mine": view.user_id == user.pk,
        "default": view.is_default,
    }
