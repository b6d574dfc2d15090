"""The staff calls about hot spots: all of them, what was proposed, and the decision on a proposal."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.described_headers import IDEMPOTENT, PAGED
from backend.http.door import asked, sent
from backend.http.fields import Choice, Text
from backend.http.schema import problems
from backend.indicators.decide_hotspot import Decision, decide, may_decide
from backend.indicators.hotspots import Summary, repeats_of_all, summaries
from backend.indicators.models import HotspotProposal, ProposalState
from backend.routing.models import Group
from moderation.api.door import StaffDoor, by, reads_all
from moderation.api.hotspot import RepeatOut, SpotOut, repeats_said, spot_said
from moderation.api.lists import PageOut, PageQuery, page_of
from moderation.api.once import answered_once
from moderation.api.said import local, ward_said
from moderation.api.shapes import NamedOut, Out
from moderation.api.why import WhySerializer


class ProposalsQuery(PageQuery):
    state = Choice(choices=ProposalState.choices, required=False, allow_blank=True)


class AcceptHotspotSerializer(WhySerializer):
    """Lý do công nhận, và tên của điểm nóng; không có tên thì lấy tên nơi đó."""

    name = Text(required=False)


class RefuseHotspotSerializer(WhySerializer):
    """Lý do không công nhận."""


class HotspotOut(SpotOut):
    """Một điểm nóng; ``recent``: phản ánh trong 90 ngày qua, ``before``: trong 90 ngày trước đó."""

    recent = serializers.IntegerField()
    before = serializers.IntegerField()
    open = serializers.IntegerField()


class HotspotsOut(Out):
    """``repeats``: chỗ lặp lại trong 90 ngày qua ở cả quận."""

    may_decide = serializers.BooleanField()
    results = HotspotOut(many=True)
    repeats = RepeatOut(many=True)


class ProposalOut(Out):
    """Một nơi mà phản ánh cùng nhóm lặp lại nhiều tháng; ``hotspot``: điểm nóng khi đã công nhận."""

    id = serializers.IntegerField()
    group = serializers.ChoiceField(choices=Group.choices)
    ward = NamedOut()
    place = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    radius_m = serializers.IntegerField()
    reports = serializers.IntegerField()
    months = serializers.IntegerField(help_text="Trong sáu tháng")
    found_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=ProposalState.choices)
    reason = serializers.CharField(allow_blank=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    hotspot = NamedOut(allow_null=True)


class ProposalPageOut(PageOut):
    results = ProposalOut(many=True)


class HotspotsView(StaffDoor):
    @extend_schema(operation_id="staff_hotspots", responses={200: HotspotsOut} | problems(401, 403))
    def get(self, request: Request) -> Response:
        """Các điểm nóng, nơi nhiều phản ánh gần đây nhất trước, và những chỗ lặp lại."""
        reader, now = reads_all(request), timezone.now()
        found = {"results": [_hotspot(one) for one in summaries(now)], "repeats": repeats_said(repeats_of_all(now))}
        return Response({"may_decide": may_decide(reader)} | found)


class ProposalsView(StaffDoor):
    @extend_schema(
        operation_id="staff_hotspot_proposals",
        parameters=[ProposalsQuery, PAGED],
        responses={200: ProposalPageOut} | problems(401, 403),
    )
    def get(self, request: Request) -> Response:
        """Các nơi được đề xuất làm điểm nóng, nhiều phản ánh nhất trước."""
        query = asked(ProposalsQuery, request)
        reads_all(request)
        state = query.get("state")
        return page_of(request, _proposals(**({"state": state} if state else {})), by="-reports", said=_proposal)


class AcceptHotspotView(StaffDoor):
    @extend_schema(
        operation_id="staff_accept_hotspot",
        parameters=IDEMPOTENT,
        request=AcceptHotspotSerializer,
        responses={200: ProposalOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Công nhận điểm nóng được đề xuất (Tổ giúp việc Chương trình, lãnh đạo)."""
        wish = sent(AcceptHotspotSerializer, request)
        return _decided(request, pk, wish, Decision(True, wish["reason"], wish.get("name", "")))


class RefuseHotspotView(StaffDoor):
    @extend_schema(
        operation_id="staff_refuse_hotspot",
        parameters=IDEMPOTENT,
        request=RefuseHotspotSerializer,
        responses={200: ProposalOut} | problems(401, 403, 404, 409),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Không công nhận điểm nóng được đề xuất (Tổ giúp việc Chương trình, lãnh đạo)."""
        wish = sent(RefuseHotspotSerializer, request)
        return _decided(request, pk, wish, Decision(False, wish["reason"]))


def _decided(request: Request, pk: int, wish: dict[str, Any], decision: Decision) -> Response:
    """Decide on the proposal and answer with it, once per key."""

    def done() -> dict[str, Any]:
        reads_all(request)
        decide(_found(pk), decision, by=by(request), now=timezone.now())
        return _proposal(_found(pk))

    return answered_once(request, wish, done)


def _proposals(**only: Any) -> "QuerySet[HotspotProposal]":
    rows = HotspotProposal.objects.filter(**only).select_related("ward", "decided_by", "hotspot")
    return rows.defer("ward__boundary", "hotspot__lines")


def _found(pk: int) -> HotspotProposal:
    found = _proposals(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _hotspot(one: Summary) -> dict[str, Any]:
    return spot_said(one.hotspot) | {"recent": one.recent, "before": one.before, "open": one.open}


def _proposal(one: HotspotProposal) -> dict[str, Any]:
    names = ("group", "place", "lat", "lon", "radius_m", "reports", "months", "state", "reason")
    hotspot = one.hotspot
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in names},
        "ward": ward_said(one.ward),
        "found_at": local(one.found_at),
        "decided_at": local(one.decided_at),
        "decided_by": one.decided_by and str(one.decided_by),
        "hotspot": hotspot and {"code": hotspot.code, "name": hotspot.name},
    }
