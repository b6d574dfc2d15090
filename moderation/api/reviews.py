"""The staff call about the years of the programme: its yearly plans, self-checks and reviews, and what is due."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.door import asked
from backend.http.fields import Strict, Text
from backend.http.schema import problems
from backend.indicators.indicator_page import Year, years
from backend.indicators.models import Comparator, Direction, Review, ReviewKind, Target
from backend.indicators.standing import programme_at
from backend.indicators.wording import in_language, target_words
from moderation.api.door import StaffDoor, reads_all
from moderation.api.shapes import NamedOut, Out


class ReviewsQuery(Strict):
    lang = Text(required=False)


class ReviewOut(Out):
    """Một bước của Chương trình, làm trong khoảng hai ngày; ``text`` là lời của Chương trình."""

    kind = serializers.ChoiceField(choices=ReviewKind.choices)
    name = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    text = serializers.CharField()


class DueOut(Out):
    """Một mục tiêu đến hạn."""

    indicator = serializers.CharField()
    target = serializers.IntegerField()
    what = serializers.CharField()
    words = serializers.CharField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    comparator = serializers.ChoiceField(choices=Comparator.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    unit = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)


class YearOut(Out):
    year = serializers.IntegerField()
    over = serializers.BooleanField()
    reviews = ReviewOut(many=True)
    due = DueOut(many=True, help_text="Mục tiêu đến hạn trong năm")
    yearly = DueOut(many=True, help_text="Mục tiêu của mỗi năm")


class ReviewsOut(Out):
    programme = NamedOut(allow_null=True, help_text="null: chưa nạp chương trình nào")
    results = YearOut(many=True)


class ReviewsView(StaffDoor):
    @extend_schema(
        operation_id="staff_reviews", parameters=[ReviewsQuery], responses={200: ReviewsOut} | problems(401, 403)
    )
    def get(self, request: Request) -> Response:
        """Kế hoạch năm, tự kiểm tra, sơ kết, tổng kết, và mục tiêu của từng năm; báo cáo lập ở staff/documents."""
        asked(ReviewsQuery, request)
        reads_all(request)
        now = timezone.now()
        programme = programme_at(now)
        return Response(
            {
                "programme": programme and {"code": programme.code, "name": in_language(programme, "name")},
                "results": [_year(one) for one in years(programme, now=now)] if programme else [],
            }
        )


def _year(year: Year) -> dict[str, Any]:
    return {
        "year": year.year,
        "over": year.is_over,
        "reviews": [_review(one) for one in year.reviews],
        "due": [_due(one) for one in year.due],
        "yearly": [_due(one) for one in year.yearly],
    }


def _review(review: Review) -> dict[str, Any]:
    names = ("kind", "first_day", "last_day", "text")
    return {name: getattr(review, name) for name in names} | {"name": review.get_kind_display()}


def _due(target: Target) -> dict[str, Any]:
    return {
        "indicator": target.indicator.code,
        "target": target.order,
        **{name: in_language(target, name) for name in ("what", "unit")},
        "words": target_words(target),
        **{name: float(getattr(target, name)) for name in ("low", "high")},
        **{name: getattr(target, name) for name in ("comparator", "direction", "due_on")},
    }
