"""Following a street, a ward or a circle by letter; and the yes and the no to what a letter asks, by its key."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.models import Scope
from backend.core.errors import Refused
from backend.http.door import Door, sent
from backend.http.fields import Choice, Latitude, Longitude, Strict, Text, Whole
from backend.http.limits import Limit
from backend.http.schema import problems
from backend.reports.area import RADII_M, Area
from backend.reports.asking import confirm, stop
from backend.reports.follow_area import ask
from backend.reports.links import area_url, holds_follow_key
from backend.reports.models import AreaFollower, Follower
from backend.routing.models import Group
from backend.routing.names import readers_language
from citizen_api.api.shapes import Out
from citizen_api.areas import FOLLOWS, area_named

Followers = QuerySet[Follower] | QuerySet[AreaFollower]
KINDS = ("reports", "areas")
ACTS = {"confirm": "Đồng ý nhận tin.", "stop": "Thôi nhận tin; địa chỉ được xóa."}
_RADII = ", ".join(map(str, RADII_M))


class FollowBody(Strict):
    """Một nơi: ``ward``, ``street``, hoặc ``lat``, ``lon`` với ``radius_m``; của mọi nhóm việc, hoặc một ``group``."""

    contact_email = Text(help_text="Nhận một thư hỏi lại; chỉ nhận tin sau khi xác nhận")
    ward = Text(required=False, help_text="Mã, slug hoặc tên phường")
    street = Text(required=False, help_text="Tên phố")
    lat = Latitude(required=False)
    lon = Longitude(required=False)
    radius_m = Whole(required=False, help_text=_RADII)
    group = Choice(choices=Group.choices, required=False, allow_blank=True)


class KeyBody(Strict):
    """``key`` trong địa chỉ ở thư hỏi lại."""

    key = Text()


class AskedOut(Out):
    """Như nhau, dù địa chỉ đã theo dõi hay chưa."""

    area = serializers.CharField()
    of_what = serializers.CharField(allow_blank=True, help_text="Nhóm việc; trống: tất cả")
    url = serializers.CharField()


class FollowStateOut(Out):
    state = serializers.ChoiceField(choices=[(one, one) for one in ("following", "stopped")])


class FollowsView(Door):
    """A place is followed: the address is asked first."""

    limits = {"POST": FOLLOWS}
    scopes = {"POST": Scope.UPDATE}

    @extend_schema(operation_id="follows_ask", request=FollowBody, responses={202: AskedOut})
    def post(self, request: Request) -> Response:
        """Theo dõi một phường, một phố hoặc quanh một điểm: địa chỉ được hỏi lại bằng thư trước."""
        body, now = sent(FollowBody, request), timezone.now()
        area = _area(body)
        ask(area, body["contact_email"], language=readers_language(), now=now)
        return Response({"area": area.said(), "of_what": area.of_what(), "url": area_url(area)}, status=202)


def follow_view(what: str, act: str) -> type[Door]:
    """Return the view of the yes or the no of who follows a report or an area. Tries of keys are counted."""

    class FollowView(Door):
        limits = {"POST": Limit("secret", 60, 600, crowd=600)}
        scopes = {"POST": Scope.UPDATE}

        @extend_schema(
            operation_id=f"follows_{what}_{act}",
            description=ACTS[act],
            request=KeyBody,
            responses={200: FollowStateOut} | problems(404),
        )
        def post(self, request: Request, pk: int) -> Response:
            follower = _follower(what, pk, key=sent(KeyBody, request)["key"])
            if act == "confirm":
                confirm(follower, now=timezone.now())
                return Response({"state": "following"})
            stop(follower, now=timezone.now())
            return Response({"state": "stopped"})

    return FollowView


def _area(body: dict[str, Any]) -> Area:
    """Return the one place that is named. Raises Refused."""
    said = {name: str(body[name]) for name in ("ward", "street", "radius_m", "group") if body.get(name)}
    if "lat" in body and "lon" in body:
        said["at"] = f"{body['lat']:.6f},{body['lon']:.6f}"
    area = None
    if sum(name in said for name in ("ward", "street", "at")) == 1:
        area = area_named(said, now=timezone.now())
    if area is None:
        words = _("Xin ông/bà chọn một phố, một phường hoặc một điểm trên bản đồ.")
        raise Refused(words, field="ward", code="one_place")
    return area


def _follower(what: str, pk: int, *, key: str) -> Follower | AreaFollower:
    """Return who follows under this number and key; Http404 where nobody does, or not any more."""
    rows: Followers = Follower.objects.all() if what == "reports" else AreaFollower.objects.all()
    found = rows.filter(pk=pk, stopped_at__isnull=True).first()
    if found is None or not holds_follow_key(found, key):
        raise Http404
    return found
