"""The gallery: how it looked, and how it looks since the work was done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.http import paging
from backend.reports.gallery import pairs, with_both

_SHOWN = 12


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show pairs of released photos, the newest reports first; ``cursor`` names the page."""
    cursor, is_lost = request.GET.get("cursor", ""), False
    try:
        page = paging.page(with_both(), by="-created_at", cursor=cursor, size=_SHOWN)
    except paging.BadCursor:
        page, is_lost = paging.page(with_both(), by="-created_at", cursor="", size=_SHOWN), True
    context = {"pairs": pairs(page.rows), "next": page.next, "previous": page.previous, "is_lost": is_lost}
    return render(request, "citizen/gallery.html", context, status=422 if is_lost else 200)
