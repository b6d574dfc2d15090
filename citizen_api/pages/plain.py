"""Pages without a report: the search for a code, help, and what a telephone needs to keep the form on its screen."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.places.attribution import BOUNDARY_NOTE
from backend.reports import consent
from backend.reports.codes import read_code


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Lead to the report whose code was typed, in whatever way; else ask for it."""
    typed = request.GET.get("code", "")
    if code := read_code(typed):
        return HttpResponseRedirect(reverse("report-page", args=[code]))
    return render(request, "citizen/find.html", {"typed": typed[:40]}, status=404 if typed.strip() else 200)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    context = {
        "consent": consent.text(),
        "reception": settings.CITIZEN_RECEPTION,
        "hotline": settings.HOTLINE,
        "boundary_note": BOUNDARY_NOTE,
    }
    return render(request, "citizen/help.html", context)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Answer with the manifest: the form can be put on the home screen."""
    icon = {"src": static("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    about = {
        "name": _("Phản ánh Long Biên"),
        "short_name": _("Phản ánh"),
        "lang": "vi",
        "start_url": reverse("form"),
        "display": "minimal-ui",
        "theme_color": "#0a4a63",
        "background_color": "#f3f6f8",
        "icons": [icon],
    }
    return JsonResponse(about, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Answer with the program that serves the residents' pages in the browser. It holds nothing of anybody."""
    answer = render(request, "citizen/sw.js", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
