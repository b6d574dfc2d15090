"""Monthly figures for the public: counted from daily facts, each with its definition."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.core.errors import Refused
from backend.core.month import Month
from backend.http.door import Door, asked
from backend.http.fields import Choice, Text
from backend.indicators.definitions import DEFINITIONS
from backend.indicators.facts import MEASURES
from backend.indicators.figures import Figures
from backend.indicators.query import Scope, monthly
from backend.indicators.tally import day_of
from backend.places.in_force import day_in_force
from backend.places.locate import is_named, wards_in_force
from backend.places.models import Ward
from backend.places.ward_sets import kept_wards
from backend.routing.models import Category, Group, Unit
from citizen_api.api.where import SpokenQuery

SHARES = ("accepted_on_time_share", "resolved_on_time_share", "reopened_share")
_USUAL_MONTHS = 12
_LONGEST_CODE = 60


class FiguresQuery(SpokenQuery):
    ward = Text(required=False, help_text="Mã, slug hoặc tên phường")
    unit = Text(required=False, help_text="Mã hoặc slug đơn vị chủ trì")
    group = Choice(choices=Group.choices, required=False)
    category = Text(required=False, help_text="Một hoặc nhiều mã, cách nhau bằng dấu phẩy")
    wards_on = Text(required=False, help_text="Tính lại theo bộ phường của một ngày: chưa có")

    def get_fields(self) -> dict[str, Any]:
        """Add the two months; ``from`` is a word Python keeps for itself."""
        first = Text(required=False, help_text="Tháng đầu, ví dụ 2026-01; mặc định là 11 tháng trước tháng cuối")
        last = Text(required=False, help_text="Tháng cuối, tính cả tháng này; mặc định là tháng này")
        return {"from": first, "to": last} | super().get_fields()


class CountsSerializer(serializers.Serializer[Any]):
    """Tỷ lệ là số từ 0 đến 1; mẫu số bằng 0 thì là null."""

    resolve_due = serializers.IntegerField()
    accepted_on_time_share = serializers.FloatField(allow_null=True)
    resolved_on_time_share = serializers.FloatField(allow_null=True)
    reopened_share = serializers.FloatField(allow_null=True)
    per_1000 = serializers.FloatField(allow_null=True, help_text="Chỉ có khi hỏi một phường; dưới 3 phản ánh là null")

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.IntegerField() for name in MEASURES} | super().get_fields()


class MonthSerializer(CountsSerializer):
    month = serializers.CharField()
    frozen = serializers.BooleanField(help_text="Tháng đã chốt số liệu")


class DefinitionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    words = serializers.CharField()


class FiguresSerializer(serializers.Serializer[Any]):
    as_of = serializers.DateTimeField()
    months = MonthSerializer(many=True)
    total = CountsSerializer()
    definitions = DefinitionSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        return {"from": serializers.CharField(), "to": serializers.CharField()} | super().get_fields()


class FiguresView(Door):
    """Figures month by month."""

    @extend_schema(operation_id="figures", parameters=[FiguresQuery], responses=FiguresSerializer)
    def get(self, request: Request) -> Response:
        """Số liệu theo tháng."""
        now = timezone.now()
        query = asked(FiguresQuery, request)
        wards = _wards(query.get("ward"), now=now)
        scope = scope_of(query, wards=wards, now=now)
        answer = monthly(scope)
        people = wards[0].population if wards else None
        months = [
            {"month": str(one.month), "frozen": False} | counts(one.figures, population=people) for one in answer.months
        ]
        total = counts(answer.total, population=people)
        definitions = [{"code": one.code, "name": str(one.name), "words": str(one.words)} for one in DEFINITIONS]
        span = {"from": str(scope.first), "to": str(scope.last), "as_of": timezone.localtime(now).isoformat()}
        return Response(span | {"months": months, "total": total, "definitions": definitions})


def scope_of(query: dict[str, Any], *, wards: list[Ward], now: datetime) -> Scope:
    """Return what the query asks for. Raises Refused for a month, unit or category that is none."""
    if query.get("wards_on"):
        raise Refused(
            _("Chưa tính lại được số liệu theo bộ phường khác. Xin bỏ mục này."), field="wards_on", code="not_yet"
        )
    last = _month(query.get("to"), "to") or Month.of(day_of(now))
    return Scope(
        first=_month(query.get("from"), "from") or _months_before(last, _USUAL_MONTHS - 1),
        last=last,
        wards=[ward.pk for ward in wards] if query.get("ward") else None,
        units=_units(query.get("unit")),
        group=query.get("group") or None,
        categories=_categories(query.get("category")),
    )


def counts(figures: Figures, *, population: int | None) -> dict[str, int | float | None]:
    """Return the figures by their codes; shares to 4 places, rates to 2."""
    shares = {name: _rounded(getattr(figures, name), 4) for name in SHARES}
    per_1000 = _rounded(figures.per_1000(population), 2)
    numbers: dict[str, int | float | None] = {name: getattr(figures, name) for name in (*MEASURES, "resolve_due")}
    return numbers | shares | {"per_1000": per_1000}


def _month(written: str | None, field: str) -> Month | None:
    if not written:
        return None
    try:
        return Month.parse(written)
    except ValueError:
        raise Refused(_("Xin ghi tháng theo mẫu 2026-10."), field=field, code="invalid") from None


def _months_before(month: Month, number: int) -> Month:
    year, rest = divmod(month.year * 12 + month.number - 1 - number, 12)
    return Month(year, rest + 1)


def _wards(word: str | None, *, now: datetime) -> list[Ward]:
    """Return the rows of the ward named: of the set in force, else of any set. Raises Refused where there is none."""
    if not word:
        return []
    in_force = [ward for ward in wards_in_force(day_in_force(now)) if is_named(ward, word)]
    found = in_force or [ward for ward in kept_wards().by_id.values() if is_named(ward, word)]
    if not found:
        raise Refused(_("Không có phường này."), field="ward", code="unknown_ward")
    return found


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
