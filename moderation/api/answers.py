"""Rows and reports as the staff API answers them; the shapes are described in ``shapes``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.reports.history import Line, staff_history
from backend.reports.lifecycle import open_steps
from backend.reports.models import Photo, Report
from backend.reports.open_acts import open_acts
from backend.reports.ties import ties_of
from backend.reports.undo import last_of
from backend.routing.deadlines import Remaining
from backend.routing.models import Unit
from backend.routing.names import briefly
from moderation.rows import Row, category_name, row_of
from moderation.told import told


def row(shown: Row) -> dict[str, Any]:
    """Return one row of the inbox."""
    report = shown.report
    return {
        "code": report.code,
        "version": report.version,
        "status": report.status,
        "screening": report.screening,
        "category": {"code": report.category.code, "name": category_name(report.category)},
        "group": report.group,
        "level": report.level,
        "channel": report.channel,
        "ward": {"code": report.ward.code, "name": report.ward.name},
        "unit": named(report.unit),
        "part": shown.part and shown.part.value,
        "assignee": report.assignee and str(report.assignee),
        "street": report.street and report.street.name,
        "address": report.address,
        "near_boundary": report.near_boundary,
        "hotspot": report.hotspot_id is not None,
        "to_call": shown.to_call,
        "photo_count": report.photo_count,
        "thumb_url": shown.thumb and reverse("api-staff-photo", args=[shown.thumb, "thumb"]),
        "created_at": report.created_at,
        "accept_by": report.accept_by,
        "resolve_by": report.resolve_by,
        "remaining": shown.left and _remaining(shown.left),
        "url": reverse("staff-report", args=[report.code]),
    }


def whole(report: Report, *, reader: User, now: datetime) -> dict[str, Any]:
    """Return one report with all that ``reader``, who may see it, is told, and the steps open to them."""
    said = told(report, reader=reader)
    photos = list(report.photos.order_by("order", "id"))
    shown = row_of(report, reader=reader, now=now, thumb=photos[0].pk if photos else None)
    return row(shown) | {
        "with": [named(unit) for unit in said.with_units],
        "published": report.published_at is not None,
        "public_text": report.public_text,
        "text": said.words,
        "lat": report.lat,
        "lon": report.lon,
        "accuracy_m": report.accuracy_m,
        "answers": [
            {"code": one.code, "label": one.label, "words": one.words, "private": one.is_private}
            for one in said.answers
        ],
        "photos": [_photo(photo) for photo in photos],
        "reasons": [{"code": code, "words": words} for code, words in (*said.reasons, *said.held_for)],
        "history": [_line(line) for line in staff_history(report, reader=reader)],
        "may": [
            {"to": str(step.to), "kind": step.kind.value, "need": step.need.value}
            for step in open_steps(report, by=Staff(reader))
        ],
        "acts": [deed.value for deed in open_acts(report, by=Staff(reader), ties=ties_of(report))],
        "undo": _undo(report, reader, now=now),
        "has_contact": report.contact_id is not None,
        "merged_into": report.merged_into and report.merged_into.code,
        "answer_by": report.answer_by,
        "resolved_at": report.resolved_at,
        "closed_at": report.closed_at,
    }


def _undo(report: Report, reader: User, *, now: datetime) -> dict[str, Any] | None:
    found = last_of(reader.pk, report=report, now=now)
    return {"event": found.event_id, "until": found.until} if found else None


def gone(report: Report) -> dict[str, Any]:
    """Return what a person is told who gave the report away and no longer sees it."""
    return {"code": report.code, "version": report.version, "status": report.status, "unit": named(report.unit)}


def named(unit: Unit) -> Mapping[str, str]:
    return {"code": unit.code, "name": briefly(unit)}


def _remaining(left: Remaining) -> dict[str, Any]:
    return {"state": left.state.value, "words": left.words, "working_hours": round(left.working_hours, 2)}


def _photo(photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.pk,
        "url": reverse("api-staff-photo", args=[photo.pk, "full"]),
        "thumb_url": reverse("api-staff-photo", args=[photo.pk, "thumb"]),
        "width": photo.width,
        "height": photo.height,
        "is_after": photo.is_after,
        "published": bool(photo.public_name),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "at": line.at,
        "kind": line.kind.value,
        "title": line.title,
        "status": line.status,
        "who": line.who,
        "words": line.words,
        "public": line.is_public,
    }
