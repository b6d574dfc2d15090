"""The staff calls: the inbox, one report, a step of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actor import Staff
from backend.http.described_headers import IDEMPOTENT, PAGED
from backend.http.door import asked, sent
from backend.http.paging import link_header
from backend.http.schema import problems
from backend.reports import inbox
from backend.reports.act import Overtaken
from backend.reports.lifecycle import Move, advance, open_steps
from backend.reports.models import Event, Report
from backend.reports.ready_answers import OF_KIND, words_of
from backend.reports.uploads import Taken, take_uploads
from moderation import asked as addresses
from moderation.api import answers, shapes
from moderation.api.acts import whole
from moderation.api.door import StaffDoor, by, person, report_of
from moderation.api.once import answered_once
from moderation.api.overtaken import overtaken_problem
from moderation.merging import main_of
from moderation.rows import rows


class InboxView(StaffDoor):
    @extend_schema(
        operation_id="staff_inbox",
        parameters=[shapes.InboxQuery, PAGED],
        responses={200: shapes.InboxOut} | problems(401, 403),
    )
    def get(self, request: Request) -> Response:
        """Hộp việc của đơn vị mình."""
        asked(shapes.InboxQuery, request)
        wanted = addresses.read(request.query_params)
        now, reader = timezone.now(), person(request)
        shown = inbox.page(reader, wanted.tab, wanted.filters, now=now, place=wanted.place)
        pages = {
            name: _address(request, wanted, place)
            for name, place in (("next", shown.next), ("previous", shown.previous))
        }
        return Response(
            {
                **pages,
                "counts": {tab.value: number for tab, number in inbox.counts(reader, now=now).tabs.items()},
                "results": [answers.row(row) for row in rows(shown, reader=reader, now=now)],
            },
            headers={"Link": link_header(pages)} if any(pages.values()) else None,
        )


class StaffReportView(StaffDoor):
    @extend_schema(operation_id="staff_report", responses={200: shapes.WholeOut} | problems(401, 403, 404))
    def get(self, request: Request, code: str) -> Response:
        """Một phản ánh, kèm lý do phân công và các bước được làm."""
        report = report_of(request, code)
        return Response(answers.whole(report, reader=person(request), now=timezone.now()))


class AdvanceView(StaffDoor):
    @extend_schema(
        operation_id="staff_advance",
        parameters=IDEMPOTENT,
        request=shapes.AdvanceSerializer,
        responses={200: shapes.WholeOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, code: str) -> Response | HttpResponse:
        """Chuyển phản ánh sang bước tiếp theo."""
        wish = sent(shapes.AdvanceSerializer, request)

        def deed() -> dict[str, Any]:
            _advanced(request, report_of(request, code), wish)
            return whole(request, code)

        try:
            return answered_once(request, wish, deed)
        except Overtaken as overtaken:
            return overtaken_problem(overtaken, report_of(request, code), wish["version"])


def _advanced(request: Request, report: Report, wish: dict[str, Any]) -> Event:
    now = timezone.now()
    main = main_of(person(request), wish.get("into", ""))
    with transaction.atomic():
        photos = take_uploads(wish.get("photos", []), now=now)
        move = Move(
            note=_note(report, wish, by=by(request), now=now),
            reason=wish.get("reason", ""),
            is_public=wish.get("public", True),
            photos=photos,
            main=main,
            version=wish["version"],
            taken=_taken(wish),
        )
        return advance(report, wish["to"], by=by(request), now=now, move=move)


def _note(report: Report, wish: dict[str, Any], *, by: Staff, now: datetime) -> str:
    """Return the note as it was written, else the words of the ready answer that was named."""
    written, code = str(wish.get("note", "")), wish.get("template", "")
    if written.strip() or not code:
        return written
    taken = next((step for step in open_steps(report, by=by) if step.to == wish["to"]), None)
    return words_of(code, report, step=OF_KIND.get(taken.kind), now=now) if taken else ""


def _taken(wish: dict[str, Any]) -> Taken | None:
    """Return what the telephone says of the photos; None where it says nothing."""
    told = {name: wish[name] for name in ("taken_at", "distance_m", "from_gallery") if name in wish}
    return Taken(**told) if told else None


def _address(request: Request, wanted: addresses.Asked, place: inbox.Place | None) -> str | None:
    return request.build_absolute_uri(f"{request.path}?{wanted.query(place=place)}") if place else None
