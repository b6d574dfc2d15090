"""Pages without a report: the search for a code, and help."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from backend.accounts.models import Scope
from backend.places.attribution import BOUNDARY_NOTE
from backend.reports import consent, processing
from backend.reports.codes import read_code
from backend.reports.models import Status
from backend.reports.phone import dialled
from citizen_api.open311 import statuses


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
        "hotline_dialled": dialled(settings.HOTLINE),
        "boundary_note": BOUNDARY_NOTE,
    }
    return render(request, "citizen/help.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the register of processing: which data of people are kept, why, how long, and who sees them."""
    context = {
        "law": processing.LAW,
        "register": processing.REGISTER,
        "rights": processing.RIGHTS,
        "consent": consent.text(),
        "version": consent.VERSION,
        "hotline": settings.HOTLINE,
        "hotline_dialled": dialled(settings.HOTLINE),
    }
    return render(request, "citizen/privacy.html", context)


@require_safe
def help_api(request: HttpRequest) -> HttpResponse:
    """Tell who writes a program how to keep a copy and hear of changes."""
    address = request.build_absolute_uri("/").rstrip("/")
    context = {"address": address, "hotline": settings.HOTLINE, "scopes": Scope}
    return render(request, "citizen/help_api.html", context)


@require_safe
def help_fixmystreet(request: HttpRequest) -> HttpResponse:
    """Tell who runs a FixMyStreet how to point it here."""
    context = {
        "address": request.build_absolute_uri("/open311/v2/"),
        "test_address": request.build_absolute_uri("/open311/test/v2/"),
        "consent": consent.text(),
        "hotline": settings.HOTLINE,
        "statuses": [(status.label, statuses.detailed(status)) for status in Status],
    }
    return render(request, "citizen/help_fixmystreet.html", context)


@require_safe
def help_open311(request: HttpRequest) -> HttpResponse:
    """Tell who writes a program how to connect it by Open311."""
    context = {
        "address": request.build_absolute_uri("/open311/v2"),
        "test_address": request.build_absolute_uri("/open311/test/v2"),
        "consent": consent.text(),
        "hotline": settings.HOTLINE,
    }
    return render(request, "citizen/help_open311.html", context)
