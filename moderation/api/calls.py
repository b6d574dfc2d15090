"""The staff calls about telephone calls one's units owe: whom to call about what, the number, and how it ended."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.described_headers import IDEMPOTENT, PAGED
from backend.http.door import asked, sent
from backend.http.fields import Choice, Strict, Text
from backend.http.schema import problems
from backend.reports.models import CallResult
from moderation.api.door import StaffDoor, by, person
from moderation.api.lists import PageOut, PageQuery, page_of
from moderation.api.once import answered_once
from moderation.api.said import kind_said, local, ward_said
from moderation.api.shapes import NamedOut, Out
from moderation.api.why import NothingSerializer
from notifications import calls
from notifications.models import Letter
from notifications.texts import call_to_reporter


class CallSerializer(Strict):
    """Cuộc gọi kết thúc thế nào."""

    result = Choice(choices=CallResult.choices)
    note = Text(required=False)


class CallOut(Out):
    """Một cuộc gọi đơn vị mình còn nợ; ``sentence`` là lời cần nói, ``not_before``: đừng gọi trước lúc này."""

    id = serializers.IntegerField()
    report = serializers.CharField(help_text="Mã phản ánh")
    category = NamedOut()
    ward = NamedOut()
    sentence = serializers.CharField()
    not_before = serializers.DateTimeField()
    tries = serializers.IntegerField()


class CallPageOut(PageOut):
    results = CallOut(many=True)


class NumberOut(Out):
    name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField()


class CalledOut(Out):
    report = serializers.CharField()
    result = serializers.ChoiceField(choices=CallResult.choices)


class CallsView(StaffDoor):
    @extend_schema(
        operation_id="staff_calls", parameters=[PageQuery, PAGED], responses={200: CallPageOut} | problems(401, 403)
    )
    def get(self, request: Request) -> Response:
        """Các cuộc gọi đơn vị mình còn nợ người phản ánh, chờ lâu nhất trước."""
        asked(PageQuery, request)
        return page_of(request, calls.owed_by(person(request)), by="not_before", said=_call)


class CallNumberView(StaffDoor):
    @extend_schema(
        operation_id="staff_call_number",
        request=NothingSerializer,
        responses={200: NumberOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Xem số để gọi; lần xem được ghi vào lịch sử."""
        sent(NothingSerializer, request)
        contact = calls.number_for(_owed(request, pk), by=by(request), now=timezone.now())
        return Response({"name": contact.name, "phone": contact.phone})


class CallDoneView(StaffDoor):
    @extend_schema(
        operation_id="staff_call_done",
        parameters=IDEMPOTENT,
        request=CallSerializer,
        responses={200: CalledOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ghi cuộc gọi kết thúc thế nào; không ai nghe thì được nhắc gọi lại, ba lần là nhiều nhất."""
        wish = sent(CallSerializer, request)

        def done() -> dict[str, Any]:
            letter, result = _owed(request, pk), CallResult(wish["result"])
            calls.done(letter, by=by(request), now=timezone.now(), note=wish.get("note", ""), result=result)
            return {"report": letter.event.report and letter.event.report.code, "result": result.value}

        return answered_once(request, wish, done)


def _owed(request: Request, pk: int) -> Letter:
    """Return the call; Http404 where one's units owe none of that number, or it was made."""
    found = calls.owed_by(person(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _call(letter: Letter) -> dict[str, Any]:
    report = letter.event.report
    if report is None or report.contact is None:
        raise ValueError(letter)
    return {
        "id": letter.pk,
        "report": report.code,
        "category": kind_said(report.category),
        "ward": ward_said(report.ward),
        "sentence": call_to_reporter(letter.event, report, report.contact),
        "not_before": local(letter.not_before),
        "tries": letter.attempts,
    }
