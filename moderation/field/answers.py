"""What the telephone gets of an outing: all that its page shows, so that it can be shown without a network."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from backend.accounts.models import User
from backend.reports.codes import spoken_code
from backend.reports.models import Kind, Photo, ReplyTemplate, Report, Status, TemplateStep
from backend.reports.outing import Outing, Stop
from backend.reports.rights import may_act
from backend.reports.steps import steps_from
from backend.routing.deadlines import spoken, spoken_hour
from moderation.field.start import Start
from moderation.rows import category_name, time_left

_KINDS = (Kind.ACCEPTED, Kind.STARTED, Kind.RESOLVED)  # what is done standing in the street
_STEPS = (TemplateStep.ACCEPTED, TemplateStep.RESOLVED, TemplateStep.NOTED)


def list_answer(outing: Outing, *, start: Start | None, reader: User, now: datetime) -> dict[str, Any]:
    """Return the whole answer. One statement, for the ready answers, and one for the person's posts."""
    return {
        "person": reader.pk,
        "as_of": now,
        "as_of_words": spoken_hour(now),
        "whose": outing.whose.value,
        "total": outing.total,
        "start": start and {"words": start.words, "lat": start.point.lat, "lon": start.point.lon},
        "walk_m": round(sum(stop.leg_m for stop in outing.stops)),
        "steps": steps_ahead(),
        "templates": _templates(reader),
        "stops": [stop_answer(stop, reader=reader, now=now) for stop in outing.stops],
    }


def steps_ahead() -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Return, by status, the steps taken in the field: a telephone without a network goes on from its own step."""
    return {
        status.value: [
            {"to": str(step.to), "kind": step.kind.value, "need": step.need.value}
            for step in steps_from(status)
            if step.kind in _KINDS
        ]
        for status in (Status.RECEIVED, Status.ACCEPTED, Status.IN_PROGRESS)
    }


def stop_answer(stop: Stop, *, reader: User, now: datetime) -> dict[str, Any]:
    report = stop.report
    left = time_left(report, now=now)
    return {
        "code": report.code,
        "spoken": spoken_code(report.code),
        "version": report.version,
        "status": report.status,
        "status_words": report.get_status_display(),
        "category": {"code": report.category.code, "name": category_name(report.category)},
        "level": report.level,
        "place": _place(report),
        "lat": report.lat,
        "lon": report.lon,
        "leg_m": round(stop.leg_m),
        "distance_m": None if stop.distance_m is None else round(stop.distance_m),
        "text": stop.words,
        "left": left and {"state": left.state.value, "words": left.words},
        "resolve_by": report.extended_to or report.resolve_by,
        "due_words": spoken(report.extended_to or report.resolve_by),
        "created_words": spoken(report.created_at),
        "ours": may_act(reader, report),
        "photos": [_photo(photo) for photo in stop.photos],
        "url": reverse("staff-report", args=[report.code]),
    }


def _place(report: Report) -> str:
    street = report.street.name if report.street else report.address
    return ", ".join(part for part in (street, report.ward.name) if part)


def _photo(photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.pk,
        "url": reverse("staff-photo", args=[photo.pk, "full"]),
        "thumb_url": reverse("staff-photo", args=[photo.pk, "thumb"]),
        "is_after": photo.is_after,
    }


def _templates(reader: User) -> Sequence[Mapping[str, object]]:
    """Return the ready answers for what is done in the field; those with fields to fill in need the full page."""
    rows = ReplyTemplate.objects.filter(Q(unit=None) | Q(unit__in=reader.unit_ids), is_active=True, step__in=_STEPS)
    rows = rows.exclude(body__contains="{").order_by("step", "name", "id")
    return [dict(row) for row in rows.values("name", "step", "body", "category__code")]
