"""The staff calls about how units work: what lies on the desks of one, and all of them in order."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.core.text import clean_line
from backend.http.door import asked
from backend.http.fields import Strict, Text, WrittenMonth
from backend.http.schema import problems
from backend.indicators.facts import ADDED
from backend.indicators.league import LEAST_DUE, Placed
from backend.indicators.page import month_asked, units_in_order
from backend.places.in_force import day_in_force
from backend.reports.panel import Desk, panel_of, units_seen
from backend.routing import book
from backend.routing.models import Unit
from moderation.api.answers import named
from moderation.api.door import StaffDoor, person, reads_all
from moderation.api.said import local
from moderation.api.shapes import NamedOut, Out

_DESK = ("open", "late", "waiting", "returned", "reopened", "done")
_COUNTS = (
    *("received", "accept_due", "accepted_on_time", "resolve_due", "resolved_on_time", "late", "resolutions"),
    *("reopened", "refused", "without_photo", "reclassified", "corrected_late", "transferred"),
)
_SHARES = ("resolved_on_time", "accepted_on_time", "reopened", "refused", "without_photo", "reclassified")


class DeskOut(Out):
    """Việc đang mở, và số việc xong trong 30 ngày."""

    open = serializers.IntegerField()
    late = serializers.IntegerField(help_text="Quá hạn")
    waiting = serializers.IntegerField(help_text="Chờ người phản ánh bổ sung")
    returned = serializers.IntegerField(help_text="Bị trả lại")
    reopened = serializers.IntegerField()
    done = serializers.IntegerField(help_text="Xong trong 30 ngày")
    oldest_at = serializers.DateTimeField(allow_null=True, help_text="Lúc gửi của việc đang mở cũ nhất")


class PersonDeskOut(DeskOut):
    username = serializers.CharField(allow_null=True, help_text="Gửi ở assignee của hộp việc; null: chưa giao ai")
    name = serializers.CharField(allow_null=True)


class AgesOut(Out):
    """Việc đang mở, theo số ngày từ lúc gửi."""

    up_to_1_day = serializers.IntegerField()
    up_to_3_days = serializers.IntegerField()
    up_to_7_days = serializers.IntegerField()
    older = serializers.IntegerField()


class PanelOut(Out):
    unit = NamedOut()
    whole = DeskOut()
    ages = AgesOut()
    desks = PersonDeskOut(many=True)


class PanelsOut(Out):
    results = NamedOut(many=True)


class LeagueQuery(Strict):
    month = WrittenMonth(required=False, help_text="Mặc định: tháng này")
    lang = Text(required=False)


class UnitCountsOut(Out):
    """Các số đếm; các phản ánh của từng số ở staff/figures/reports. null: tháng chốt khi chưa có số này."""

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.IntegerField(allow_null=name in ADDED) for name in _COUNTS}


class UnitSharesOut(Out):
    """Các tỷ lệ, từ 0 đến 1; riêng refused và reclassified có thể hơn 1. null: không có gì để tính."""

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.FloatField(allow_null=True) for name in _SHARES}


class PlacedOut(Out):
    place = serializers.IntegerField(allow_null=True, help_text="null: quá ít phản ánh đến hạn để xếp thứ")
    unit = NamedOut()
    counts = UnitCountsOut()
    shares = UnitSharesOut()


class LeagueOut(Out):
    month = serializers.CharField()
    running = serializers.BooleanField(help_text="Tháng chưa hết")
    least_due = serializers.IntegerField(help_text="Có ít phản ánh đến hạn hơn thì không xếp thứ")
    results = PlacedOut(many=True)


class PanelsView(StaffDoor):
    @extend_schema(operation_id="staff_panels", responses={200: PanelsOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Các đơn vị mà người này được xem việc của từng người: đơn vị mình phụ trách, hoặc tất cả."""
        return Response({"results": [named(one) for one in _units(request)]})


class PanelView(StaffDoor):
    @extend_schema(operation_id="staff_panel", responses={200: PanelOut} | problems(401, 403, 404))
    def get(self, request: Request, code: str) -> Response:
        """Việc của một đơn vị, theo người và theo tuổi."""
        wanted = clean_line(code)
        unit = next((one for one in _units(request) if wanted in {one.code, one.slug}), None)
        if unit is None:
            raise Http404
        panel = panel_of(unit, now=timezone.now())
        ages = dict(zip(AgesOut().fields, panel.ages, strict=True))
        desks = [_desk(one) | _person(one) for one in panel.desks]
        return Response({"unit": named(unit), "whole": _desk(panel.whole), "ages": ages, "desks": desks})


class LeagueView(StaffDoor):
    @extend_schema(
        operation_id="staff_league", parameters=[LeagueQuery], responses={200: LeagueOut} | problems(401, 403)
    )
    def get(self, request: Request) -> Response:
        """Các đơn vị theo tỷ lệ xử lý đúng hạn của tháng, với các dấu hiệu cần xem lại số liệu."""
        query, now = asked(LeagueQuery, request), timezone.now()
        reads_all(request)
        board, placed = units_in_order(month_asked(query.get("month", ""), now=now), now=now)
        without = frozenset(ADDED) if board.month in board.without_added else frozenset()
        return Response(
            {
                "month": str(board.month),
                "running": board.is_running,
                "least_due": LEAST_DUE,
                "results": [_placed(one, without) for one in placed],
            }
        )


def _units(request: Request) -> list[Unit]:
    """Return the units whose panel this person may look at. Raises PermissionDenied where there is none."""
    found = units_seen(person(request), on=day_in_force(timezone.now()))
    if not found:
        raise PermissionDenied
    return found


def _desk(desk: Desk) -> dict[str, Any]:
    return {name: getattr(desk, name) for name in _DESK} | {"oldest_at": local(desk.oldest)}


def _person(desk: Desk) -> dict[str, str | None]:
    who = desk.person
    return {"username": who.username if who else None, "name": str(who) if who else None}


def _placed(placed: Placed, without: frozenset[str]) -> dict[str, Any]:
    """Return a unit's line; of the figures ``without`` data both the count and the share are None."""
    line = placed.line
    return {
        "place": placed.place,
        "unit": named(book.units_by_id()[int(line.key)]),
        "counts": {name: None if name in without else getattr(line.this, name) for name in _COUNTS},
        "shares": {name: None if name in without else getattr(line.this, f"{name}_share") for name in _SHARES},
    }
