"""The resident's form: one page that keeps everything until the report is in."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend.accounts.actor import Reporter
from backend.core.errors import Forbidden, Refused
from backend.http import photos_sent
from backend.http.door import WRITES
from backend.http.limits import TooMany, spend
from backend.http.own_site import is_from_elsewhere
from backend.http.visitor import origin_of, remember
from backend.reports.codes import spoken_code
from backend.reports.intake import KeyReused, submit
from backend.routing.belongs import Held, check_read
from backend.routing.complaints import ReadsLike
from citizen_api.pages import draft, form_page
from citizen_api.pages.draft import Draft
from citizen_api.pages.sent import sent_path
from citizen_api.pages.stamp import took_s

_SEE_OTHER = 303  # after a POST: look there with a GET
# Buttons of the form that do not send: look for a place, show the questions of a kind, go back to the words.
_LOOKING = frozenset({"find", "kind", "keep"})


# Exempt from the check by a cookie: a report stands on none, and a browser that keeps none could never send. What a
# page of another site sends is shown again, to be sent from here.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Show the form; take what was sent."""
    if request.method != "POST":
        now = timezone.now()
        return remember(request, form_page.page(request, draft.fresh(now=now), now=now))
    return _sent(request, draft.read(request.POST), now=timezone.now())


def _sent(request: HttpRequest, written: Draft, *, now: datetime) -> HttpResponse:
    act = request.POST.get("act", "send")
    try:
        if act in _LOOKING:  # what is sent is judged as it comes in
            spend(request, WRITES, now=now)
        raws = photos_sent.photos_in(request.FILES.getlist("photos"), kept=len(written.tokens))
    except TooMany as wait:
        return _later(request, written, wait, now=now)
    except Refused as refused:
        return _again(request, written, [], [refused], now=now)
    said = [_not_from_here()] if is_from_elsewhere(request) else []
    if said or act in _LOOKING:
        return _again(request, written, raws, said, now=now, is_search=act == "find")
    try:
        check_read(written.text, is_insisted=written.is_insisted)
    except Held as held:
        return _again(request, written, raws, [], now=now, held_as=held.kind)
    return _filed(request, written, raws, now=now)


def _filed(request: HttpRequest, written: Draft, raws: Sequence[bytes], *, now: datetime) -> HttpResponse:
    origin = origin_of(request, is_trapped=bool(written.subject), took_s=took_s(written.opened, now=now))
    try:
        filed = submit(written.new_report(raws), by=Reporter(), now=now, sent_from=origin)
    except TooMany as wait:
        return _later(request, written, wait, now=now)
    except KeyReused as before:  # the page was kept open, or came back by the browser's button, and holds more now
        words = _("Ông/bà đã gửi một phản ánh từ trang này, mã %(code)s. Nếu đây là việc khác, xin bấm gửi lần nữa.")
        said = Refused(words % {"code": spoken_code(before.sent_before)}, code="sent_before")
        return _again(request, replace(written, key=uuid.uuid4()), raws, [said], now=now)
    except Refused as refused:
        return _again(request, written, raws, refused.refusals, now=now)
    return HttpResponseRedirect(sent_path(filed.report), status=_SEE_OTHER)


def _not_from_here() -> Forbidden:
    return Forbidden(_("Trình duyệt cho biết biểu mẫu đến từ một trang khác. Xin bấm gửi lần nữa."), code="elsewhere")


def _later(request: HttpRequest, written: Draft, wait: TooMany, *, now: datetime) -> HttpResponse:
    """Say how long to wait and whom to call meanwhile; photos are not worked on for a flood."""
    response = _again(request, written, [], [wait], now=now)
    response["Retry-After"] = str(wait.retry_after_s)
    return response


def _again(
    request: HttpRequest,
    written: Draft,
    raws: Sequence[bytes],
    refusals: Sequence[Refused],
    *,
    now: datetime,
    is_search: bool = False,
    held_as: ReadsLike | None = None,
) -> HttpResponse:
    """Show the form with all that was written, its photos kept, and what is wrong."""
    tokens, bad_photos = photos_sent.keep(raws, now=now, sent_from=origin_of(request))
    kept = photos_sent.still_kept([*written.tokens, *tokens], now=now)
    photos_said = any(one.field == "photos" for one in refusals)
    every = [*refusals, *(() if photos_said else bad_photos)]
    return form_page.page(
        request, replace(written, tokens=kept), now=now, refusals=every, is_search=is_search, held_as=held_as
    )
