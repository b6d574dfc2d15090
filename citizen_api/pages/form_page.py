"""How the form is shown: empty, or with what was written and what is wrong with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from backend.core.errors import Refused
from backend.http.place_words import found_places, place_words
from backend.reports import consent
from backend.reports.shape import LONGEST_TEXT
from backend.reports.uploads import MOST_PHOTOS
from backend.routing import belongs
from backend.routing.complaints import ReadsLike
from citizen_api.pages.draft import Draft
from citizen_api.pages.faults import Fault
from citizen_api.pages.kinds import chosen, shelves
from citizen_api.pages.ready import ready_for
from citizen_api.pages.twins import twins

_ANCHORS = {
    "photos": "photos",
    "photo_tokens": "photos",
    "lat": "place",
    "lon": "place",
    "accuracy_m": "place",
    "category": "kind",
    "consent": "consent",
    "text": "text",
    "address": "address",
    "contact_name": "contact_name",
    "contact_phone": "contact_phone",
    "contact_email": "contact_email",
}
_PARTS = {"photo_tokens": "photos", "lon": "lat", "accuracy_m": "lat"}  # shown at one and the same place
_ANSWER = "answers."
_CONTACT = ("contact_name", "contact_phone", "contact_email", "consent")
_TOP_TO_BOTTOM = ("", "photos", "place", "address", "kind", "q", "text", *_CONTACT)


def page(
    request: HttpRequest,
    written: Draft,
    *,
    now: datetime,
    refusals: Sequence[Refused] = (),
    is_search: bool = False,
    held_as: ReadsLike | None = None,
    is_lost: bool = False,
) -> HttpResponse:
    """Answer with the form; 422 (or the refusal's own status) where something is wrong, 404 for a lost poster."""
    context = _written(written, now=now, refusals=refusals) | {
        "faults": _faults(refusals),
        "errors": _errors(refusals),
        "is_search": is_search,
        "found": found_places(written.query, now=now) if is_search and written.query.strip() else [],
        "held": _held(held_as) if held_as else None,
        "is_lost": is_lost,
    }
    status = max((one.status for one in refusals), default=404 if is_lost else 200)
    return render(request, "citizen/form.html", context, status=status)


def _written(written: Draft, *, now: datetime, refusals: Sequence[Refused]) -> dict[str, Any]:
    kind = written.kind
    answers_wrong = {one.field.removeprefix(_ANSWER): one.message for one in refusals if one.field}
    return {
        "draft": written,
        "ready": ready_for(written.poster) if written.poster and not written.text else [],
        "needs_answers": kind is not None and any(one.required for one in kind.questions.all()),
        "place": place_words(written.point, now=now) if written.point else None,
        "twins": twins(written, now=now),
        "shelves": shelves(written.category),
        "chosen": chosen(kind, written.answers, answers_wrong, reason=written.no_photo_reason) if kind else None,
        "consent": consent.text(),
        "most_photos": MOST_PHOTOS,
        "longest_text": LONGEST_TEXT,
    }


def _held(kind: ReadsLike) -> dict[str, str]:
    """Return the words for a text that reads like a complaint or a denunciation."""
    return {"words": belongs.words_for(kind), "tip": belongs.split_tip(), "button": belongs.send_anyway()}


def _faults(refusals: Sequence[Refused]) -> list[Fault]:
    """Return what is wrong in the order of the page."""
    faults = [Fault(one.message, _anchor(one.field)) for one in refusals]
    return sorted(faults, key=_place_on_page)


def _place_on_page(fault: Fault) -> int:
    part = fault.anchor.split("-")[0]
    return _TOP_TO_BOTTOM.index(part) if part in _TOP_TO_BOTTOM else len(_TOP_TO_BOTTOM)


def _errors(refusals: Sequence[Refused]) -> dict[str, str]:
    """Return the first message for each field, as templates ask for it."""
    errors: dict[str, str] = {}
    for one in refusals:
        name = one.field or ""
        errors.setdefault(_PARTS.get(name, name), one.message)
    return errors


def _anchor(field: str | None) -> str:
    if field and field.startswith(_ANSWER):
        return f"q-{field.removeprefix(_ANSWER)}"
    return _ANCHORS.get(field or "", "")
