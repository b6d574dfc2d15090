"""Places: the wards of a day, which ward holds a point, where something is by its name."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.core.errors import Refused
from backend.http.door import Door, asked, plain
from backend.http.etag import kept_json
from backend.http.fields import Choice, Text
from backend.http.limits import Limit
from backend.places.geocoder import search_or_ask
from backend.places.locate import locate
from backend.places.models import Ward
from backend.places.outline import wards_geojson
from backend.places.streets import street_near
from citizen_api.api import shapes
from citizen_api.api.where import DayQuery, PointQuery, day_of, point_of

KEEP_S = 300
_LONGEST = 100


class WardsQuery(DayQuery):
    detail = Choice(choices=("full", "light"), required=False, help_text="light: ranh giới đơn giản cho điện thoại")


class WardsView(Door):
    """The outlines of the wards."""

    @extend_schema(
        operation_id="wards",
        parameters=[WardsQuery],
        responses={(200, "application/geo+json"): shapes.FeatureCollectionSerializer},
    )
    def get(self, request: Request) -> HttpResponse:
        """Ranh giới tham khảo của các phường (GeoJSON)."""
        query = asked(WardsQuery, request)
        wards = wards_geojson(day_of(query, now=timezone.now()), light=query.get("detail") == "light")
        return kept_json(plain(request), wards, keep_s=KEEP_S, content_type="application/geo+json")


class LocateQuery(PointQuery, DayQuery):
    pass


class LocateView(Door):
    """From a point to its ward."""

    @extend_schema(operation_id="locate", parameters=[LocateQuery], responses=shapes.LocatedSerializer)
    def get(self, request: Request) -> Response:
        """Phường và đường, phố tại một điểm."""
        query = asked(LocateQuery, request)
        point = point_of(query)
        located = locate(point, on=day_of(query, now=timezone.now()))
        near = street_near(point)
        return Response(
            {
                "ward": _named(located.ward),
                "near_boundary": located.near_boundary,
                "neighbours": [_named(one.ward) | {"distance_m": one.distance_m} for one in located.neighbours],
                "outside_by_m": located.outside_by_m,
                "street": near.street.name if near else None,
            }
        )


class PlacesQuery(DayQuery):
    q = Text(help_text="Tên đường, phường, địa điểm; có dấu hay không dấu")


class PlacesView(Door):
    """From a name to places."""

    limits = {"GET": Limit("places", 240, 60, crowd=2400)}

    @extend_schema(operation_id="places", parameters=[PlacesQuery], responses=shapes.PlacesSerializer)
    def get(self, request: Request) -> Response:
        """Tìm đường, phường, địa điểm theo tên."""
        query = asked(PlacesQuery, request)
        if len(query["q"]) > _LONGEST:
            raise Refused(
                _("Xin ông/bà tìm bằng không quá %(most)s ký tự.") % {"most": _LONGEST}, field="q", code="too_long"
            )
        found = search_or_ask(query["q"], on=day_of(query, now=timezone.now()))
        results = [
            {
                "name": one.name,
                "kind": one.kind.value,
                "lat": one.point.lat,
                "lon": one.point.lon,
                "ward": _named(one.ward),
            }
            for one in found
        ]
        return Response({"results": results})


def _named(ward: Ward) -> dict[str, str | float]:
    return {"code": ward.code, "name": ward.name}
