"""Updates of requests, as FixMyStreet extends the standard: what happened goes out, what was said there comes in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from backend.accounts.models import ProgramKey, Scope
from backend.accounts.program_keys import program_of
from backend.core.errors import Refused
from backend.http.georeport import Document, Listed
from backend.http.media_host import photo_url
from backend.reports.changes import is_released
from backend.reports.codes import read_code
from backend.reports.history import words_for_public
from backend.reports.models import Event, Kind, Photo, Report
from backend.reports.program_said import Message, say
from backend.reports.rights import filed_by
from backend.reports.titles import title_of
from backend.reports.uploads import store_photos
from citizen_api.api.new_report import raw_photos
from citizen_api.open311 import bookmarks, moments, query, statuses
from citizen_api.open311.door import Call, resource
from citizen_api.open311.requests import opened_by


def _list(call: Call, names: Mapping[str, str]) -> Document:
    asked = call.request.GET
    # Numbers first, as of requests: the pages before it are skipped without what they would show.
    numbers = bookmarks.numbers(_events(call), call.request, query.part(asked), by="at")
    rows = list(_fetched(numbers))
    gone = _taken_back(rows)
    return Listed("service_request_updates", "request_update", [_update(one, call.request, gone) for one in rows])


def _events(call: Call) -> "QuerySet[Event]":
    """Return what happened in the time asked for to what is released, the oldest first."""
    asked = call.request.GET
    begins, before = query.span(asked, now=call.now)
    rows = Event.objects.filter(
        at__gte=begins,
        at__lt=before,
        is_public=True,
        report__published_at__isnull=False,
    ).exclude(kind=Kind.RECEIVED)
    if ids := query.listed(asked, "service_request_id"):
        rows = rows.filter(report__code__in=[code for code in map(read_code, ids) if code])
    return rows.order_by("at", "seq")


def _fetched(numbers: Sequence[int]) -> "QuerySet[Event]":
    """Return these events with all that is shown of them."""
    photos = Prefetch("photos", Photo.objects.exclude(public_name="").order_by("order", "id"), to_attr="shown_photos")
    rows = Event.objects.filter(pk__in=numbers).select_related("report", "words", "acting_unit")
    return rows.prefetch_related(photos).order_by("at", "seq")


def _taken_back(rows: Sequence[Event]) -> frozenset[tuple[int | None, int]]:
    """Return (report, number) of acts that were taken back: their words are gone, the statuses are told as they came.

    Else a program that had heard of the first would never hear that it no longer holds.
    """
    undoings = Event.objects.filter(report__in={one.report_id for one in rows}, kind=Kind.UNDONE)
    return frozenset((report, data["undoes"]) for report, data in undoings.values_list("report_id", "data"))


def _update(event: Event, request: HttpRequest, gone: frozenset[tuple[int | None, int]]) -> dict[str, Any]:
    report = event.report
    if report is None:
        raise ValueError(event)
    is_gone = (report.pk, event.number) in gone
    words = "" if is_gone else words_for_public(event, report)
    photos = [] if is_gone else event.shown_photos  # type: ignore[attr-defined]  # fetched by _fetched
    url = request.build_absolute_uri(photo_url(photos[0].public_name)) if photos else None
    return {
        "update_id": str(event.seq),
        "service_request_id": report.code,
        "status": statuses.detailed(event.status, str(event.data.get("reason", ""))),
        "updated_datetime": moments.written(event.at),
        "description": ". ".join(filter(None, (title_of(event), words))),
        "media_url": url,
    }


def _post(call: Call, names: Mapping[str, str]) -> Document:
    posted, key = opened_by(call, Scope.UPDATE)
    report = _report(posted.one("service_request_id"), key)
    status = posted.one("status")
    if status and statuses.ours(status) is None:
        raise Refused(_("Không có trạng thái này."), field="status", code="unknown_status")
    if written := posted.one("updated_datetime"):
        moments.read(written, "updated_datetime")
    if call.is_test:
        return _kept("0", posted.one("account_id"))
    message = Message(
        text=posted.one("description"),
        status=statuses.ours(status) if status else None,
        photos=store_photos(raw_photos(posted.files)),
        links=posted.every("media_url"),
        update_id=posted.one("update_id"),
    )
    event = say(report, message, by=program_of(key), now=call.now)
    return _kept(str(event.seq), posted.one("account_id"))


def _kept(update_id: str, account_id: str) -> Document:
    fields = {"update_id": update_id, "account_id": account_id or None}
    return Listed("service_request_updates", "request_update", [fields])


def _report(given: str, key: ProgramKey) -> Report:
    """Return the report the key may speak of: its own, or one that anybody may read."""
    if not given:
        raise Refused(_("Thiếu mục này."), field="service_request_id", code="required")
    code = read_code(given)
    report = Report.objects.filter(code=code).first() if code else None
    if report is None or not (is_released(report) or filed_by(report, key.name)):
        raise Http404
    return report


updates = resource(get=_list, post=_post)
