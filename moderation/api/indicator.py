"""The staff call about one indicator: its targets as they stand, its months, what registers say, its tasks."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.core.text import clean_line
from backend.http.schema import problems
from backend.indicators.fed import FedMonth
from backend.indicators.first_action import ActionMonth, FirstActions
from backend.indicators.indicator_page import OneIndicator, indicator_of, may_see, one_indicator
from backend.indicators.models import How, Indicator, Measure
from backend.indicators.register_page import RegisterSeries
from backend.indicators.standing import State, TargetStanding
from backend.indicators.wording import baseline_words, in_language, target_words
from backend.registers.readings import Reading
from backend.registers.shares import Share
from backend.registers.standing import EntryKind
from moderation.api.answers import named
from moderation.api.door import StaffDoor, person
from moderation.api.said import ward_said
from moderation.api.shapes import NamedOut, Out

_HOW = [one for one in How.choices if one[0] != How.NONE]


class TargetStandingOut(Out):
    """Một mục tiêu; các số liệu nhập tay ở staff/values."""

    target = serializers.IntegerField()
    what = serializers.CharField()
    words = serializers.CharField()
    deadline = serializers.CharField(allow_blank=True)
    baseline = serializers.CharField(allow_blank=True)
    standing = serializers.ChoiceField(choices=State.choices)
    value = serializers.IntegerField(allow_null=True, help_text="id ở staff/values của số đã duyệt mới nhất")
    waiting = serializers.IntegerField(help_text="Số liệu chờ người thứ hai duyệt")


class PartOut(Out):
    part = serializers.IntegerField(allow_null=True, help_text="null: chưa có số liệu, không phải số 0")
    whole = serializers.IntegerField(allow_null=True)


class FedMonthOut(PartOut):
    month = serializers.CharField()
    number = serializers.FloatField(allow_null=True, help_text="Của một tỷ lệ: phần trăm; còn lại là số đếm")
    frozen = serializers.BooleanField()
    untold = serializers.ListField(child=serializers.CharField(), help_text="Điều kiện chưa biết được")


class RegisterMonthOut(PartOut):
    month = serializers.CharField()
    on = serializers.DateField()
    number = serializers.FloatField(allow_null=True, help_text="Của một tỷ lệ: phần trăm; còn lại là số đếm")
    frozen = serializers.BooleanField()


class RegisterWardOut(PartOut):
    ward = NamedOut()


class RegisterSeriesOut(Out):
    """Một sổ nói gì về một mục tiêu, tháng mới nhất trước; ``wards``: của tháng mới nhất."""

    target = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    reading = serializers.ChoiceField(choices=Reading.choices)
    how = serializers.ChoiceField(choices=_HOW)
    definition = serializers.CharField()
    months = RegisterMonthOut(many=True)
    wards = RegisterWardOut(many=True)


class ActionsOut(Out):
    alerts = serializers.IntegerField()
    untouched = serializers.IntegerField(help_text="Chưa ai nhận tin")
    median_minutes = serializers.IntegerField(allow_null=True, help_text="Một nửa được nhận tin trong bấy nhiêu phút")
    over = serializers.BooleanField(help_text="Quá một nửa chưa ai nhận tin: còn lâu hơn median_minutes")


class WardActionsOut(ActionsOut):
    ward = NamedOut()


class ActionMonthOut(Out):
    """Cảnh báo thực phẩm của một tháng được nhận tin nhanh đến đâu."""

    month = serializers.CharField()
    frozen = serializers.BooleanField()
    all = ActionsOut()
    wards = WardActionsOut(many=True)


class TaskOut(Out):
    code = serializers.CharField()
    heading = serializers.CharField()
    text = serializers.CharField()


class OneIndicatorOut(Out):
    """Một chỉ tiêu như trên trang của nó; ``months``: từ phản ánh, tháng cũ nhất trước."""

    code = serializers.CharField()
    text = serializers.CharField()
    units = NamedOut(many=True, help_text="Chịu trách nhiệm; đơn vị đầu tiên chủ trì")
    holder = serializers.CharField()
    how = serializers.ChoiceField(choices=_HOW, allow_null=True, help_text="null: phản ánh không nói gì")
    measure = serializers.ChoiceField(choices=Measure.choices, allow_null=True)
    definition = serializers.DictField(child=serializers.CharField(), help_text="Phản ánh được tính thế nào")
    targets = TargetStandingOut(many=True)
    months = FedMonthOut(many=True)
    registers = RegisterSeriesOut(many=True)
    first_actions = ActionMonthOut(many=True)
    tasks = TaskOut(many=True)


class IndicatorView(StaffDoor):
    @extend_schema(operation_id="staff_indicator", responses={200: OneIndicatorOut} | problems(401, 403, 404))
    def get(self, request: Request, code: str) -> Response:
        """Một chỉ tiêu: mục tiêu, số từ phản ánh và từ sổ theo tháng, nhiệm vụ của Chương trình."""
        indicator = seen_indicator(request, code)
        return Response(_said(one_indicator(indicator, now=timezone.now()), indicator))


def seen_indicator(request: Request, code: str) -> Indicator:
    """Return the indicator. Raises Http404 where there is none, PermissionDenied where it is not theirs to see."""
    found = indicator_of(clean_line(code), now=timezone.now())
    if found is None:
        raise Http404
    if not may_see(person(request), found):
        raise PermissionDenied
    return found


def _said(one: OneIndicator, indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code,
        **{name: in_language(indicator, name) for name in ("text", "holder")},
        "units": [named(unit) for unit in one.units],
        "how": indicator.how if indicator.is_fed else None,
        "measure": indicator.measure or None,
        "definition": one.definition,
        "targets": [_target(stands) for stands in one.stands.targets],
        "months": [_month(month) for month in one.months],
        "registers": [_series(series) for series in one.registers],
        "first_actions": [_actions_of(month) for month in one.first_actions],
        "tasks": [{name: getattr(task, name) for name in ("code", "heading", "text")} for task in one.tasks],
    }


def _target(stands: TargetStanding) -> dict[str, Any]:
    target = stands.target
    return {
        "target": target.order,
        **{name: in_language(target, name) for name in ("what", "deadline")},
        "words": target_words(target),
        "baseline": baseline_words(target),
        "standing": stands.state.value,
        "value": stands.value and stands.value.pk,
        "waiting": stands.waiting,
    }


def _month(one: FedMonth) -> dict[str, Any]:
    names = ("part", "whole", "number")
    of = {name: getattr(one, name) for name in names}
    return {"month": str(one.month), **of, "frozen": one.is_frozen, "untold": list(one.untold)}


def _series(one: RegisterSeries) -> dict[str, Any]:
    return {
        "target": one.target.order,
        **{name: getattr(one.feed, name) for name in ("kind", "reading", "how")},
        "definition": str(one.definition),
        "months": [
            {"month": str(each.month), "on": each.on, "number": each.number, "frozen": each.is_frozen}
            | _share(each.share)
            for each in one.months
        ],
        "wards": [{"ward": ward_said(ward)} | _share(share) for ward, share in one.wards],
    }


def _share(share: Share | None) -> dict[str, int | None]:
    return {"part": share.part if share else None, "whole": share.whole if share else None}


def _actions_of(one: ActionMonth) -> dict[str, Any]:
    wards = [{"ward": ward_said(ward)} | _actions(actions) for ward, actions in one.by_ward]
    return {"month": str(one.month), "frozen": one.is_frozen, "all": _actions(one.all), "wards": wards}


def _actions(actions: FirstActions) -> dict[str, Any]:
    told = {name: getattr(actions, name) for name in ("untouched", "median_minutes")}
    return {"alerts": actions.number, **told, "over": actions.is_over}
