"""Posters in the settings: find a place, give it a name and perhaps a kind, print; switch off; see the scans."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import posters
from backend.accounts.posters import WantedPoster
from backend.core.errors import Refused
from backend.core.pdf import WHAT_IS_NEEDED, can_make_pdf
from backend.core.text import clean_line
from backend.http import paging
from backend.http.form_fields import pair
from backend.http.place_words import found_places, place_words
from backend.places.models import Poster
from backend.routing import book
from backend.routing.names import named
from moderation.door import StaffRequest, acting, for_staff
from moderation.settings.poster_sheet import SHEETS, content_of, sheet_html
from moderation.settings.poster_sheet import sheet_pdf as pdf_of_sheet

_SHOWN = 50
_LONGEST_SEARCH = 80
_DAYS = 30


@require_safe
@for_staff
def posters_page(request: StaffRequest) -> HttpResponse:
    """List the posters this person looks after, the newest first; ``q`` finds a place for a new one."""
    _check_may(request)
    words = clean_line(request.GET.get("q", "")[:_LONGEST_SEARCH])
    rows = posters.posters_of(request.user).annotate(scanned=Sum("scans__number"))
    try:
        page = paging.page(rows, by="-made_at", cursor=request.GET.get("cursor", ""), size=_SHOWN)
    except paging.BadCursor:
        return redirect("staff-posters")
    context = {
        "here": "settings",
        "q": words,
        "found": found_places(words, now=timezone.now()) if words else [],
        "rows": page.rows,
        "next": page.next,
        "previous": page.previous,
        "kinds": {one.code: named(one) for one in book.categories()},
    }
    return render(request, "staff/settings/posters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_poster(request: StaffRequest) -> HttpResponse:
    """Show the form for the place that was found, take it."""
    _check_may(request)
    sent, now = request.POST if request.method == "POST" else request.GET, timezone.now()
    point = pair(sent.get("place", ""))
    refused: Refused | None = None
    if request.method == "POST":
        wanted = WantedPoster(point, sent.get("name", ""), sent.get("category", ""))
        try:
            made = posters.make_poster(wanted, by=acting(request), now=now)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _("Đã tạo áp phích."))
            return redirect("staff-poster", made.pk)
    context = {
        "here": "settings",
        "sent": sent,
        "said": place_words(point, now=now) if point else None,
        "longest": posters.LONGEST_NAME,
        "categories": [(one.code, named(one)) for one in book.categories()],
        "refused": refused,
        "errors": {one.field or "": one.message for one in refused.refusals} if refused else {},
    }
    return render(request, "staff/settings/poster_new.html", context, status=refused.status if refused else 200)


@require_safe
@for_staff
def poster_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one poster: how it looks, its sheets, its scans of the last days."""
    poster, now = _poster(request, pk), timezone.now()
    context = {
        "here": "settings",
        "scans": poster.scans.order_by("-day", "id")[:_DAYS],
        "can_pdf": can_make_pdf(),
        "needed": WHAT_IS_NEEDED,
    } | content_of(poster, now=now)
    return render(request, "staff/settings/poster.html", context)


@require_POST
@for_staff
def switch_poster(request: StaffRequest, pk: int) -> HttpResponse:
    """Switch the poster's link off, or on again."""
    poster, is_on = _poster(request, pk), request.POST.get("to") == "on"
    posters.switch(poster, is_on=is_on, now=timezone.now())
    messages.success(request, _("Áp phích dùng lại được.") if is_on else _("Đã ngừng áp phích."))
    return redirect("staff-poster", pk)


@require_safe
@for_staff
def sheet_page(request: StaffRequest, pk: int, sheet: str) -> HttpResponse:
    """Show a sheet as it is printed from the browser."""
    poster = _poster(request, pk)
    if sheet not in SHEETS:
        raise Http404
    with override("vi"):
        return HttpResponse(sheet_html(poster, sheet, now=timezone.now(), is_page=True))


@require_safe
@for_staff
def sheet_pdf(request: StaffRequest, pk: int, sheet: str) -> HttpResponse:
    """Answer with a sheet as PDF; where this machine makes none, lead back to the page, which says what is missing."""
    poster = _poster(request, pk)
    if sheet not in SHEETS:
        raise Http404
    try:
        with override("vi"):
            made = pdf_of_sheet(poster, sheet, now=timezone.now())
    except Refused as no_pdf:
        messages.error(request, no_pdf.message)
        return redirect("staff-poster", pk)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="ap-phich-{poster.pk}-{sheet}.pdf"'
    return answer


def _check_may(request: StaffRequest) -> None:
    if not posters.may_make(request.user):
        raise PermissionDenied


def _poster(request: StaffRequest, pk: int) -> Poster:
    """Return a poster this person looks after; 403 for who makes none, 404 for one that is not theirs."""
    _check_may(request)
    found = posters.posters_of(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
