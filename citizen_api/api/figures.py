"""Monthly figures for the public: counted from facts, each with its definition."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.core.errors import Refused
from backend.core.month import Month
from backend.http.door import Door, asked
from backend.http.fields import Choice, Text, WrittenDay, WrittenMonth
from backend.indicators.cuts import cuts
from backend.indicators.definitions import DEFINITIONS
from backend.indicators.facts import PUBLIC
from backend.indicators.gather import NOW
from backend.indicators.lines import GROUPS, KINDS, MONTHS, UNITS, WARDS, Line
from backend.indicators.models import ClosedMonth
from backend.indicators.query import Scope, months_before
from backend.indicators.restated import WardSet, ward_set
from backend.indicators.tally import day_of
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force, wards_named
from backend.places.models import Ward
from backend.routing.models import Category, Group, Unit
from citizen_api.api.table import table_lines
from citizen_api.api.where import SpokenQuery

BY = {"ward": WARDS, "unit": UNITS, "group": GROUPS, "category": KINDS}
_SHARES = ("accepted_on_time", "resolved_on_time", "reopened", "satisfied")
_COUNTS = (*PUBLIC, "resolve_due", *(f"{name}_share" for name in _SHARES), "per_1000")
_HOURS = ("hours_median", "hours_median_over", "hours_p90", "hours_p90_over")
_USUAL_MONTHS = 12
_LONGEST_CODE = 60


class FiguresQuery(SpokenQuery):
    ward = Text(required=False, help_text="Mã, slug hoặc tên phường")
    unit = Text(required=False, help_text="Mã hoặc slug đơn vị chủ trì")
    group = Choice(choices=Group.choices, required=False)
    category = Text(required=False, help_text="Một hoặc nhiều mã, cách nhau bằng dấu phẩy")
    by = Choice(choices=[(name, name) for name in BY], required=False, help_text="Thêm lines: mỗi dòng một phường…")
    format = Choice(choices=[("json", "json"), ("csv", "csv")], required=False)
    wards_on = WrittenDay(required=False, help_text="Tính lại theo bộ phường của ngày này")

    def get_fields(self) -> dict[str, Any]:
        """Add the two months; ``from`` is a word Python keeps for itself."""
        first = WrittenMonth(
            required=False, help_text="Tháng đầu, ví dụ 2026-01; mặc định là 11 tháng trước tháng cuối"
        )
        last = WrittenMonth(required=False, help_text="Tháng cuối, tính cả tháng này; mặc định là tháng này")
        return {"from": first, "to": last} | super().get_fields()


class CountsSerializer(serializers.Serializer[Any]):
    """Tỷ lệ là số từ 0 đến 1; mẫu số bằng 0 thì là null. Số dưới 3, và số để lộ nó qua phép trừ, là null.

    Giờ làm việc của một nửa và của 9 trên 10 phản ánh tính theo Kaplan-Meier, phản ánh còn mở là quan sát bị cắt.
    """

    resolve_due = serializers.IntegerField(allow_null=True)
    accepted_on_time_share = serializers.FloatField(allow_null=True)
    resolved_on_time_share = serializers.FloatField(allow_null=True)
    reopened_share = serializers.FloatField(allow_null=True)
    satisfied_share = serializers.FloatField(allow_null=True, help_text="Dưới 10 câu trả lời là null")
    per_1000 = serializers.FloatField(allow_null=True, help_text="Chỉ có khi hỏi theo phường; dưới 3 phản ánh là null")

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.IntegerField(allow_null=True) for name in PUBLIC} | super().get_fields()


class WhySerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    number = serializers.IntegerField()


class FigureLineSerializer(CountsSerializer):
    """``open``, ``overdue``: vào lúc hỏi. Giờ làm việc; ``over``: chưa đủ, phải chờ lâu hơn thế."""

    open = serializers.IntegerField(allow_null=True)
    overdue = serializers.IntegerField(allow_null=True)
    hours_median = serializers.IntegerField(allow_null=True)
    hours_median_over = serializers.BooleanField()
    hours_p90 = serializers.IntegerField(allow_null=True)
    hours_p90_over = serializers.BooleanField()
    refused_why = WhySerializer(many=True)


class NamedLineSerializer(FigureLineSerializer):
    code = serializers.CharField()
    name = serializers.CharField()


class MonthSerializer(CountsSerializer):
    month = serializers.CharField()
    frozen = serializers.BooleanField(help_text="Tháng đã chốt số liệu")
    revision = serializers.IntegerField(allow_null=True, help_text="Bản đang có hiệu lực của tháng đã chốt")
    head = serializers.CharField(allow_null=True, help_text="Mã băm của bản đó, xem verify_month")


class DefinitionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    words = serializers.CharField()


class RestatedSerializer(serializers.Serializer[Any]):
    wards = serializers.IntegerField(help_text="Số phường của bộ này")
    note = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        days = {"from": serializers.DateField(), "to": serializers.DateField(allow_null=True)}
        return days | super().get_fields()


class FiguresSerializer(serializers.Serializer[Any]):
    as_of = serializers.DateTimeField()
    restated = RestatedSerializer(allow_null=True, help_text="Khi hỏi với wards_on: tính lại theo vị trí, chưa chốt")
    months = MonthSerializer(many=True)
    total = FigureLineSerializer()
    lines = NamedLineSerializer(many=True, required=False, help_text="Chỉ có khi hỏi với by")
    definitions = DefinitionSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        return {"from": serializers.CharField(), "to": serializers.CharField()} | super().get_fields()


class FiguresView(Door):
    """Figures month by month."""

    @extend_schema(
        operation_id="figures",
        parameters=[FiguresQuery],
        responses={(200, "application/json"): FiguresSerializer, (200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Số liệu theo tháng, chia theo phường, đơn vị, loại việc khi hỏi với by."""
        now = timezone.now()
        query = asked(FiguresQuery, request)
        restated = ward_set(query.get("wards_on") or "")
        on, word = restated.began if restated else day_in_force(now), query.get("ward")
        wards = wards_named(word, on=on, in_force_only=restated is not None) if word else []
        scope = scope_of(query, wards=wards, restated=restated, now=now)
        found = cuts(scope, now=now, wards=wards_in_force(on) if scope.is_whole else ())
        if wards:
            found = found.of_people(wards[0].population)
        by = BY.get(query.get("by") or "")
        if query.get("format") == "csv":
            return _as_csv(found.tables[by or MONTHS], of_months=by is None, restated=restated)
        closed = {str(month): row for month, row in found.closed.items()}
        months = [_sealed(one.code, closed.get(one.code)) | counts(one) for one in found.tables[MONTHS]]
        lines = {"lines": [named_line(one) for one in found.tables[by]]} if by else {}
        definitions = [{"code": one.code, "name": str(one.name), "words": str(one.words)} for one in DEFINITIONS]
        span = {"from": str(scope.first), "to": str(scope.last), "as_of": timezone.localtime(now).isoformat()}
        return Response(
            span
            | _restated(restated)
            | {"months": months, "total": line_of(found.total)}
            | lines
            | {"definitions": definitions}
        )


