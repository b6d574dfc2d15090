"""The public page of figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.indicators.definitions import BY_CODE, COMMON, DEFINITIONS, SMALL_WORDS
from backend.indicators.public_page import public_page

_WORDS = {"definitions": DEFINITIONS, "named": BY_CODE, "common": COMMON, "small_words": SMALL_WORDS}


@require_safe
def figures_page(request: HttpRequest) -> HttpResponse:
    """Show the figures of ``?month=2026-10``, of the running month where none is named; ``period=12`` of the year."""
    asked = request.GET.get("month", ""), request.GET.get("period", "")
    shown = public_page(*asked, now=timezone.now())
    context = vars(shown) | _WORDS
    return render(request, "citizen/figures.html", context, status=422 if shown.refused else 200)
