"""Entry for others: one form that a clerk fills in while the caller talks."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.core.errors import Refused
from backend.http import photos_sent
from backend.reports.intake import KeyReused, submit
from backend.reports.rights import may_take_down
from backend.routing.belongs import Held, check_read
from moderation.door import StaffRequest, acting, for_staff
from moderation.entry import draft as drafts
from moderation.entry import show
from moderation.entry.draft import Draft
from moderation.entry.places import Suggestion, settled, suggestions
from moderation.entry.seal import done_path

_SEE_OTHER = 303
_CHANNEL = "entry_channel"  # of the last report a person took down, for the next
_LOOKING = frozenset({"look"})  # buttons that do not file: show questions, places and what is alike
_LONGEST = 200


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new(request: StaffRequest) -> HttpResponse:
    """Show the form; take what was written."""
    _check(request)
    now = timezone.now()
    if request.method != "POST":
        return show.page(request, drafts.fresh(request.session.get(_CHANNEL, "")), now=now)
    return _sent(request, drafts.read(request.POST), now=now)


@require_safe
@for_staff
def kind(request: StaffRequest) -> HttpResponse:
    """Answer with the questions of ``category``."""
    _check(request)
    return render(request, "staff/entry/_kind.html", show.kind_part(drafts.read(request.GET)))


@require_safe
@for_staff
def place(request: StaffRequest) -> HttpResponse:
    """Answer with what is at ``lat, lon``, and what is open there of ``category``."""
    _check(request)
    context = show.place_part(request, drafts.read(request.GET), now=timezone.now())
    return render(request, "staff/entry/_place.html", context)


@require_safe
@for_staff
def places(request: StaffRequest) -> HttpResponse:
    """Answer with the places that the words ``q`` may mean, as JSON."""
    _check(request)
    try:
        found = suggestions(request.GET.get("q", "")[:_LONGEST], now=timezone.now())
    except Refused as refused:
        return JsonResponse({"results": [], "refusal": refused.message})
    return JsonResponse({"results": [{"name": one.name, "ward": one.ward, "value": one.value} for one in found]})


def _check(request: StaffRequest) -> None:
    if not may_take_down(request.user):
        raise PermissionDenied


def _sent(request: StaffRequest, written: Draft, *, now: datetime) -> HttpResponse:
    act = request.POST.get("act", "send")
    try:
        raws = photos_sent.photos_in(request.FILES.getlist("photos"), kept=len(written.tokens))
        found = suggestions(written.where, now=now, may_ask=True) if written.point is None else ()
    except Refused as refused:
        return _again(request, written, [], [refused], now=now)
    written = settled(written, found)
    if act in _LOOKING:
        return _again(request, written, raws, [], now=now, found=found)
    try:
        check_read(written.text, is_insisted=written.is_insisted)
    except Held as held:
        tokens, bad_photos = photos_sent.keep(raws, now=now)
        kept = replace(written, tokens=[*written.tokens, *tokens])
        return show.page(request, kept, now=now, refusals=bad_photos, found=found, held_as=held.kind)
    return _filed(request, written, raws, found, now=now)


def _filed(
    request: StaffRequest, written: Draft, raws: Sequence[bytes], found: Sequence[Suggestion], *, now: datetime
) -> HttpResponse:
    try:
        filed = submit(written.new_report(raws), by=acting(request), now=now)
    except KeyReused:  # the page came back by the browser's button, and holds something else now
        said = Refused(_("Trang này đã ghi một phản ánh. Nếu đây là việc khác, bấm ghi lần nữa."), code="sent_before")
        return _again(request, replace(written, key=uuid.uuid4()), raws, [said], now=now)
    except Refused as refused:
        return _again(request, written, raws, refused.refusals, now=now, found=found)
    request.session[_CHANNEL] = written.channel
    return HttpResponseRedirect(done_path(filed.report, request.user), status=_SEE_OTHER)


def _again(
    request: StaffRequest,
    written: Draft,
    raws: Sequence[bytes],
    refusals: Sequence[Refused],
    *,
    now: datetime,
    found: Sequence[Suggestion] = (),
) -> HttpResponse:
    """Show the form with all that was written, its photos kept, the places its words may mean, and what is wrong."""
    tokens, bad_photos = photos_sent.keep(raws, now=now)
    kept = photos_sent.still_kept([*written.tokens, *tokens], now=now)
    photos_said = any(one.field == "photos" for one in refusals)
    every = [_about_place(one, written, found) for one in (*refusals, *(() if photos_said else bad_photos))]
    choices = found if len(found) > 1 else ()
    return show.page(request, replace(written, tokens=kept), now=now, refusals=every, found=choices)


def _about_place(refused: Refused, written: Draft, found: Sequence[Suggestion]) -> Refused:
    """Say of a missing place what a clerk can do about it."""
    if refused.field != "lat" or refused.code != "required":
        return refused
    if not written.where.strip():
        words = _("Xin ghi nơi xảy ra: tên đường, phố, địa điểm hoặc phường, hoặc chọn trên bản đồ.")
        return Refused(words, field="lat", code="required")
    if found:
        return Refused(_("Nơi này có thể là nhiều chỗ: xin chọn một."), field="lat", code="several")
    return Refused(
        _("Không thấy nơi này trong quận. Xin ghi thêm tên đường, phố hoặc phường gần nhất, hoặc chọn trên bản đồ."),
        field="lat",
        code="unknown_place",
    )
