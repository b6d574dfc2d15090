"""The staff call for the map beside the inbox: the view's reports as points, within a box."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.door import asked
from backend.http.schema import problems
from moderation import asked as addresses
from moderation.api import shapes
from moderation.api.door import StaffDoor, person
from moderation.api.shapes import Out
from moderation.inbox_map import points


class PointGeometryOut(Out):
    type = serializers.CharField(help_text="Point")
    coordinates = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)


class PointPropertiesOut(Out):
    code = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField(help_text="on_time, today, late, waiting; done: không đếm thời hạn nữa")


class PointOut(Out):
    type = serializers.CharField(help_text="Feature")
    geometry = PointGeometryOut()
    properties = PointPropertiesOut()


class InboxMapOut(Out):
    """GeoJSON (RFC 7946); ``is_all`` false: còn nhiều hơn 2.000 phản ánh, xin thu hẹp."""

    type = serializers.CharField(help_text="FeatureCollection")
    features = PointOut(many=True)
    is_all = serializers.BooleanField()


class InboxMapView(StaffDoor):
    @extend_schema(
        operation_id="staff_inbox_map",
        parameters=[shapes.InboxQuery],
        responses={200: InboxMapOut} | problems(401, 403),
    )
    def get(self, request: Request) -> Response:
        """Các phản ánh của hộp việc trên bản đồ, gấp nhất trước, nhiều nhất 2.000."""
        asked(shapes.InboxQuery, request)
        found: dict[str, Any] = points(person(request), addresses.read(request.query_params))
        return Response(found)
