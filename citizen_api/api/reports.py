"""Reports: file one, list what is public, read one by its code, find its like nearby."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actor import Reporter
from backend.accounts.models import ProgramKey, Scope
from backend.accounts.program_keys import program_of
from backend.http import paging
from backend.http.described_headers import IDEMPOTENT, LOCATION, PAGED
from backend.http.door import Door, asked, plain, sent
from backend.http.fields import Text
from backend.http.idempotency import REPLAYED, read_key
from backend.http.program_keys import key_of
from backend.http.schema import problems
from backend.http.visitor import origin_of
from backend.reports.described import described, sort_of
from backend.reports.history import public_history
from backend.reports.intake import Filed, submit
from backend.reports.models import Report
from backend.reports.new_report import NewReport
from backend.routing.book import category
from citizen_api.api import public, shapes
from citizen_api.api.filters import ReportQuery, listed
from citizen_api.api.near import Near, near
from citizen_api.api.new_report import (
    EXAMPLE,
    NewReportFormSerializer,
    NewReportSerializer,
    as_answer,
    as_new_report,
)
from citizen_api.api.table import csv_lines
from citizen_api.api.where import PointQuery, point_of

USUAL_PAGE = 25
_CHUNK = 500
_COLLECTION = "application/geo+json"


class ReportsView(Door):
    """The list, and the way in."""

    limits = {"POST": None}  # the house itself judges: nobody is told to wait with an emergency
    scopes = {"POST": Scope.REPORT}

    @extend_schema(
        operation_id="reports_file",
        request={"application/json": NewReportSerializer, "multipart/form-data": NewReportFormSerializer},
        responses={201: shapes.FiledSerializer} | problems(401, 403, 409),
        parameters=[*IDEMPOTENT, LOCATION],
        examples=[OpenApiExample("Rác chưa thu gom", EXAMPLE, request_only=True, media_type="application/json")],
    )
    def post(self, request: Request) -> Response:
        """Gửi một phản ánh."""
        key = read_key(plain(request))
        new, program = as_new_report(sent(NewReportFormSerializer, request), key=key), key_of(request)
        filed = _filed_by(program, new) if program else _filed(request, new)
        address = request.build_absolute_uri(reverse("api-report", args=[filed.report.code]))
        headers = {"Location": address} | ({REPLAYED: "true"} if filed.is_replay else {})
        return Response(as_answer(filed), status=201, headers=headers)

    @extend_schema(
        operation_id="reports_list",
        parameters=[ReportQuery, PAGED],
        responses={
            (200, "application/json"): shapes.ReportPageSerializer,
            (200, _COLLECTION): shapes.FeatureCollectionSerializer,
            (200, "text/csv"): OpenApiTypes.STR,
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Danh sách phản ánh đã công khai, mới nhất trước."""
        query = asked(ReportQuery, request)
        released, now = public.listed(Report.objects.released()), timezone.now()
        found, walk = listed(released, query, now=now)
        if query.get("format") == "csv":
            return _table(found)
        shown = paging.page(
            found,
            by="-created_at",
            cursor=query.get("cursor", ""),
            size=query.get("limit", USUAL_PAGE),
            walk=walk,
        )
        links = paging.links(plain(request), shown)
        rows = [public.facts(report) for report in shown.rows]
        headers = {"Link": paging.link_header(links)} if any(links.values()) else {}
        if query.get("format") == "geojson":
            body = {"type": "FeatureCollection", "features": [_feature(row) for row in rows], **links}
            return JsonResponse(body, content_type=_COLLECTION, headers=headers)
        return Response({**links, "results": rows}, headers=headers)


class ReportView(Door):
    """One report."""

    @extend_schema(operation_id="reports_read", responses=shapes.ReportSerializer)
    def get(self, request: Request, code: str) -> Response:
        """Thông tin công khai của một phản ánh."""
        return Response(public.facts(public.find(code)))


class EventsView(Door):
    """What happened to a report."""

    @extend_schema(operation_id="reports_events", responses=shapes.LinePageSerializer)
    def get(self, request: Request, code: str) -> Response:
        """Nhật ký công khai, cũ nhất trước."""
        return Response(_whole([public.line(entry) for entry in public_history(public.find(code))]))


class NearbyQuery(PointQuery):
    category = Text(help_text="Mã loại việc")


class NearbyView(Door):
    """Open reports of the same kind at the same spot."""

    @extend_schema(operation_id="reports_nearby", parameters=[NearbyQuery], responses=shapes.NearbyPageSerializer)
    def get(self, request: Request) -> Response:
        """Các phản ánh đang xử lý có thể là cùng một việc, giống nhất trước."""
        query = asked(NearbyQuery, request)
        kind = category(query["category"])
        found = near(kind, described(sort_of(kind), point_of(query), at=timezone.now()))
        return Response(_whole([_near_facts(one) for one in found]))


def _filed(request: Request, new: NewReport) -> Filed:
    return submit(new, by=Reporter(), now=timezone.now(), sent_from=origin_of(plain(request)))


def _filed_by(program: ProgramKey, new: NewReport) -> Filed:
    """File in the name of a program, which answers for what it sends: its key says what is public at once."""
    wanted = replace(new, publishes_at_once=program.publishes_at_once)
    return submit(wanted, by=program_of(program), now=timezone.now())


def _near_facts(one: Near) -> dict[str, Any]:
    likeness = round(one.likeness.score, 2)
    return {**public.facts(one.report), "distance_m": one.distance_m, "likeness": likeness}


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON feature (RFC 7946: position lon, lat)."""
    place = {"type": "Point", "coordinates": [row.pop("lon"), row.pop("lat")]}
    return {"type": "Feature", "id": row["code"], "geometry": place, "properties": row}


def _table(found: Any) -> StreamingHttpResponse:
    rows = found.order_by("-created_at", "-id").iterator(chunk_size=_CHUNK)
    lines = _spoken(csv_lines(rows), get_language() or "vi")
    headers = {"Content-Disposition": 'attachment; filename="phan-anh.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _spoken(lines: Any, language: str) -> Any:
    """Pass on ``lines``, each made in ``language``: they are made when the request's own language is gone."""
    for line in iter(lambda: _next(lines, language), None):
        yield line.encode()


def _next(lines: Any, language: str) -> str | None:
    with override(language):
        return next(lines, None)


def _whole(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a list that fits on its only page."""
    return {"next": None, "previous": None, "results": rows}
