"""The form behind a poster's QR code: place and kind are filled in, a photo and two taps remain."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.http.waiting import within_reads
from backend.indicators.tally import day_of
from backend.places.posters import count_scan, poster_of
from citizen_api.pages import draft, form_page


@never_cache
@within_reads
@require_safe
def poster_form(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form as the poster fills it in; the empty form, with a word of why, where the link is none."""
    now, poster = timezone.now(), poster_of(token)
    if poster is None:
        return form_page.page(request, draft.fresh(now=now), now=now, is_lost=True)
    if request.method == "GET":
        count_scan(poster, on=day_of(now))
    return form_page.page(request, draft.at_poster(poster, now=now), now=now)
