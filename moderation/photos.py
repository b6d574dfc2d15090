"""Photos for staff: the clean pictures, to those alone who see the report they belong to."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from backend.accounts.models import User
from backend.reports.models import Photo, Report
from backend.reports.uploads import photo_store
from moderation.door import StaffRequest, for_staff

SIGNED_FOR_S = 300
_HALF = SIGNED_FOR_S // 2
_SIZES = {"thumb": "thumb_name", "full": "clean_name"}


@require_safe
@for_staff
def photo(request: StaffRequest, photo_id: int, size: str) -> HttpResponse:
    """Return the picture, ``size`` "thumb" or "full"; 404 outside one's units. Names follow content: kept for a day.

    Of a bucket the answer is an address signed for five minutes, asked for anew by whoever still may see it.
    """
    response = picture(request.user, photo_id, size)
    kept = "max-age=86400, immutable" if response.status_code == HttpResponse.status_code else f"max-age={_HALF}"
    response.headers["Cache-Control"] = f"private, {kept}"
    return response


def picture(reader: User, photo_id: int, size: str) -> HttpResponse:
    """Return the picture or where it is, as above. Raises Http404 where it is none of the reader's."""
    found = get_object_or_404(Photo, pk=photo_id, report__in=Report.objects.for_staff(reader))
    if size not in _SIZES:
        raise Http404
    store, name = photo_store(), getattr(found, _SIZES[size])
    if signed := store.address(name, for_s=SIGNED_FOR_S):
        response: HttpResponse = HttpResponseRedirect(signed)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
    try:
        raw = store.read(name)
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(raw, content_type="image/jpeg")
