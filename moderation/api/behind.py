"""The staff calls about a number of the board: a month cut by place or channel, and exactly the reports behind one."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.core.errors import Refused
from backend.http import paging
from backend.http.described_headers import PAGED
from backend.http.door import asked, plain
from backend.http.fields import Choice, Day, Strict, Text, WrittenDay, WrittenMonth
from backend.http.schema import problems
from backend.indicators.behind import FIGURES, PLACES, Behind, Cell, behind, frozen_of
from backend.indicators.definitions import BY_CODE
from backend.indicators.page import month_asked
from backend.indicators.place_cuts import NONE, SHOWN, place_cut
from backend.indicators.restated import ward_set
from backend.reports.models import Channel, Status
from backend.reports.refusals import REFUSALS
from backend.routing import book
from backend.routing.models import Group
from moderation.acts import unit_of
from moderation.api import lists
from moderation.api.answers import named
from moderation.api.door import StaffDoor, reads_all
from moderation.api.lists import PageOut, PageQuery
from moderation.api.said import kind_said, local, ward_said
from moderation.api.shapes import NamedOut, Out
from moderation.api.ward_asked import WHICH_WARD, number_in, ward_asked
from moderation.programme.behind_lines import Line, lines_of, rows_of


class CutsQuery(Strict):
    by = Choice(choices=[(one, one) for one in PLACES])
    month = WrittenMonth(required=False, help_text="Mặc định: tháng này")
    lang = Text(required=False)


class BehindQuery(PageQuery):
    """Số của bảng theo dõi: ``figure`` của tháng, ở phường, đơn vị, lĩnh vực, loại việc; các khóa như ở staff/cuts."""

    figure = Choice(choices=[(one, one) for one in FIGURES])
    month = WrittenMonth(required=False, help_text="Mặc định: tháng này")
    ward = Text(required=False, help_text=WHICH_WARD)
    unit = Text(required=False, help_text="Mã đơn vị")
    group = Choice(choices=Group.choices, required=False, allow_blank=True)
    category = Text(required=False, help_text="Mã loại việc")
    reason = Choice(choices=list(REFUSALS), required=False, allow_blank=True, help_text="Chỉ khi figure là refused")
    until = Day(required=False, help_text="Chỉ đến ngày này của tháng")
    street = Text(required=False, help_text="Khóa như ở staff/cuts, hoặc none")
    hotspot = Text(required=False, help_text="Như street")
    site = Text(required=False, help_text="Như street")
    channel = Choice(choices=Channel.choices, required=False, allow_blank=True)
    wards_on = WrittenDay(required=False, help_text="Tính lại theo bộ phường của ngày này")


class NumbersOut(Out):
    """Các số của một dòng."""

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.IntegerField() for name in SHOWN}


class CutLineOut(Out):
    key = serializers.CharField(help_text="none: phản ánh không thuộc nơi nào")
    name = serializers.CharField(allow_blank=True)
    numbers = NumbersOut()


class CutsOut(Out):
    """Một tháng theo đường, điểm nóng, địa điểm hoặc kênh gửi; các dòng nhiều nhất."""

    month = serializers.CharField()
    by = serializers.ChoiceField(choices=[(one, one) for one in PLACES])
    closed = serializers.BooleanField(help_text="true: số đã chốt với tháng")
    results = CutLineOut(many=True)


class BehindLineOut(Out):
    """Một phản ánh; ``code`` null: hạn chế người xem. ``times``: được tính mấy lần."""

    code = serializers.CharField(allow_null=True)
    category = NamedOut()
    ward = NamedOut()
    unit = NamedOut()
    status = serializers.ChoiceField(choices=Status.choices)
    created_at = serializers.DateTimeField()
    resolve_by = serializers.DateTimeField(allow_null=True)
    times = serializers.IntegerField()


class BehindOut(PageOut):
    """Con số, cách tính, và đúng các phản ánh của nó; ``frozen``: số đã chốt, null khi tháng chưa chốt."""

    month = serializers.CharField()
    figure = serializers.ChoiceField(choices=[(one, one) for one in FIGURES])
    name = serializers.CharField()
    definition = serializers.CharField()
    number = serializers.IntegerField()
    reports = serializers.IntegerField()
    frozen = serializers.IntegerField(allow_null=True)
    results = BehindLineOut(many=True)


class CutsView(StaffDoor):
    @extend_schema(operation_id="staff_cuts", parameters=[CutsQuery], responses={200: CutsOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Một tháng theo đường phố, điểm nóng, địa điểm hoặc kênh gửi."""
        query = asked(CutsQuery, request)
        reads_all(request)
        month, by = month_asked(query.get("month", ""), now=timezone.now()), query["by"]
        cut = place_cut(month, by)
        rows = [{"key": one.key, "name": one.name, "numbers": dict(one.numbers)} for one in cut.lines]
        return Response({"month": str(month), "by": by, "closed": cut.closed is not None, "results": rows})


