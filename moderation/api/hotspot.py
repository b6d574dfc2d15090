"""The staff call about one hot spot: its months, kinds, hours, what repeats there, photos of before and after."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.media_host import photo_url
from backend.http.schema import problems
from backend.indicators.hotspots import Page, Repeat, page
from backend.places.models import Hotspot, HotspotKind
from backend.reports.gallery import Pair
from moderation.api.door import StaffDoor, reads_all
from moderation.api.said import kind_said, local
from moderation.api.shapes import NamedOut, Out


class OfMonthOut(Out):
    month = serializers.CharField()
    received = serializers.IntegerField()
    done = serializers.IntegerField(help_text="Trong số đó, đã xử lý đến nay")


class OfHourOut(Out):
    hour = serializers.IntegerField(help_text="0 đến 23, giờ Hà Nội")
    reports = serializers.IntegerField()


class OfKindOut(Out):
    category = NamedOut()
    reports = serializers.IntegerField()


class RepeatOut(Out):
    """Cùng loại việc, cùng chỗ (khoảng 20 m), nhiều lần."""

    category = NamedOut()
    reports = serializers.IntegerField()
    open = serializers.IntegerField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    latest_at = serializers.DateTimeField()


class PairOut(Out):
    """Ảnh đã công khai trước và sau khi xử lý."""

    report = serializers.CharField(help_text="Mã phản ánh")
    category = NamedOut()
    resolved_at = serializers.DateTimeField(allow_null=True)
    before_url = serializers.CharField()
    after_url = serializers.CharField()


class SpotOut(Out):
    """Một điểm nóng."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=HotspotKind.choices)
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    radius_m = serializers.IntegerField()


class WholeHotspotOut(SpotOut):
    """Một điểm nóng trong mười hai tháng; ``lines``: các đường [kinh độ, vĩ độ], trống khi là một điểm."""

    lines = serializers.ListField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))
    )
    note = serializers.CharField(allow_blank=True)
    source_text = serializers.CharField(help_text="Nguồn của điểm nóng này")
    total = serializers.IntegerField()
    months = OfMonthOut(many=True)
    kinds = OfKindOut(many=True)
    hours = OfHourOut(many=True)
    repeats = RepeatOut(many=True)
    pairs = PairOut(many=True)


class HotspotView(StaffDoor):
    @extend_schema(operation_id="staff_hotspot", responses={200: WholeHotspotOut} | problems(401, 403, 404))
    def get(self, request: Request, code: str) -> Response:
        """Một điểm nóng: theo tháng, loại việc, giờ trong ngày, chỗ lặp lại, ảnh trước và sau."""
        reader = reads_all(request)
        found = Hotspot.objects.filter(code=code).first()
        if found is None:
            raise Http404
        return Response(_whole(found, page(found, reader=reader, now=timezone.now())))


def repeats_said(repeats: Iterable[Repeat]) -> list[dict[str, Any]]:
    return [
        {
            "category": kind_said(one.category),
            "reports": one.number,
            "open": one.open,
            "lat": one.point.lat,
            "lon": one.point.lon,
            "latest_at": local(one.latest_at),
        }
        for one in repeats
    ]


def spot_said(hotspot: Hotspot) -> dict[str, Any]:
    return {name: getattr(hotspot, name) for name in ("code", "name", "kind", "lat", "lon", "radius_m")}


def _whole(hotspot: Hotspot, shown: Page) -> dict[str, Any]:
    return spot_said(hotspot) | {
        "lines": hotspot.lines,
        "note": hotspot.note,
        "source_text": hotspot.source,
        "total": shown.total,
        "months": [{"month": str(one.month), "received": one.received, "done": one.done} for one in shown.months],
        "kinds": [{"category": kind_said(kind), "reports": number} for kind, number in shown.kinds],
        "hours": [{"hour": one.hour, "reports": one.number} for one in shown.hours],
        "repeats": repeats_said(shown.repeats),
        "pairs": [_pair(one) for one in shown.pairs],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "report": pair.report.code,
        "category": kind_said(pair.report.category),
        "resolved_at": local(pair.report.resolved_at),
        "before_url": photo_url(pair.before.public_name),
        "after_url": photo_url(pair.after.public_name),
    }
