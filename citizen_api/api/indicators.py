"""The programme's indicators for the public: targets, values that two people stand for, and what reports say."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.door import Door, asked
from backend.indicators.fed import FedMonth
from backend.indicators.figures import LEAST_ANSWERS, SMALL
from backend.indicators.indicator_page import answerable_units
from backend.indicators.models import Feed, How, Indicator, Measure, Programme
from backend.indicators.register_words import DEFINITIONS
from backend.indicators.registered import RegisterMonth
from backend.indicators.standing import (
    IndicatorStanding,
    Standing,
    State,
    TargetStanding,
    programme_at,
    standing,
    state_of,
)
from backend.indicators.tally import day_of
from backend.indicators.wording import in_language
from backend.places.in_force import day_in_force
from backend.registers.readings import Reading
from backend.routing.names import named
from citizen_api.api.where import SpokenQuery

_ROUND = 5  # counts told to the public are rounded to this, so that no small one is left when another is taken off


class IndicatorUnitSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()


class EnteredSerializer(serializers.Serializer[Any]):
    """Số liệu đơn vị báo cáo, đã có người thứ hai duyệt."""

    number = serializers.FloatField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    source_on = serializers.DateField()
    document = serializers.CharField(allow_blank=True)
    sample = serializers.BooleanField(help_text="Số liệu mẫu, không có thật")

    def get_fields(self) -> dict[str, Any]:
        """Add the source; ``source`` is a word the framework keeps for itself."""
        return super().get_fields() | {"source": serializers.CharField()}


class RegisterSerializer(serializers.Serializer[Any]):
    """Từ sổ quản lý, vào hết ngày cuối của tháng trọn vẹn gần nhất; luôn kèm how."""

    kind = serializers.CharField(help_text="Sổ nào")
    subject = serializers.CharField(allow_blank=True)
    reading = serializers.ChoiceField(choices=Reading.choices)
    how = serializers.ChoiceField(choices=[one for one in How.choices if one[0] != How.NONE])
    on = serializers.DateField()
    part = serializers.IntegerField(allow_null=True, help_text="null: sổ chưa có gì, không phải số 0")
    whole = serializers.IntegerField(allow_null=True)
    frozen = serializers.BooleanField(help_text="Tháng đã chốt số liệu")
    definition = serializers.CharField()


class TargetSerializer(serializers.Serializer[Any]):
    what = serializers.CharField()
    low = serializers.FloatField()
    high = serializers.FloatField(help_text="Bằng low, trừ khi là một khoảng")
    comparator = serializers.CharField(help_text="=, >=, >, <= hoặc range")
    direction = serializers.CharField(help_text="up: càng cao càng tốt; down: càng thấp càng tốt")
    unit = serializers.CharField()
    due_on = serializers.DateField(allow_null=True, help_text="null: hằng năm")
    deadline = serializers.CharField()
    baseline = serializers.FloatField(allow_null=True)
    baseline_of = serializers.CharField(allow_blank=True)
    value = EnteredSerializer(allow_null=True, help_text="null: chưa có số liệu, không phải số 0")
    register = RegisterSerializer(allow_null=True, help_text="null: không sổ nào nói về mục tiêu này")
    standing = serializers.ChoiceField(choices=State.choices)


class FeedSerializer(serializers.Serializer[Any]):
    category = serializers.CharField()
    how = serializers.ChoiceField(choices=[one for one in How.choices if one[0] != How.NONE])
    only = serializers.CharField(allow_blank=True, help_text="near_school, food_street, register hoặc để trống: tất cả")


class WhatIsCountedSerializer(serializers.Serializer[Any]):
    counted = serializers.CharField()
    when = serializers.CharField()
    until = serializers.CharField()
    doubt = serializers.CharField()


class FedSerializer(serializers.Serializer[Any]):
    """Từ phản ánh của người dân, của tháng trọn vẹn gần nhất; luôn kèm how."""

    how = serializers.ChoiceField(choices=[one for one in How.choices if one[0] != How.NONE])
    measure = serializers.ChoiceField(choices=Measure.choices)
    month = serializers.CharField()
    number = serializers.FloatField(
        allow_null=True,
        help_text="on_time: phần trăm, làm tròn; số đếm làm tròn đến 5, dưới 3 là null. null: xem hidden",
    )
    hidden = serializers.BooleanField(help_text="Có số liệu nhưng quá nhỏ để công khai; number null mà false: chưa có")
    of = serializers.IntegerField(allow_null=True, help_text="wards: trên số phường")
    frozen = serializers.BooleanField(help_text="Tháng đã chốt số liệu")
    definition = WhatIsCountedSerializer()
    feeds = FeedSerializer(many=True)


class IndicatorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()
    units = IndicatorUnitSerializer(many=True, help_text="Chịu trách nhiệm; đơn vị đầu tiên chủ trì")
    holder = serializers.CharField()
    targets = TargetSerializer(many=True)
    fed = FedSerializer(allow_null=True, help_text="null: phản ánh không nói gì về chỉ tiêu này")


class IndicatorGroupSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    indicators = IndicatorSerializer(many=True)


class ProgrammeSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    number = serializers.CharField()
    issued_by = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()


class IndicatorsSerializer(serializers.Serializer[Any]):
    as_of = serializers.DateTimeField()
    programme = ProgrammeSerializer(allow_null=True, help_text="null: chưa nạp chương trình nào")
    groups = IndicatorGroupSerializer(many=True)


class IndicatorsView(Door):
    """The indicators of the programme in force."""

    @extend_schema(operation_id="indicators", parameters=[SpokenQuery], responses=IndicatorsSerializer)
    def get(self, request: Request) -> Response:
        """Chỉ tiêu Chương trình: mục tiêu, số liệu đã duyệt, số từ phản ánh của người dân."""
        asked(SpokenQuery, request)
        now = timezone.now()
        programme = programme_at(now)
        as_of = timezone.localtime(now).isoformat()
        if programme is None:
            return Response({"as_of": as_of, "programme": None, "groups": []})
        groups = _groups(standing(programme, now=now))
        return Response({"as_of": as_of, "programme": _programme(programme), "groups": groups})


def _programme(one: Programme) -> dict[str, object]:
    plain = {name: getattr(one, name) for name in ("code", "number", "issued_by", "first_day", "last_day")}
    return plain | {"name": in_language(one, "name")}


def _groups(shown: Standing) -> list[dict[str, object]]:
    on = day_in_force(timezone.now())
    return [
        {
            "code": group.code,
            "name": in_language(group, "name"),
            "indicators": [
                _indicator(one)
                | {"units": [{"code": u.code, "name": named(u)} for u in answerable_units(one.indicator, on=on)]}
                for one in indicators
            ],
        }
        for group, indicators in shown.groups
    ]


def _indicator(one: IndicatorStanding) -> dict[str, object]:
    return {
        "code": one.indicator.code,
        "text": in_language(one.indicator, "text"),
        "holder": in_language(one.indicator, "holder"),
        "targets": [_target(stands) for stands in one.targets],
        "fed": _fed(one.indicator, one.fed) if one.fed else None,
    }


def _target(one: TargetStanding) -> dict[str, object]:
    target, value = one.target, one.value
    in_words = {name: in_language(target, name) for name in ("what", "unit", "deadline", "baseline_of")}
    numbers = {name: float(getattr(target, name)) for name in ("low", "high")}
    entered = None
    if value:
        names = ("first_day", "last_day", "source", "source_on", "document")
        entered = {name: getattr(value, name) for name in names}
        entered |= {"number": float(value.number), "sample": value.is_sample}
    return (
        in_words
        | numbers
        | {name: getattr(target, name) for name in ("comparator", "direction", "due_on")}
        | {"baseline": None if target.baseline is None else float(target.baseline), "value": entered}
        | {"register": _register(one.register) if one.register else None, "standing": _public_state(one)}
    )


def _register(one: RegisterMonth) -> dict[str, object]:
    share = one.share
    return {
        **{name: getattr(one.feed, name) for name in ("kind", "subject", "reading", "how")},
        "on": one.on,
        "part": share.part if share else None,
        "whole": share.whole if share else None,
        "frozen": one.is_frozen,
        "definition": DEFINITIONS[one.reading],
    }


def _public_state(one: TargetStanding) -> str:
    """Return how a target stands; what reports say and is too small to be told does not show in it either."""
    if one.fed is None or one.fed.number is None or _public_number(one.fed) is not None:
        return one.state
    registered = one.register.against_target if one.register else None
    reported = one.value.number if one.value else None
    return state_of(one.target, reported, registered=registered, on=day_of(timezone.now()))


def _fed(indicator: Indicator, value: FedMonth) -> dict[str, object]:
    number = _public_number(value)
    return {
        "how": indicator.how,
        "measure": value.measure,
        "month": str(value.month),
        "number": number,
        "hidden": number is None and value.number is not None,
        "of": value.whole if value.measure == Measure.WARDS else None,
        "frozen": value.is_frozen,
        "definition": in_language(indicator, "definition"),
        "feeds": [_feed(feed) for feed in indicator.feeds.all()],
    }


def _feed(feed: Feed) -> dict[str, object]:
    return {"category": feed.category.code, "how": feed.how, "only": feed.only}


def _public_number(value: FedMonth) -> float | None:
    """Return the number as the public may read it: a share of ten at least, a count rounded, None where too small."""
    if value.number is None or value.part is None:
        return None
    if value.measure == Measure.ON_TIME:
        return round(value.number) if (value.whole or 0) >= LEAST_ANSWERS else None
    if value.measure == Measure.WARDS:
        return value.part
    return _ROUND * round(value.part / _ROUND) if value.part >= SMALL else None
