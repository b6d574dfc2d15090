"""The staff call for a photo of a report: the clean picture, for programs that have no session of a browser."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from backend.http.schema import problems
from moderation.api.door import StaffDoor, person
from moderation.photos import picture


class StaffPhotoView(StaffDoor):
    @extend_schema(
        operation_id="staff_photo",
        responses={
            (200, "image/jpeg"): OpenApiTypes.BINARY,
            302: OpenApiResponse(None, description="Ảnh ở kho riêng: địa chỉ dùng được năm phút"),
        }
        | problems(401, 403, 404),
    )
    def get(self, request: Request, pk: int, size: str) -> HttpResponse:
        """Ảnh của một phản ánh người này được xem; ``size``: thumb hoặc full."""
        return picture(person(request), pk, size)
