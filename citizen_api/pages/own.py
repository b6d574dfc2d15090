"""What the reporter does on their own page: answer, judge, send photos, put their data right, take things back."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from backend.core.errors import Refused, TooMany
from backend.http import photos_sent
from backend.http.door import WRITES
from backend.http.limits import spend
from backend.http.visitor import origin_of
from backend.reports import consent, replies, uploads
from backend.reports.more_photos import add_photos
from backend.reports.new_report import NewContact
from backend.reports.own_contact import correct, erase
from backend.reports.withhold import withhold
from backend.routing.names import readers_language
from citizen_api.pages.opened import NoSuchReport, Opened, opened
from citizen_api.pages.report import Typed, answer_with, not_found

_SEE_OTHER = 303
_RATINGS = {str(number): number for number in range(1, 6)}


class _Kept(Exception):
    """Something was refused; what was typed and the photos that came with it are kept."""

    def __init__(self, refused: Refused, typed: Typed) -> None:
        super().__init__(refused.message)
        self.refused, self.typed = refused, typed


Take = Callable[[HttpRequest, Opened, datetime], object]

# These views are exempt from the cross-site check because they stand on no cookie: the secret in the body is the only
# thing that gives the right. The check could not work here anyway: a page that sends no referrer sends no origin.


@csrf_exempt
@require_POST
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """Take the answer to a question, with photos."""
    return _taken(request, code, _reply, done="reply")


@csrf_exempt
@require_POST
def verdict(request: HttpRequest, code: str) -> HttpResponse:
    """Take the word on the result: it closes the report, or opens it again."""
    return _taken(request, code, _verdict, done="verdict")


@csrf_exempt
@require_POST
def more(request: HttpRequest, code: str) -> HttpResponse:
    """Take more photos, perhaps with words."""
    return _taken(request, code, _more, done="photos")


@csrf_exempt
@require_POST
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Keep how to reach the reporter, as they write it now."""
    return _taken(request, code, _contact, done="contact")


@csrf_exempt
@require_POST
def contact_erased(request: HttpRequest, code: str) -> HttpResponse:
    """Erase how to reach the reporter."""
    return _taken(request, code, _erased, done="erased")


@csrf_exempt
@require_POST
def withheld(request: HttpRequest, code: str) -> HttpResponse:
    """Take the reporter's words and photos back from the public."""
    return _taken(request, code, _withheld, done="withheld")


def _taken(request: HttpRequest, code: str, take: Take, *, done: str) -> HttpResponse:
    try:
        found = opened(request, code)
    except NoSuchReport:
        return not_found(request, code)
    if not found.is_reporters:
        return not_found(request, code)
    now = timezone.now()
    try:
        take(request, found, now)
    except _Kept as kept:
        return _again(request, found, kept.refused, kept.typed)
    except Refused as refused:
        return _again(request, found, refused, Typed(act=done, text=request.POST.get("text", "")))
    path = reverse("report-page", args=[found.report.code])
    return HttpResponseRedirect(f"{path}?key={found.key}&done={done}", status=_SEE_OTHER)


def _again(request: HttpRequest, found: Opened, refused: Refused, typed: Typed) -> HttpResponse:
    found.report.refresh_from_db()
    response = answer_with(request, found, fault=refused, typed=typed)
    if isinstance(refused, TooMany):
        response["Retry-After"] = str(refused.retry_after_s)
    return response


def _reply(request: HttpRequest, found: Opened, now: datetime) -> None:
    def answered(tokens: Sequence[str], text: str) -> None:
        replies.answer(found.report, text, tokens=tokens, now=now)

    _with_photos(request, answered, act="reply", now=now)


def _more(request: HttpRequest, found: Opened, now: datetime) -> None:
    def added(tokens: Sequence[str], text: str) -> None:
        add_photos(found.report, tokens=tokens, text=text, now=now)

    _with_photos(request, added, act="photos", now=now)


def _with_photos(request: HttpRequest, deed: Callable[[Sequence[str], str], None], *, act: str, now: datetime) -> None:
    """Do ``deed`` with the tokens of the photos and the words that came; raises _Kept with both where it is refused.

    Photos of a flood are not worked on: those that came before it are kept.
    """
    text = request.POST.get("text", "")
    before = photos_sent.still_kept(request.POST.getlist("photo_tokens")[: uploads.MOST_PHOTOS], now=now)
    try:
        spend(request, WRITES, now=now)
        raws = photos_sent.photos_in(request.FILES.getlist("photos"), kept=len(before))
    except Refused as refused:
        raise _Kept(refused, Typed(act, text, before)) from refused
    new, bad = photos_sent.keep(raws, now=now, sent_from=origin_of(request))
    tokens = [*before, *new]  # nobody has to choose them again
    if bad:
        raise _Kept(bad[0], Typed(act, text, tokens))
    try:
        deed(tokens, text)
    except Refused as refused:
        raise _Kept(refused, Typed(act, text, tokens)) from refused


def _verdict(request: HttpRequest, found: Opened, now: datetime) -> None:
    spend(request, WRITES, now=now)
    rating = request.POST.get("rating", "")
    replies.verdict(
        found.report,
        satisfied=request.POST.get("satisfied", "yes" if rating else "") == "yes",
        rating=_RATINGS.get(rating, 0) if rating else None,
        comment=request.POST.get("text", ""),
        now=now,
    )


def _erased(request: HttpRequest, found: Opened, now: datetime) -> None:
    spend(request, WRITES, now=now)
    erase(found.report, now=now)


def _withheld(request: HttpRequest, found: Opened, now: datetime) -> None:
    spend(request, WRITES, now=now)
    withhold(found.report, now=now)


def _contact(request: HttpRequest, found: Opened, now: datetime) -> None:
    wanted = NewContact(
        name=request.POST.get("contact_name", ""),
        phone=request.POST.get("contact_phone", ""),
        email=request.POST.get("contact_email", ""),
        consent_version=consent.VERSION if request.POST.get("consent") else "",
        language=readers_language(),
    )
    try:
        spend(request, WRITES, now=now)
        correct(found.report, wanted, now=now)
    except Refused as refused:
        raise _Kept(refused, Typed("contact", contact=wanted)) from refused
