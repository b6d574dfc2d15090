"""Public facts of a report, and nothing else: what is not written here does not leave."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone

from backend.http.media_host import photo_url
from backend.reports.changes import is_released
from backend.reports.codes import read_code
from backend.reports.history import Line
from backend.reports.models import Photo, Report, Status
from backend.reports.public_place import COARSE, public_place
from backend.routing.models import Unit
from backend.routing.names import named

STEP = 0.5 / COARSE * 1.01  # degrees by which a coarse place may be off
STEP_M = 80  # the same in metres, across the corner
FINE_STEP_M = 16  # metres by which any other place may be off, across the corner
_LISTED = (  # whatever facts() and Open311's shape read must be here: else it costs a statement for each row
    *("code", "status", "screening", "reason", "group", "lat", "lon", "public_text", "answers", "supporters"),
    *("created_at", "accept_by", "resolve_by", "extended_to", "resolved_at", "published_at", "public_changed_at"),
    *("category__code", "category__name", "category__name_en", "category__publication"),
    *("ward__code", "ward__name", "unit__code", "unit__name", "unit__name_en", "street__name"),
)
_LONG = ("ward__boundary", "street__lines", "search", "public_search")  # long columns that nothing shows


def with_public_facts(reports: "QuerySet[Report]") -> "QuerySet[Report]":
    """Fetch all that :func:`facts` shows, and no outlines of places: two queries, however many rows."""
    photos = Photo.objects.exclude(public_name="").order_by("order", "id")
    rows = reports.select_related("category", "ward", "unit", "street").defer(*_LONG)
    return rows.prefetch_related(Prefetch("photos", photos, to_attr="shown_photos"))


def listed(reports: "QuerySet[Report]") -> "QuerySet[Report]":
    """Fetch what :func:`with_public_facts` does, of each row only the columns that a list shows: in half the time."""
    return with_public_facts(reports).only(*_LISTED)


def find(code: str) -> Report:
    """Return the report of a code as people type it, with its public facts. Raises Http404."""
    read = read_code(code)
    report = with_public_facts(Report.objects.filter(code=read)).first() if read else None
    if report is None:
        raise Http404
    return report


def facts(report: Report) -> dict[str, Any]:
    """Return what anyone may know of ``report``; without words, photos and place where it is not released."""
    shown = is_released(report)
    lat, lon = public_place(report) if shown else (None, None)
    return {
        "code": report.code,
        "published": shown,
        "status": report.status,
        "status_label": str(Status(report.status).label),  # Django's get_status_display goes through all of them
        "category": report.category.code,
        "category_name": named(report.category),
        "group": report.group,
        "ward": {"code": report.ward.code, "name": report.ward.name},
        "unit": unit(report.unit),
        "lat": lat,
        "lon": lon,
        "street": report.street.name if report.street else None,
        "text": report.public_text if shown else None,
        "photos": photos(report.shown_photos) if shown else [],  # type: ignore[attr-defined]  # with_public_facts
        "created_at": moment(report.created_at),
        "accept_by": moment(report.accept_by),
        "resolve_by": moment(report.resolve_by),
        "resolved_at": moment(report.resolved_at),
        "supporters": report.supporters,
    }


def line(entry: Line) -> dict[str, Any]:
    """Return one entry of the public history."""
    return {
        "at": moment(entry.at),
        "kind": entry.kind.value,
        "title": entry.title,
        "status": entry.status,
        "status_label": entry.status_label,
        "who": entry.who,
        "words": entry.words,
        "photos": photos(entry.photos),
    }


def photos(shown: Sequence[Photo]) -> list[dict[str, Any]]:
    """Return the public renditions; ``is_after``: taken by staff after the work."""
    return [
        {
            "url": photo_url(photo.public_name),
            "thumb_url": photo_url(photo.public_thumb_name),
            "width": photo.width,
            "height": photo.height,
            "is_after": photo.is_after,
        }
        for photo in shown
        if photo.public_name
    ]


def moment(at: datetime | None) -> str | None:
    """Return a moment as it is written outside: RFC 3339 with the city's offset, whole seconds."""
    if at is None:
        return None
    return timezone.localtime(at, timezone.get_default_timezone()).isoformat(timespec="seconds")


def unit(one: Unit) -> dict[str, str]:
    return {"code": one.code, "name": named(one)}
