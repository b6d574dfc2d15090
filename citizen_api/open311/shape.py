"""One request as Open311 shows it: the public facts of the API, under the standard's names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.reports.history import never_was, words_for_public
from backend.reports.links import public_url
from backend.reports.models import Event, Kind, Report
from backend.reports.titles import title_of
from backend.routing import book
from backend.routing.answers import Answer, public_answers
from citizen_api.api import public
from citizen_api.open311 import statuses
from citizen_api.open311.moments import written

_OVER = frozenset({Kind.RESOLVED, Kind.REJECTED, Kind.MERGED})  # with these a request is closed
_TOLD = frozenset({Kind.ACCEPTED, Kind.STARTED, Kind.ASKED, Kind.REOPENED, Kind.UNMERGED, *_OVER})


@dataclass(frozen=True)
class Course:
    """What is told of how a report stands: ``notes`` on the last step, and when it was over."""

    notes: str | None = None
    over_at: datetime | None = None


_NOTHING = Course()


def fetched(reports: "QuerySet[Report]") -> "QuerySet[Report]":
    """Fetch all that :func:`shown` shows: two queries, however many rows."""
    return public.listed(reports)


def shown(reports: Sequence[Report], request: HttpRequest, *, extensions: bool) -> list[dict[str, Any]]:
    """Return the reports, which :func:`fetched` fetched, in their order. One query."""
    courses = _courses(reports)
    return [_shown(one, courses.get(one.pk, _NOTHING), request, extensions=extensions) for one in reports]


def _shown(report: Report, course: Course, request: HttpRequest, *, extensions: bool) -> dict[str, Any]:
    facts = public.facts(report)
    photos = [request.build_absolute_uri(photo["url"]) for photo in facts["photos"]]
    fields = {
        "service_request_id": report.code,
        "status": statuses.plain(report.status),
        "status_notes": course.notes,
        "service_name": facts["category_name"],
        "service_code": report.category.code,
        "description": _description(facts),
        "agency_responsible": facts["unit"]["name"],
        "service_notice": None,
        "requested_datetime": written(report.created_at),
        "updated_datetime": written(_updated_at(report, course)),
        "expected_datetime": written(report.extended_to or report.resolve_by),
        "address": _address(report, facts),
        "address_id": None,
        "zipcode": None,
        "lat": facts["lat"],
        "long": facts["lon"],
        "media_url": photos[0] if photos else None,
    }
    return fields | {"extended_attributes": _extended(report, facts, photos)} if extensions else fields


def _updated_at(report: Report, course: Course) -> datetime:
    """Return when it was closed, else when anything the public sees last changed."""
    if statuses.plain(report.status) == statuses.CLOSED_WORD and course.over_at:
        return course.over_at
    return report.public_changed_at or report.created_at


def _description(facts: Mapping[str, Any]) -> str:
    if not facts["published"]:
        return _("Nội dung chưa công khai hoặc đã ngừng công khai.")
    return str(facts["text"] or facts["category_name"])


def _address(report: Report, facts: Mapping[str, Any]) -> str:
    street = [facts["street"]] if facts["published"] and facts["street"] else []
    return ", ".join([*street, report.ward.title, "Long Biên", "Hà Nội"])


def _extended(report: Report, facts: Mapping[str, Any], photos: Sequence[str]) -> dict[str, Any]:
    kind = book.categories_by_id()[report.category_id]
    answers = public_answers(kind, report.answers) if facts["published"] else {}
    return {
        "published": facts["published"],
        "detailed_status": statuses.detailed(report.status, report.reason),
        "local_status": report.status,
        "group": report.group,
        "ward": facts["ward"]["code"],
        "unit": facts["unit"]["code"],
        "accept_by": written(report.accept_by),
        "url": public_url(report),
        "media_urls": list(photos),
        "attributes": [{"code": code, "value": _as_text(answer)} for code, answer in answers.items()],
    }


def _as_text(answer: Answer) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return ",".join(answer) if isinstance(answer, list) else str(answer)


def _courses(reports: Sequence[Report]) -> dict[int, Course]:
    by_pk = {report.pk: report for report in reports}
    rows = Event.objects.filter(report__in=by_pk, kind__in=[*_TOLD, Kind.UNDONE], is_public=True)
    steps: dict[int, list[Event]] = {}
    for event in rows.select_related("words").order_by("report_id", "number"):
        steps.setdefault(event.report_id or 0, []).append(event)
    return {pk: _course(by_pk[pk], events) for pk, events in steps.items()}


def _course(report: Report, events: Sequence[Event]) -> Course:
    gone = never_was(events)
    standing = [event for event in events if event.number not in gone]
    if not standing:
        return _NOTHING
    last = standing[-1]
    notes = ": ".join(filter(None, (title_of(last), words_for_public(last, report))))
    return Course(notes, next((event.at for event in reversed(standing) if event.kind in _OVER), None))
