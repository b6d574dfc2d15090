"""The feed of changes: everything public that changed, in the order of commits, for whoever keeps a copy."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from backend.http import paging
from backend.http.described_headers import PAGED
from backend.http.door import Door, asked, plain
from backend.http.etag import kept_json
from backend.http.fields import Whole
from backend.reports.changes import Change, Turn, changes_after, is_released
from backend.reports.models import Report
from citizen_api.api import public, shapes
from citizen_api.api.where import SpokenQuery

USUAL_PAGE, LONGEST_PAGE = 100, 500
_LAST = 999_999_999
_NOT_HERE = frozenset({"supporters"})  # rises without an event: it is read where the report is


class ChangesQuery(SpokenQuery):
    since = Whole(required=False, min_value=0, max_value=_LAST, help_text="Số thứ tự đã đọc đến; bỏ trống: từ đầu")
    limit = Whole(required=False, min_value=1, max_value=LONGEST_PAGE, help_text="Số thay đổi mỗi trang")


class CopySerializer(shapes.ReportSerializer):
    """Như khi đọc phản ánh, không có số người cũng gặp."""

    supporters = None  # type: ignore[assignment]  # how the framework leaves a field out


class ChangeSerializer(shapes.Out):
    seq = serializers.IntegerField(help_text="Số thứ tự, tăng theo thứ tự ghi; không bao giờ đổi")
    at = serializers.DateTimeField()
    code = serializers.CharField()
    turn = serializers.ChoiceField(choices=Turn.choices)
    published = serializers.BooleanField(help_text="false: xóa lời, ảnh, vị trí khỏi bản sao")
    report = CopySerializer(allow_null=True, help_text="Phản ánh như lúc trả lời; null khi không còn công khai")


class ChangePageSerializer(shapes.PageOut):
    since = serializers.IntegerField(help_text="Giá trị since cho lần hỏi sau")
    results = ChangeSerializer(many=True)


class ChangesView(Door):
    """What changed since a number."""

    @extend_schema(operation_id="changes_list", parameters=[ChangesQuery, PAGED], responses=ChangePageSerializer)
    def get(self, request: Request) -> HttpResponse:
        """Mọi thay đổi công khai sau số thứ tự đã đọc, theo thứ tự ghi: không thiếu, không lặp."""
        query = asked(ChangesQuery, request)
        since, size = query.get("since", 0), query.get("limit", USUAL_PAGE)
        found = changes_after(since, most=size + 1)
        shown = found[:size]
        read_to = shown[-1].seq if shown else since
        links = {"next": _address(request, read_to) if len(found) > size else None, "previous": None}
        body = {**links, "since": read_to, "results": _items(shown)}
        response = kept_json(plain(request), body, keep_s=0)
        if link := paging.link_header(links):
            response.headers["Link"] = link
        return response


def _items(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return the changes with their reports as they stand now. Two statements."""
    reports = _reports({one.report_id for one in changes})
    return [_item(one, reports[one.report_id]) for one in changes]


def _reports(pks: Collection[int]) -> Mapping[int, Report]:
    rows = public.listed(Report.objects.filter(pk__in=pks).order_by("id"))
    return {report.pk: report for report in rows} if pks else {}


def _item(change: Change, report: Report) -> dict[str, Any]:
    """Return one change. The report as read last decides whether it is public: it may have been hidden meanwhile."""
    is_out = change.published and is_released(report)
    facts = {name: value for name, value in public.facts(report).items() if name not in _NOT_HERE} if is_out else None
    return {
        "seq": change.seq,
        "at": public.moment(change.at),
        "code": report.code,
        "turn": change.turn if is_out else Turn.WITHDRAWN,
        "published": is_out,
        "report": facts,
    }


def _address(request: Request, read_to: int) -> str:
    query = plain(request).GET.copy()
    query["since"] = str(read_to)
    return plain(request).build_absolute_uri(f"{request.path}?{query.urlencode()}")
