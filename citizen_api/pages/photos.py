"""Pictures for those who sent them: sent ahead of a report, or on it. What is released goes out by the API."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.reports.models import Upload
from backend.reports.uploads import photo_store
from citizen_api.pages.opened import NoSuchReport, keep_private, opened


@require_safe
def upload_thumb(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with the small picture of a photo sent ahead: who knows its token has sent it."""
    upload = Upload.objects.filter(token=token, expires_at__gt=timezone.now()).first()
    if upload is None:
        raise Http404
    return keep_private(_jpeg(upload.thumb_name))


@require_safe
def own_photo(request: HttpRequest, code: str, photo_id: int) -> HttpResponse:
    """Answer with a photo of the report to who holds its secret; ``?size=small`` the small one."""
    try:
        found = opened(request, code)
    except NoSuchReport:
        raise Http404 from None
    photo = found.report.photos.filter(pk=photo_id).first() if found.is_reporters else None
    if photo is None:
        raise Http404
    return keep_private(_jpeg(photo.thumb_name if request.GET.get("size") == "small" else photo.clean_name))


def _jpeg(name: str) -> HttpResponse:
    try:
        return HttpResponse(photo_store().read(name), content_type="image/jpeg")
    except FileNotFoundError:  # swept away meanwhile
        raise Http404 from None