def scope_of(query: dict[str, Any], *, wards: list[Ward], restated: WardSet | None, now: datetime) -> Scope:
    """Return what the query asks for. Raises Refused for a month, unit or category that is none."""
    last = _month(query.get("to"), "to") or Month.of(day_of(now))
    return Scope(
        first=_month(query.get("from"), "from") or months_before(last, _USUAL_MONTHS - 1),
        last=last,
        wards=[ward.pk for ward in wards] if query.get("ward") else None,
        units=_units(query.get("unit")),
        group=query.get("group") or None,
        categories=_categories(query.get("category")),
        restated=restated,
    )


def _restated(of: WardSet | None) -> dict[str, object]:
    """Return which ward set the figures are restated on, in numbers and in words; null where they are not."""
    told = of and {"from": of.began.isoformat(), "to": of.ended and of.ended.isoformat(), "wards": len(of.wards)}
    return {"restated": {**told, "note": of.note} if of and told else None}


def _sealed(month: str, closed: ClosedMonth | None) -> dict[str, object]:
    """Return the month, whether its figures are frozen, in which revision, and its head in the chain."""
    sealed = {"revision": closed.revision, "head": closed.head} if closed else {"revision": None, "head": None}
    return {"month": month, "frozen": closed is not None} | sealed


def counts(line: Line) -> dict[str, object]:
    """Return the figures by their codes, None where they are hidden; shares to 4 places, rates to 2."""
    numbers: dict[str, object] = {name: line.cells[name].number for name in (*PUBLIC, "resolve_due")}
    shares = {f"{name}_share": _rounded(getattr(line, name).share, 4) for name in _SHARES}
    return numbers | shares | {"per_1000": _rounded(line.per_1000, 2)}


