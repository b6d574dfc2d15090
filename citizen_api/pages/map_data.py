"""What the map of the form draws and asks: wards, streets, what is at a point, what is called so. All small JSON."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.core.errors import Refused
from backend.http.door import READS
from backend.http.form_fields import pair
from backend.http.limits import TooMany, spend
from backend.http.place_words import found_places, place_words
from backend.http.problem import refused
from backend.places.in_force import day_in_force
from backend.places.outline import main_streets, streets_in_box, wards_geojson

_HOUR_S = 3600
_EDGES = 4  # west, south, east, north


@require_safe
def wards(request: HttpRequest) -> HttpResponse:
    """Answer with the wards in force, simplified, as GeoJSON."""
    return _kept(wards_geojson(day_in_force(timezone.now()), light=True))


@require_safe
def streets(request: HttpRequest) -> HttpResponse:
    """Answer with the streets in ``box=minlon,minlat,maxlon,maxlat`` as GeoJSON; without a box the main streets."""
    box = request.GET.get("box", "")
    if not box:
        return _kept(main_streets())
    try:
        spend(request, READS, now=timezone.now())
        edges = [float(edge) for edge in box.split(",")]
        if len(edges) != _EDGES:
            raise ValueError(box)  # noqa: TRY301  # one answer for every box that is none
        found = streets_in_box(*edges)
    except TooMany as wait:
        return refused(wait)
    except ValueError:
        return refused(Refused(_("Khung bản đồ không đúng."), field="box"))
    return _kept(found)


@require_safe
def place(request: HttpRequest) -> HttpResponse:
    """Answer with what is at ``at=lat,lon``, in words, and the wards next door where a line is near."""
    now, point = timezone.now(), pair(request.GET.get("at", ""))
    try:
        spend(request, READS, now=now)
    except TooMany as wait:
        return refused(wait)
    if point is None:
        return refused(Refused(_("Vị trí không đúng."), field="at"))
    words = place_words(point, now=now)
    if words.refusal:
        return refused(Refused(words.refusal, field="at", code="outside_district"))
    ward = {"code": words.ward.code, "name": words.ward.title} if words.ward else None
    neighbours = [{"code": one.code, "name": one.title} for one in words.neighbours]
    return JsonResponse(
        {
            "said": words.said,
            "warning": words.warning,
            "ward": ward,
            "neighbours": neighbours,
        }
    )


@require_safe
def named(request: HttpRequest) -> HttpResponse:
    """Answer with the places called ``q``."""
    now = timezone.now()
    try:
        spend(request, READS, now=now)
    except TooMany as wait:
        return refused(wait)
    found = found_places(request.GET.get("q", "")[:200], now=now)
    return JsonResponse({"results": [{"name": one.name, "ward": one.ward, "value": one.value} for one in found]})


def _kept(data: Any) -> HttpResponse:
    response = JsonResponse(data)
    response["Cache-Control"] = f"public, max-age={_HOUR_S}"
    return response
