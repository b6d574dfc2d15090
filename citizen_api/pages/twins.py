"""What others have sent already from the same spot: shown before sending, never in its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from backend.core.age import age
from backend.http.door import READS
from backend.http.limits import TooMany, spend
from backend.http.media_host import photo_url
from backend.http.photos_sent import likenesses
from backend.reports.described import described, sort_of
from backend.reports.models import Report
from citizen_api.api.near import near
from citizen_api.pages import draft as drafts
from citizen_api.pages.draft import Draft

_SHOWN = 3
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Twin:
    """A report that may be the same thing: its small picture ("" for none), its distance in whole metres, its age.

    ``is_strong``: it is very much like what is being written.
    """

    report: Report
    picture: str
    distance_m: int
    age: str
    is_strong: bool


# Exempt from the cross-site check: it writes nothing, and a page that the browser kept has no token that fits.
@csrf_exempt
@require_POST
def twins_part(request: HttpRequest) -> HttpResponse:
    """Answer with the part of the form for what is written so far; empty where there is none.

    Asked with the form's fields in the body, where words leave no trace.
    """
    now = timezone.now()
    try:
        spend(request, READS, now=now)
    except TooMany as wait:
        return HttpResponse(status=wait.status, headers={"Retry-After": wait.retry_after_s})
    return render(request, "citizen/_twins.html", {"twins": twins(drafts.read(request.POST), now=now)})


def twins(written: Draft, *, now: datetime) -> Sequence[Twin]:
    """Return at most three open reports like what is ``written``, the most alike first; none before kind and place.

    Three statements, two where no photo was sent ahead.
    """
    kind, point = written.kind, written.point
    if kind is None or point is None:
        return ()
    told = described(
        sort_of(kind),
        point,
        at=now,
        words=written.text,
        photos=likenesses(written.tokens, now=now),
        error_m=written.accuracy_m,
    )
    return [
        Twin(
            report=one.report,
            picture=_picture(one.report),
            distance_m=round(one.distance_m),
            age=_age(one.report, now=now),
            is_strong=one.likeness.is_strong,
        )
        for one in near(kind, told)[:_SHOWN]
    ]


def _age(report: Report, *, now: datetime) -> str:
    if now - report.created_at < _MINUTE:
        return _("vừa xong")
    return _("%(time)s trước") % {"time": age(report.created_at, now=now)}


def _picture(report: Report) -> str:
    shown = report.shown_photos  # type: ignore[attr-defined]  # public.with_public_facts
    return photo_url(shown[0].public_thumb_name) if shown else ""
