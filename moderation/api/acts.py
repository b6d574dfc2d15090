"""The staff calls of the acts: one view each, made from the table of acts; and taking the last one back."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.described_headers import IDEMPOTENT
from backend.http.door import sent
from backend.http.schema import problems
from backend.reports.act import UNDO_WITHIN, Overtaken
from backend.reports.codes import read_code
from backend.reports.models import Event, Report
from backend.reports.open_acts import Deed
from backend.reports.undo import undo
from moderation.acts import ACTS, By, act
from moderation.api import answers, shapes
from moderation.api.door import StaffDoor, by, person, report_of
from moderation.api.once import answered_once
from moderation.api.overtaken import overtaken_problem


def act_view(deed: Deed) -> type[StaffDoor]:
    """Return the view of ``deed``: the report as it is afterwards, the same answer once per key."""
    shape, name = ACTS[deed].shape, deed.value.replace("/", "_").replace("-", "_")

    class ActView(StaffDoor):
        @extend_schema(
            operation_id=f"staff_{name}",
            description=ACTS[deed].do.__doc__,
            parameters=IDEMPOTENT,
            request=shape,
            responses={200: shapes.WholeOut} | problems(401, 403, 404, 409),
        )
        def post(self, request: Request, code: str) -> Response | HttpResponse:
            wish = sent(shape, request)

            def done() -> dict[str, Any]:
                report = report_of(request, code)
                event = act(deed, report, wish, By(by(request), timezone.now()))
                return whole_or_gone(request, report, event)

            try:
                return answered_once(request, wish, done)
            except Overtaken as overtaken:
                return overtaken_problem(overtaken, report_of(request, code), wish.get("version"))

    return ActView


class UndoView(StaffDoor):
    @extend_schema(
        operation_id="staff_undo",
        request=shapes.UndoSerializer,
        responses={200: shapes.WholeOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, code: str) -> Response:
        """Hoàn tác việc mình vừa làm, trong 10 giây."""
        wish = sent(shapes.UndoSerializer, request)
        mine = Event.objects.filter(pk=wish["event"], report__code=read_code(code) or "", actor=person(request))
        event = mine.first()  # also of a report given away: whoever did it may take it back
        if event is None:
            raise Http404
        undo(event, by=by(request), now=timezone.now())
        return Response(whole(request, code))


def whole_or_gone(request: Request, report: Report, event: Event) -> dict[str, Any]:
    """Return the report as the person sees it now; where they gave it away, where it went and how to take it back."""
    if Report.objects.for_staff(person(request)).filter(pk=report.pk).exists():
        return whole(request, report.code)
    report.refresh_from_db()
    return answers.gone(report) | {"undo": {"event": event.pk, "until": event.at + UNDO_WITHIN}}


def whole(request: Request, code: str) -> dict[str, Any]:
    """Return the report as the person sees it now; Http404 where they no longer do."""
    return answers.whole(report_of(request, code), reader=person(request), now=timezone.now())
