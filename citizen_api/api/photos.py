"""Photos: one sent ahead of its report comes in, a released one goes out."""

import logging
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.models import Scope
from backend.core.errors import Refused
from backend.http.door import Door, plain, sent
from backend.http.etag import kept
from backend.http.fields import File, Strict
from backend.http.limits import Limit
from backend.http.visitor import origin_of
from backend.reports.models import Photo, Screening
from backend.reports.uploads import keep_upload, photo_store
from citizen_api.api import public, shapes
from citizen_api.api.new_report import raw_photos

log = logging.getLogger(__name__)
_NAME = 60  # letters of an unknown field that are repeated
_KEEP_S = 24 * 3600  # a photo that was taken back is gone from caches a day later


class UploadBody(Strict):
    photo = File(error_messages={"required": lazy("Xin gửi một tệp ảnh trong mục photo, dạng multipart/form-data.")})


class PhotosView(Door):
    """The way in for photos that are sent ahead."""

    limits = {"POST": Limit("photo", 150, 600, crowd=1500)}
    scopes = {"POST": Scope.REPORT}

    @extend_schema(
        operation_id="photos_send",
        request={"multipart/form-data": UploadBody},
        responses={201: shapes.UploadSerializer},
    )
    def post(self, request: Request) -> Response:
        """Gửi trước một ảnh; nhận mã để kèm vào phản ánh."""
        (raw,) = raw_photos([_one_file(request)])
        upload = keep_upload(raw, now=timezone.now(), sent_from=origin_of(plain(request)))
        return Response({"token": upload.token, "expires_at": public.moment(upload.expires_at)}, status=201)


def _one_file(request: Request) -> Any:  # an uploaded file, which is generic for the type checker alone
    """Return the one file of the request, whatever its part is called; Refused for none or several."""
    files = [file for _name, several in request.FILES.lists() for file in several]
    if len(files) > 1:
        raise Refused(_("Xin gửi mỗi lần một tệp ảnh."), field="photo", code="too_many")
    if files and (unknown := [name for name in request.data if name not in request.FILES]):
        raise Refused(_("Không có mục này."), field=unknown[0][:_NAME], code="unknown_field")
    return files[0] if files else sent(UploadBody, request)["photo"]  # which says in words that there is none


class PhotoFileView(Door):
    """A released photo under its random name."""

    @extend_schema(operation_id="photos_file", responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, name: str) -> HttpResponse:
        """Tệp ảnh đã công khai."""
        released = Photo.objects.filter(
            Q(public_name=name) | Q(public_thumb_name=name),
            published_at__isnull=False,
            report__published_at__isnull=False,
            report__screening=Screening.CLEAR,
        )
        if not released.exists():
            raise Http404
        try:
            picture = photo_store().read(name)
        except FileNotFoundError:
            log.exception("A row names a photo that is not in the store")
            raise Http404 from None
        return kept(plain(request), HttpResponse(picture, content_type="image/jpeg"), etag=name, keep_s=_KEEP_S)
