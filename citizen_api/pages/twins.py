"""What others have sent already from the same spot: shown before sending, never in its way."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.http.door import READS
from backend.http.form_fields import kind_of, pair
from backend.http.limits import TooMany, spend
from backend.places.geometry import Point
from backend.reports.models import Report
from backend.routing.models import Category
from citizen_api.api.near import near

_SHOWN = 3


@dataclass(frozen=True)
class Twin:
    """A report that may be the same thing: its small picture ("" for none), and how far away it is in whole metres."""

    report: Report
    picture: str
    distance_m: int


@require_safe
def twins_part(request: HttpRequest) -> HttpResponse:
    """Answer with the part of the form for ``category`` and ``at=lat,lon``; empty where there is none."""
    try:
        spend(request, READS, now=timezone.now())
    except TooMany as wait:
        return HttpResponse(status=wait.status, headers={"Retry-After": wait.retry_after_s})
    kind, point = kind_of(request.GET.get("category", "")), pair(request.GET.get("at", ""))
    return render(request, "citizen/_twins.html", {"twins": twins(kind, point)})


def twins(kind: Category | None, point: Point | None) -> Sequence[Twin]:
    """Return at most three open reports of ``kind`` around ``point``, the nearest first; none before both are known."""
    if kind is None or point is None:
        return ()
    return [Twin(one.report, _picture(one.report), round(one.distance_m)) for one in near(kind, point)[:_SHOWN]]


def _picture(report: Report) -> str:
    shown = report.shown_photos  # type: ignore[attr-defined]  # public.with_public_facts
    return reverse("photo-file", args=[shown[0].public_thumb_name]) if shown else ""
