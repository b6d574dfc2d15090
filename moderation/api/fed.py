"""The staff calls about indicators that reports feed: what they say in each ward, and exactly the reports behind it."""

from typing import Any

from django.db.models import TextChoices
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.described_headers import PAGED
from backend.http.door import asked
from backend.http.fields import Choice, Strict, Text, WrittenDay, WrittenMonth
from backend.http.schema import problems
from backend.indicators.board import Board
from backend.indicators.fed_wards import FedColumn, WardCell
from backend.indicators.heat import Level
from backend.indicators.indicator_page import month_of
from backend.indicators.models import How, Indicator, Measure
from backend.indicators.page import fed_by_ward, month_asked
from backend.indicators.reports_behind import reports_behind
from backend.indicators.restated import ward_set
from backend.indicators.wording import in_language, target_words
from backend.places.models import Ward
from backend.reports.models import Report, Status
from moderation.api.answers import named
from moderation.api.door import StaffDoor, person, reads_all
from moderation.api.indicator import seen_indicator
from moderation.api.lists import PageOut, PageQuery, page_of
from moderation.api.said import kind_said, local, ward_said
from moderation.api.shapes import NamedOut, Out
from moderation.api.ward_asked import WHICH_WARD, ward_asked, ward_key

_HOW = [one for one in How.choices if one[0] != How.NONE]


class Part(TextChoices):
    """Which of the reports of a share: all, or those on time."""

    ON_TIME = "on_time"


class FedQuery(Strict):
    month = WrittenMonth(required=False, help_text="Mặc định: tháng này")
    wards_on = WrittenDay(required=False, help_text="Tính lại theo bộ phường của ngày này")
    lang = Text(required=False)


class FedReportsQuery(PageQuery):
    month = WrittenMonth(required=False, help_text="Mặc định: tháng này")
    ward = Text(required=False, help_text=WHICH_WARD)
    wards_on = WrittenDay(required=False, help_text="Tính lại theo bộ phường của ngày này")
    part = Choice(choices=Part.choices, required=False, allow_blank=True, help_text="Của một tỷ lệ: chỉ phần đúng hạn")


class FedCellOut(Out):
    """Một phường: ``part`` trên ``whole`` (0: là một số đếm); ``part`` null: chưa có số liệu, không phải số 0."""

    key = serializers.CharField(help_text="Gửi ở ward của staff/indicators/<mã>/reports; none: ngoài bộ phường")
    code = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    part = serializers.IntegerField(allow_null=True)
    whole = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="Từ 0 đến 1")
    reports = serializers.IntegerField(help_text="Số phản ánh đứng sau")
    change = serializers.FloatField(allow_null=True, help_text="So với tháng trước; của một tỷ lệ: điểm phần trăm")
    level = serializers.ChoiceField(choices=Level.choices, help_text="So với toàn quận")


class FedTargetOut(Out):
    target = serializers.IntegerField()
    what = serializers.CharField()
    words = serializers.CharField()
    measured = serializers.BooleanField(help_text="Cùng đơn vị với số từ phản ánh, so sánh được")


class FedColumnOut(Out):
    """Một chỉ tiêu có số từ phản ánh, theo phường."""

    code = serializers.CharField()
    text = serializers.CharField()
    how = serializers.ChoiceField(choices=_HOW)
    measure = serializers.ChoiceField(choices=Measure.choices)
    targets = FedTargetOut(many=True)
    wards = FedCellOut(many=True)


class FedOut(Out):
    month = serializers.CharField()
    until = serializers.DateField(allow_null=True, help_text="Tháng đang chạy: so với tháng trước đến hết ngày này")
    wards_on = serializers.DateField(allow_null=True, help_text="Ngày đầu của bộ phường được tính lại; null: không")
    results = FedColumnOut(many=True)


class FedReportOut(Out):
    """Một phản ánh được tính."""

    code = serializers.CharField()
    category = NamedOut()
    ward = NamedOut()
    unit = NamedOut()
    status = serializers.ChoiceField(choices=Status.choices)
    created_at = serializers.DateTimeField()
    resolve_by = serializers.DateTimeField(allow_null=True)