class BehindView(StaffDoor):
    @extend_schema(
        operation_id="staff_reports_behind",
        parameters=[BehindQuery, PAGED],
        responses={200: BehindOut} | problems(401, 403),
    )
    def get(self, request: Request) -> Response:
        """Đúng các phản ánh của một con số trên bảng theo dõi, mới nhất trước."""
        query, now, reader = asked(BehindQuery, request), timezone.now(), reads_all(request)
        cell = _cell(query, now=now)
        found = behind(cell, now=now)
        rows, order = rows_of(found)
        page = paging.page(rows, by=order, cursor=query.get("cursor", ""), size=lists.SIZE)
        links = paging.links(plain(request), page)
        header = paging.link_header(links)
        lines = [_line(one) for one in lines_of(page.rows, found, reader=reader)]
        answer = _number(cell, found) | links | {"results": lines}
        return Response(answer, headers={"Link": header} if header else None)


def _cell(query: dict[str, Any], *, now: datetime) -> Cell:
    """Return the number asked for. Raises Refused for a month, ward, unit or kind that is none."""
    figure, restated = query["figure"], ward_set(query.get("wards_on", ""))
    code = query.get("unit", "")
    return Cell(
        month=month_asked(query.get("month", ""), now=now),
        figure=figure,
        ward=ward_asked(query.get("ward", ""), restated, now=now),
        unit=unit_of(code, now=now).pk if code else None,
        group=query.get("group") or None,
        category=_kind(query.get("category", "")),
        reason=query.get("reason", "") if figure == "refused" else "",
        until=query.get("until"),
        place={name: _key(name, query[name]) for name in PLACES if query.get(name)},
        restated=restated,
    )


def _kind(code: str) -> int | None:
    if not code:
        return None
    found = next((one for one in book.categories_by_id().values() if one.code == code), None)
    if found is None:
        raise Refused(_("Không có loại việc này. Xin ông/bà chọn lại."), field="category", code="unknown_category")
    return found.pk


def _key(name: str, written: str) -> int | str | None:
    """Return what a place must be: a channel, the key of a line of the cut, None for reports of no such place."""
    if name == "channel" or written == NONE:
        return None if written == NONE else written
    found = number_in(written)
    if found is None:
        raise Refused(_("Mục này phải là một số nguyên."), field=name)
    return found


def _number(cell: Cell, found: Behind) -> dict[str, Any]:
    frozen, definition = frozen_of(cell), BY_CODE[cell.figure]
    return {
        "month": str(cell.month),
        "figure": cell.figure,
        "name": str(definition.name),
        "definition": str(definition.words),
        "number": found.number,
        "reports": found.reports,
        "frozen": frozen and frozen.number,
    }


def _line(one: Line) -> dict[str, Any]:
    return {
        "code": one.report.code if one.may_open else None,
        "category": kind_said(one.of.category),
        "ward": ward_said(one.of.ward),
        "unit": named(one.of.unit),
        "status": one.report.status,
        "created_at": local(one.report.created_at),
        "resolve_by": local(one.report.resolve_by),
        "times": one.times,
    }
