"""Photos for staff: the clean pictures, to those alone who see the report they belong to."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from backend.reports.models import Photo, Report
from backend.reports.uploads import photo_store
from moderation.door import StaffRequest, for_staff

_SIZES = {"thumb": "thumb_name", "full": "clean_name"}


@require_safe
@for_staff
def photo(request: StaffRequest, photo_id: int, size: str) -> HttpResponse:
    """Return the picture, ``size`` "thumb" or "full"; 404 outside one's units. Names follow content: kept for a day."""
    found = get_object_or_404(Photo, pk=photo_id, report__in=Report.objects.for_staff(request.user))
    try:
        raw = photo_store().read(getattr(found, _SIZES[size]))
    except (KeyError, FileNotFoundError):
        raise Http404 from None
    response = HttpResponse(raw, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response