def line_of(line: Line) -> dict[str, object]:
    """Return the figures of a line that is no month: with what is open, how long it took, and why some were refused."""
    hours = {"hours_median": line.hours_median, "hours_p90": line.hours_p90}
    return (
        counts(line)
        | {name: line.cells[name].number for name in NOW}
        | {name: one and one.hours for name, one in hours.items()}
        | {f"{name}_over": one is not None and one.is_over for name, one in hours.items()}
        | {"refused_why": [{"code": one.code, "name": one.name, "number": one.number} for one in line.why]}
    )


def named_line(line: Line) -> dict[str, object]:
    return {"code": line.code, "name": line.name} | line_of(line)


def _as_csv(lines: Sequence[Line], *, of_months: bool, restated: WardSet | None) -> HttpResponseBase:
    """Answer with one row for each line, UTF-8; what is hidden is empty. Reasons of refusals are in the JSON alone.

    What is restated says so in every row: the day its wards came into force.
    """
    said = {"restated_on": restated.began.isoformat()} if restated else {}
    rows = [({"month": one.code} | counts(one) if of_months else named_line(one)) | said for one in lines]
    columns = ("month", *_COUNTS) if of_months else ("code", "name", *_COUNTS, *NOW, *_HOURS)
    columns = (*columns, *said)
    answer = StreamingHttpResponse(table_lines(rows, columns=columns), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="so-lieu.csv"'
    return answer


def _month(written: str | None, field: str) -> Month | None:
    if not written:
        return None
    try:
        return Month.parse(written)
    except ValueError:
        raise Refused(_("Xin ghi tháng theo mẫu 2026-10."), field=field, code="invalid") from None


def _units(word: str | None) -> list[int] | None:
    if not word:
        return None
    found = list(Unit.objects.filter(slug=word.lower()).values_list("pk", flat=True)) if _may_be_code(word) else []
    if not found:
        raise Refused(_("Không có đơn vị này."), field="unit", code="unknown_unit")
    return found


def _categories(words: str | None) -> list[int] | None:
    if not words:
        return None
    codes = {word for word in words.split(",") if _may_be_code(word)}
    found = dict(Category.objects.filter(code__in=codes).values_list("code", "pk"))
    if not found or len(found) < len(set(words.split(","))):
        raise Refused(_("Không có loại việc này. Xin ông/bà chọn lại."), field="category", code="unknown_category")
    return list(found.values())


def _may_be_code(word: str) -> bool:
    """Whether the word may be asked for in the database at all: NUL and lone surrogates may not."""
    return len(word) <= _LONGEST_CODE and word.isascii() and word.isprintable()


def _rounded(number: float | None, places: int) -> float | None:
    return None if number is None else round(number, places)
