"""The staff call about what may be chosen in the acts open to a person: units, people, kinds, places, ready answers."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actor import Staff
from backend.http.schema import problems
from backend.reports.lifecycle import open_steps
from backend.reports.models import TemplateStep
from backend.reports.open_acts import Deed, open_acts
from backend.reports.ready_answers import fitting
from backend.reports.ties import ties_of
from moderation.act_forms import ActForm, Shown, act_forms
from moderation.api.door import StaffDoor, person, report_of
from moderation.api.shapes import NamedOut, Out


class FieldOfActOut(Out):
    """Một mục của một việc; ``choices`` trống: không chọn từ danh sách."""

    name = serializers.CharField()
    name_shown = serializers.CharField()
    hint = serializers.CharField(allow_blank=True)
    must = serializers.BooleanField(help_text="Không được để trống")
    choices = NamedOut(many=True)


class OpenActOut(Out):
    """Một việc người này được làm lúc này, gửi đến staff/reports/<mã>/<act>."""

    act = serializers.ChoiceField(choices=[(one.value, one.value) for one in Deed])
    name = serializers.CharField()
    hint = serializers.CharField(allow_blank=True)
    fields_asked = FieldOfActOut(many=True)


class ReadyAnswerOut(Out):
    """Một câu trả lời mẫu đã điền cho phản ánh này; ``code`` gửi ở template của bước."""

    code = serializers.CharField()
    name = serializers.CharField()
    step = serializers.ChoiceField(choices=TemplateStep.choices)
    words = serializers.CharField()


class ChoicesOut(Out):
    acts = OpenActOut(many=True)
    ready_answers = ReadyAnswerOut(many=True)


class ChoicesView(StaffDoor):
    @extend_schema(operation_id="staff_choices", responses={200: ChoicesOut} | problems(401, 403, 404))
    def get(self, request: Request, code: str) -> Response:
        """Những gì chọn được trong các việc người này được làm, và các câu trả lời mẫu hợp với phản ánh."""
        report, by, now = report_of(request, code), Staff(person(request)), timezone.now()
        deeds = open_acts(report, by=by, ties=ties_of(report))
        ready = fitting(report, now=now) if open_steps(report, by=by) else ()
        return Response(
            {
                "acts": [_act(one) for one in act_forms(report, deeds, now=now)],
                "ready_answers": [
                    {"code": one.code, "name": one.name, "step": one.step.value, "words": one.words} for one in ready
                ],
            }
        )


def _act(form: ActForm) -> dict[str, Any]:
    return {
        "act": form.deed.value,
        "name": str(form.face.button),
        "hint": str(form.face.hint),
        "fields_asked": [_field(one) for one in form.inputs],
    }


def _field(shown: Shown) -> dict[str, Any]:
    asked = shown.input
    return {
        "name": asked.name,
        "name_shown": str(asked.label),
        "hint": str(asked.hint),
        "must": asked.is_required,
        "choices": [{"code": code, "name": name} for code, name in shown.choices],
    }
