"""The page of work outside, what makes it work without a network, and what puts it on a telephone's screen."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.http.idle import go_outdoors
from backend.reports.outing import Whose, outing
from moderation.door import StaffRequest, for_staff
from moderation.field.answers import stop_answer
from moderation.field.start import Start, start
from moderation.field.words import words

_LONGEST = 100
MODULES = ("field", "field_list", "field_sheet", "field_photo", "field_outbox", "field_outbox_view", "field_store",
           "field_kept", "field_leave")  # fmt: skip


@require_safe
@for_staff
def field_page(request: StaffRequest) -> HttpResponse:
    """Show the outing as a plain list of links; ``shell=1``: the page without it, to be kept on the telephone."""
    now = timezone.now()
    go_outdoors(request, now=now)
    if request.GET.get("shell"):
        return render(request, "staff/field/page.html", _context(request))
    begin, wrong = _start(request)
    whose = Whose(request.GET["whose"]) if request.GET.get("whose") in set(Whose) else None
    found = outing(request.user, start=begin.point if begin else None, whose=whose)
    stops = [stop_answer(stop, reader=request.user, now=now) for stop in found.stops]
    shown = {"outing": found, "stops": stops, "start": begin, "wrong": wrong}
    return render(request, "staff/field/page.html", _context(request) | shown)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Answer with the program that serves the page without a network. It holds nothing of anybody."""
    files = {"styles": _styles(), "modules": [static(f"moderation/{name}.js") for name in MODULES]}
    plain_names = [f"{settings.STATIC_URL}moderation/{name}.js" for name in MODULES]  # as the modules name each other
    shell = [*files["styles"], *files["modules"], *plain_names, static("icons/sprite.svg"), static("icons/favicon.svg")]
    response = render(
        request, "staff/field/sw.js", {"shell": sorted(set(shell))}, content_type="text/javascript; charset=utf-8"
    )
    response.headers["Service-Worker-Allowed"] = reverse("staff-field")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Answer with the manifest: the page can be put on the home screen."""
    icon = {"src": static("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    about = {
        "id": reverse("staff-field"),
        "name": _("Hiện trường Long Biên"),
        "short_name": _("Hiện trường"),
        "lang": "vi",
        "start_url": reverse("staff-field"),
        "scope": reverse("staff-inbox"),
        "display": "standalone",
        "theme_color": "#0a4a63",
        "background_color": "#f3f6f8",
        "icons": [icon],
    }
    return JsonResponse(about, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def _context(request: StaffRequest) -> dict[str, object]:
    return {"here": "field", "texts": words(), "place": request.GET.get("place", "")[:_LONGEST]}


def _start(request: StaffRequest) -> tuple[Start | None, str]:
    """Return where to set out from, and what is wrong with what was typed."""
    try:
        return start((None, None), clean_line(request.GET.get("place", "")[:_LONGEST]), now=timezone.now()), ""
    except Refused as refused:
        return None, refused.message


def _styles() -> Sequence[str]:
    return [static(name) for name in ("css/base.css", "moderation/staff.css", "moderation/field.css")]
