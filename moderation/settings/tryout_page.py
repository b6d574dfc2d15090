"""A try-out of the rules: "a report here, of this kind, at this moment, would go to ... because ..."."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.core.errors import Refused
from backend.http.form_fields import kind_of, pair
from backend.http.place_words import Choice, found_places
from backend.reports.tryout import Tried, try_out
from backend.routing import book
from backend.routing.names import named
from moderation.door import StaffRequest, for_staff

_LONGEST = 120
_YEARS = 5  # before and after now: further there is no calendar


@dataclass(frozen=True)
class _Asked:
    place: str
    category: str
    at: str


@require_safe
@for_staff
def tryout_page(request: StaffRequest) -> HttpResponse:
    """Say where a report would go; nothing is filed. ``place`` is a pair of degrees or a name."""
    if not (request.user.is_administrator or request.user.headed_unit_ids):
        raise PermissionDenied
    asked = _Asked(*(request.GET.get(name, "").strip()[:_LONGEST] for name in ("place", "category", "at")))
    tried: Tried | None = None
    choices: list[Choice] = []
    refused: Refused | None = None
    try:
        if asked.place:
            choices = [] if pair(asked.place) else found_places(asked.place, now=timezone.now())
            tried = _tried(asked, choices)
    except Refused as refusal:
        refused = refusal
    context = {
        "here": "settings",
        "asked": asked,
        "tried": tried,
        "choices": choices if tried is None else (),
        "refused": refused,
        "categories": [(one.code, named(one)) for one in book.categories()],
    }
    return render(request, "staff/settings/tryout.html", context, status=refused.status if refused else 200)


def _tried(asked: _Asked, choices: list[Choice]) -> Tried | None:
    """Return the answer once place and kind are plain; None where the place's name may mean several."""
    kind, now = kind_of(asked.category), timezone.now()
    if kind is None:
        raise Refused(_("Xin chọn loại việc."), field="category", code="required")
    point = pair(asked.place) or (pair(choices[0].value) if len(choices) == 1 else None)
    if point is None and not choices:
        raise Refused(_("Không tìm thấy nơi này."), field="place", code="not_found")
    return try_out(kind, point, at=_moment(asked.at) or now, now=now) if point else None


def _moment(typed: str) -> datetime | None:
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None or timezone.is_aware(found) or abs(found.year - timezone.now().year) > _YEARS:
        if typed:
            raise Refused(_("Xin chọn ngày và giờ."), field="at")
        return None
    return timezone.make_aware(found, timezone.get_default_timezone())
