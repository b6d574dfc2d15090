"""What is public, read from the columns of the database and not from the code that shows it.

`python -m tests.replicas.truth` prints it as JSON, for a platform that runs by itself.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import django
from django.conf import settings

CITY = ZoneInfo("Asia/Ho_Chi_Minh")
OPEN = {"received", "accepted", "in_progress", "needs_info"}
DETAILED = {
    "received": "open", "accepted": "investigating", "in_progress": "in_progress", "needs_info": "investigating",
    "resolved": "fixed", "closed": "fixed", "rejected": "no_further_action", "duplicate": "duplicate",
}  # fmt: skip
STEPS = {"accepted", "started", "asked", "resolved", "rejected", "reopened", "merged", "unmerged"}  # give the notes
ENDS = {"resolved", "rejected", "merged"}
SPOKEN = {"accepted", "started", "resolved", "rejected", "reopened"}  # their words are for everybody
QUIET = {
    "received", "noted", "contact_seen", "called", "cooperation_asked", "cooperation_answered", "extension_asked",
    "extended", "extension_refused", "linked", "promised", "reminded", "duty_told", "duty_confirmed", "followed",
    "photos_added", "contact_corrected", "contact_erased", "program_said", "sent_on", "partner_said",
}  # fmt: skip  # no step of a report: told only where the event is public


def truth() -> dict[str, Any]:
    """Return what both copies must hold, by code, and every event that moves what is public, by number."""
    from backend.reports.models import Event, Report  # noqa: PLC0415  # after django.setup

    rows = Event.objects.filter(report__isnull=False).order_by("seq")
    told = rows.values_list("seq", "report__code", "kind", "is_public")
    moving = {seq: code for seq, code, kind, is_public in told if is_public or kind not in QUIET}
    everything = Report.objects.order_by("pk").select_related("category", "ward", "unit", "street")
    reports = list(everything.prefetch_related("photos", "events__words"))
    public = [one for one in reports if one.published_at is not None and one.screening == "clear"]
    return {
        "changes": {one.code: _by_changes(one) for one in public},
        "open311": {one.code: _by_open311(one) for one in public},
        "moving": moving,
        "events": list(rows.values_list("seq", flat=True)),
        "codes": [one.code for one in reports],
        "ever_public": [one.code for one in reports if one.public_changed_at is not None],
    }


def _by_changes(report: Any) -> dict[str, Any]:
    lat, lon = _place(report)
    return {
        "code": report.code,
        "published": True,
        "status": report.status,
        "status_label": str(report.get_status_display()),
        "category": report.category.code,
        "category_name": report.category.name,
        "group": report.group,
        "ward": {"code": report.ward.code, "name": report.ward.name},
        "unit": {"code": report.unit.code, "name": report.unit.name},
        "lat": lat,
        "lon": lon,
        "street": report.street.name if report.street else None,
        "text": report.public_text,
        "photos": [
            {
                "url": f"/api/v1/photos/{one.public_name}",
                "thumb_url": f"/api/v1/photos/{one.public_thumb_name}",
                "width": one.width,
                "height": one.height,
                "is_after": one.is_after,
            }
            for one in _photos(report)
        ],
        **{name: _local(getattr(report, name)) for name in ("created_at", "accept_by", "resolve_by", "resolved_at")},
    }


def _by_open311(report: Any) -> dict[str, Any]:
    lat, lon = _place(report)
    steps = _steps(report.events.all())
    ends = [one.at for one in steps if one.kind in ENDS]
    is_open = report.status in OPEN
    changed = report.public_changed_at if is_open or not ends else ends[-1]
    street = [report.street.name] if report.street else []
    not_ours = report.reason in {"outside_district", "private_dispute", "procedure", "regulation"}
    photos = [f"/api/v1/photos/{one.public_name}" for one in _photos(report)]
    return {
        "service_request_id": report.code,
        "status": "open" if is_open else "closed",
        "status_notes": _notes(steps[-1]) if steps else None,
        "service_name": report.category.name,
        "service_code": report.category.code,
        "description": report.public_text or report.category.name,
        "agency_responsible": report.unit.name,
        "service_notice": None,
        "requested_datetime": _utc(report.created_at),
        "updated_datetime": _utc(changed),
        "expected_datetime": _utc(report.extended_to or report.resolve_by),
        "address": ", ".join([*street, report.ward.title, "Long Biên", "Hà Nội"]),
        "address_id": None,
        "zipcode": None,
        "lat": lat,
        "long": lon,
        "media_url": photos[0] if photos else None,
        "extended_attributes": {
            "published": True,
            "detailed_status": "not_councils_responsibility" if not_ours else DETAILED[report.status],
            "local_status": report.status,
            "group": report.group,
            "ward": report.ward.code,
            "unit": report.unit.code,
            "accept_by": _utc(report.accept_by),
            "url": f"{settings.PUBLIC_URL}/r/{report.code}",
            "media_urls": photos,
            "attributes": [],
        },
    }


def _steps(events: Iterable[Any]) -> list[Any]:
    """Return the public steps that stand, in their order: what was taken back never was."""
    in_order = sorted((one for one in events if one.is_public), key=lambda one: int(one.number))
    undone = {one.data["undoes"] for one in in_order if one.kind == "undone"}
    return [one for one in in_order if one.kind in STEPS and one.number not in undone]


def _notes(event: Any) -> str:
    from backend.reports.titles import title_of  # noqa: PLC0415  # after django.setup

    is_spoken = event.kind in SPOKEN and not event.data.get("private_words") and event.words_hash
    return f"{title_of(event)}: {event.words.body}" if is_spoken else title_of(event)


def _photos(report: Any) -> list[Any]:
    return sorted((one for one in report.photos.all() if one.public_name), key=lambda one: (one.order, one.pk))


def _place(report: Any) -> tuple[float, float]:
    """Return the place as the public knows it: thousandths of a degree, or five-thousandths."""
    places = 1000 if report.category.publication == "after_review" else 5000
    lat, lon = (round(round(degrees * places) / places, 4) for degrees in (report.lat, report.lon))
    return lat, lon


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def _local(at: datetime | None) -> str | None:
    return at.astimezone(CITY).isoformat(timespec="seconds") if at else None


def differences(copy: dict[str, Any], true: dict[str, Any], *, most: int = 8) -> Sequence[str]:
    """Return in words where a copy is wrong, a line a report; empty where it holds."""
    lines = [f"{code}: is not public any more, and the copy still has it" for code in sorted(copy.keys() - true.keys())]
    lines += [f"{code}: is public, and the copy has it not" for code in sorted(true.keys() - copy.keys())]
    for code in sorted(copy.keys() & true.keys()):
        names = sorted(name for name in copy[code] | true[code] if copy[code].get(name) != true[code].get(name))
        lines += [f"{code}.{name}: {copy[code].get(name)!r} is {true[code].get(name)!r}" for name in names]
    return [*lines[:most], f"... and {len(lines) - most} more"] if len(lines) > most else lines


def nothing_missed_or_twice(heard: Sequence[tuple[int, str]], true: dict[str, Any]) -> Sequence[str]:
    """Return in words what of the changes ``heard`` (number and code, as they came) is wrong; empty where it holds.

    Of each report every event that moves what is public is told once, in order, from the one on that made it public.
    """
    lines = [f"{late} came after {early}" for (early, _), (late, _) in pairwise(heard) if late <= early]
    first: dict[str, int] = {}
    for seq, code in heard:
        first.setdefault(code, seq)
    lines += [f"{code} was never told of" for code in sorted(set(true["ever_public"]) - first.keys())]
    lines += [f"{code} was told of and never public" for code in sorted(first.keys() - set(true["ever_public"]))]
    told = {seq for seq, _code in heard}
    moving = {int(seq): code for seq, code in true["moving"].items()}  # JSON made words of the numbers
    lines += [f"{seq} was told and moves nothing" for seq in sorted(told - moving.keys())]
    lines += [
        f"{seq} of {moving[seq]} was missed" for seq in sorted(moving.keys() - told) if _is_due(seq, first, moving)
    ]
    return lines[:20]


def _is_due(seq: int, first: dict[str, int], moving: dict[int, str]) -> bool:
    return moving[seq] in first and seq > first[moving[seq]]


if __name__ == "__main__":
    django.setup()
    json.dump(truth(), sys.stdout)