class FedReportsOut(PageOut):
    """Số của chỉ tiêu trong tháng (toàn quận); ``results``: những phản ánh được tính mà người hỏi được xem."""

    indicator = serializers.CharField()
    month = serializers.CharField()
    how = serializers.ChoiceField(choices=_HOW)
    measure = serializers.ChoiceField(choices=Measure.choices)
    part = serializers.IntegerField(allow_null=True, help_text="null: chưa có số liệu, không phải số 0")
    whole = serializers.IntegerField(allow_null=True)
    frozen = serializers.BooleanField(help_text="Số đã chốt không đổi; danh sách là của các sự kiện đến nay")
    reports = serializers.IntegerField(help_text="Số phản ánh được tính, theo ward và part")
    results = FedReportOut(many=True)


class FedView(StaffDoor):
    @extend_schema(operation_id="staff_fed", parameters=[FedQuery], responses={200: FedOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Các chỉ tiêu có số từ phản ánh, theo phường, như trên bảng theo dõi."""
        query, now = asked(FedQuery, request), timezone.now()
        reads_all(request)
        month, restated = month_asked(query.get("month", ""), now=now), ward_set(query.get("wards_on", ""))
        board, columns = fed_by_ward(month, now=now, restated=restated)
        codes = dict(Ward.objects.filter(pk__in=[line.key for line in board.wards]).values_list("pk", "code"))
        return Response(
            {
                "month": str(month),
                "until": board.before_until if board.is_running else None,
                "wards_on": restated and restated.began,
                "results": [_column(one, board, codes) for one in columns],
            }
        )


class FedReportsView(StaffDoor):
    @extend_schema(
        operation_id="staff_fed_reports",
        parameters=[FedReportsQuery, PAGED],
        responses={200: FedReportsOut} | problems(401, 403, 404),
    )
    def get(self, request: Request, code: str) -> Response:
        """Các phản ánh đứng sau số của một chỉ tiêu trong tháng, mới nhất trước."""
        query, now, indicator = asked(FedReportsQuery, request), timezone.now(), _fed(request, code)
        month, restated = month_asked(query.get("month", ""), now=now), ward_set(query.get("wards_on", ""))
        ward = ward_asked(query.get("ward", ""), restated, now=now)
        value, on_time = month_of(indicator, month, now=now), query.get("part") == Part.ON_TIME
        behind = reports_behind(indicator, value, now=now, ward=ward, restated=restated, on_time=on_time)
        mine = Report.objects.for_staff(person(request)).filter(pk__in=behind.values("pk"))
        rows = mine.select_related("category", "ward", "unit").defer("ward__boundary")
        response = page_of(request, rows, by="-created_at", said=_report)
        response.data |= {
            "indicator": indicator.code,
            "month": str(month),
            "how": indicator.how,
            "measure": value.measure.value,
            "part": value.part,
            "whole": value.whole,
            "frozen": value.is_frozen,
            "reports": behind.count(),
        }
        return response


def _fed(request: Request, code: str) -> Indicator:
    """Return the fed indicator. Raises Http404 where there is none, PermissionDenied where it is not theirs to see."""
    found = seen_indicator(request, code)
    if not found.is_fed:
        raise Http404
    return found


def _column(column: FedColumn, board: Board, codes: dict[int, str]) -> dict[str, Any]:
    one = column.indicator
    return {
        "code": one.code,
        "text": in_language(one, "text"),
        "how": one.how,
        "measure": column.measure.value,
        "targets": [
            {
                "target": target.order,
                "what": in_language(target, "what"),
                "words": target_words(target),
                "measured": target.is_measured,
            }
            for target in one.targets.all()
        ],
        "wards": [
            {"key": ward_key(line.key), "code": codes.get(line.key), "name": line.name} | _cell(column.cells[line.key])
            for line in board.wards
            if isinstance(line.key, int)
        ],
    }


def _cell(cell: WardCell) -> dict[str, Any]:
    names = ("part", "whole", "share", "change")
    return {name: getattr(cell, name) for name in names} | {"reports": cell.number, "level": cell.level.value}


def _report(report: Report) -> dict[str, Any]:
    return {
        "code": report.code,
        "category": kind_said(report.category),
        "ward": ward_said(report.ward),
        "unit": named(report.unit),
        "status": report.status,
        "created_at": local(report.created_at),
        "resolve_by": local(report.resolve_by),
    }
