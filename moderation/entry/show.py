"""How the form of entry is shown: empty, or with what was written and what is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from backend.core.errors import Refused
from backend.core.text import fold
from backend.http.photos_sent import likenesses
from backend.http.place_words import place_words
from backend.http.questions import asked_of
from backend.reports import consent
from backend.reports.alike import Alike, alike
from backend.reports.described import described, sort_of
from backend.reports.models import Channel
from backend.reports.models.standing import TAKEN_DOWN
from backend.reports.shape import LONGEST_TEXT
from backend.reports.uploads import MOST_PHOTOS
from backend.routing import belongs
from backend.routing.answers import emergency_words
from backend.routing.book import categories
from backend.routing.complaints import ReadsLike
from backend.routing.models import Group
from backend.routing.names import in_language
from moderation.door import StaffRequest
from moderation.entry.draft import Draft
from moderation.entry.places import Suggestion

_ANSWER = "answers."
# Where on the page a field of the API is mended.
_ANCHORS = {"lat": "where", "lon": "where", "address": "where", "photo_tokens": "photos", "captured_at": "happened"}
_TOP_TO_BOTTOM = ("", "channel", "text", "category", "where")


@dataclass(frozen=True)
class KindOption:
    """A kind in the list; ``words`` are folded, for the search without marks."""

    code: str
    name: str
    words: str
    is_chosen: bool


def page(
    request: StaffRequest,
    draft: Draft,
    *,
    now: datetime,
    refusals: Sequence[Refused] = (),
    found: Sequence[Suggestion] = (),
    held_as: ReadsLike | None = None,
) -> HttpResponse:
    """Answer with the form; 422 (or the refusal's own status) where something is wrong."""
    context = {
        "here": "entry",
        "draft": draft,
        "channels": [(one.value, one.label, one == draft.channel) for one in map(Channel, TAKEN_DOWN)],
        "groups": [(group.label, list(_kinds(group, draft.category))) for group in Group],
        "errors": _errors(refusals),
        "faults": _faults(refusals),
        "found": found,
        "held": {"words": belongs.words_for(held_as), "tip": belongs.split_tip()} if held_as else None,
        "consent": consent.text(),
        "longest_text": LONGEST_TEXT,
        "most_photos": MOST_PHOTOS,
        "latest": timezone.localtime(now, timezone.get_default_timezone()).strftime("%Y-%m-%dT%H:%M"),
    }
    status = max((one.status for one in refusals), default=200)
    whole = context | kind_part(draft, refusals) | place_part(request, draft, now=now)
    return render(request, "staff/entry/form.html", whole, status=status)


def kind_part(draft: Draft, refusals: Sequence[Refused] = ()) -> dict[str, Any]:
    """Return what the part of the form needs that depends on the kind alone."""
    kind = draft.kind
    if kind is None:
        return {"questions": (), "emergency": ""}
    wrong = {one.field.removeprefix(_ANSWER): one.message for one in refusals if one.field}
    return {"questions": asked_of(kind, draft.answers, wrong), "emergency": emergency_words(kind, {})}


def place_part(request: StaffRequest, draft: Draft, *, now: datetime) -> dict[str, Any]:
    """Return what is known of the place, and the open reports there that may be the same thing."""
    return {
        "place": place_words(draft.point, now=now) if draft.point else None,
        "own_ward": draft.own_ward,
        "alike": _alike(request, draft, now=now),
        "is_alike_asked": bool(draft.kind and draft.point),
    }


def _alike(request: StaffRequest, draft: Draft, *, now: datetime) -> Sequence[Alike]:
    kind, point = draft.kind, draft.point
    if kind is None or point is None:
        return ()
    told = described(sort_of(kind), point, at=now, words=draft.text, photos=likenesses(draft.tokens, now=now))
    return alike(kind, told, reader=request.user)


def _kinds(group: str, chosen: str) -> Iterator[KindOption]:
    for one in categories():
        if one.group == group:
            words = fold(" ".join((one.name, one.name_en, one.hint, *one.keywords)))
            once = " ".join(dict.fromkeys(words.split()))
            yield KindOption(one.code, in_language(one.name, one.name_en), once, one.code == chosen)


def _errors(refusals: Sequence[Refused]) -> dict[str, str]:
    """Return the first message for each field by its place on the page."""
    errors: dict[str, str] = {}
    for one in refusals:
        errors.setdefault(_ANCHORS.get(one.field or "", one.field or ""), one.message)
    return errors


def _faults(refusals: Sequence[Refused]) -> list[tuple[str, str]]:
    """Return (what is wrong, where it is mended) in the order of the page."""
    faults = [(one.message, _anchor(one.field)) for one in refusals]
    return sorted(
        faults, key=lambda fault: _TOP_TO_BOTTOM.index(fault[1]) if fault[1] in _TOP_TO_BOTTOM else len(_TOP_TO_BOTTOM)
    )


def _anchor(field: str | None) -> str:
    if field and field.startswith(_ANSWER):
        return f"q-{field.removeprefix(_ANSWER)}"
    return _ANCHORS.get(field or "", field or "")
