"""What the reporter does on their own page: answer a question, say whether the result is good."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from backend.core.errors import Refused
from backend.http import photos_sent
from backend.http.door import WRITES
from backend.http.limits import spend
from backend.http.visitor import origin_of
from backend.reports import replies, uploads
from citizen_api.pages.opened import NoSuchReport, Opened, opened
from citizen_api.pages.report import answer_with, not_found

_SEE_OTHER = 303


class _Kept(Exception):
    """An answer was refused; its photos are kept under ``tokens``."""

    def __init__(self, refused: Refused, tokens: Sequence[str]) -> None:
        super().__init__(refused.message)
        self.refused, self.tokens = refused, tokens


Take = Callable[[HttpRequest, Opened, datetime], None]

# Both views are exempt from the cross-site check because they stand on no cookie: the secret in the body is the only
# thing that gives the right. The check could not work here anyway: a page that sends no referrer sends no origin.


@csrf_exempt
@require_POST
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """Take the answer to a question, with photos."""
    return _taken(request, code, _reply)


@csrf_exempt
@require_POST
def verdict(request: HttpRequest, code: str) -> HttpResponse:
    """Take the word on the result: it closes the report, or opens it again."""
    return _taken(request, code, _verdict)


def _taken(request: HttpRequest, code: str, take: Take) -> HttpResponse:
    try:
        found = opened(request, code)
    except NoSuchReport:
        return not_found(request, code)
    if not found.is_reporters:
        return not_found(request, code)
    now = timezone.now()
    try:
        spend(request, WRITES, now=now)
        take(request, found, now)
    except _Kept as kept:
        return _again(request, found, kept.refused, kept.tokens)
    except Refused as refused:
        return _again(request, found, refused, ())
    path = reverse("report-page", args=[found.report.code])
    return HttpResponseRedirect(f"{path}?key={found.key}", status=_SEE_OTHER)


def _again(request: HttpRequest, found: Opened, refused: Refused, tokens: Sequence[str]) -> HttpResponse:
    found.report.refresh_from_db()
    return answer_with(request, found, fault=refused, text=request.POST.get("text", ""), tokens=tokens)


def _reply(request: HttpRequest, found: Opened, now: datetime) -> None:
    tokens = _photos_of(request, now=now)
    try:
        with transaction.atomic():
            photos = uploads.take_uploads(tokens, now=now)
            replies.answer(found.report, request.POST.get("text", ""), photos=photos, now=now)
    except Refused as refused:
        raise _Kept(refused, tokens) from refused


def _photos_of(request: HttpRequest, *, now: datetime) -> list[str]:
    """Return the tokens of the photos that came now or with an answer before: nobody has to choose them again."""
    before = photos_sent.still_kept(request.POST.getlist("photo_tokens")[: uploads.MOST_PHOTOS], now=now)
    try:
        raws = photos_sent.photos_in(request.FILES.getlist("photos"), kept=len(before))
    except Refused as refused:
        raise _Kept(refused, before) from refused
    tokens, bad = photos_sent.keep(raws, now=now, sent_from=origin_of(request))
    if bad:
        raise _Kept(bad[0], [*before, *tokens])
    return [*before, *tokens]


def _verdict(request: HttpRequest, found: Opened, now: datetime) -> None:
    rating = request.POST.get("rating", "")
    replies.verdict(
        found.report,
        satisfied=request.POST.get("satisfied") == "yes",
        rating=int(rating) if rating in {"1", "2", "3", "4", "5"} else None,
        comment=request.POST.get("text", ""),
        now=now,
    )
