"""The staff calls about posters: those one looks after, one more, its sheets, its scans, switched off and on."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import posters
from backend.accounts.actor import Staff
from backend.accounts.posters import WantedPoster
from backend.core.errors import Refused
from backend.http.described_headers import IDEMPOTENT, LOCATION, PAGED
from backend.http.door import asked, sent
from backend.http.fields import Choice, Latitude, Longitude, Strict, Text, YesNo
from backend.http.schema import problems
from backend.places.geometry import Point
from backend.places.models import Poster
from backend.places.posters import url_of
from moderation.api.deeds import Deed, Rows, Wish, deed_view
from moderation.api.door import StaffDoor, by, person
from moderation.api.lists import PageOut, PageQuery, page_of
from moderation.api.once import answered_once
from moderation.api.said import local
from moderation.api.shapes import Out
from moderation.settings.poster_sheet import SHEETS, content_of, sheet_html, sheet_pdf

_DAYS = 30
_HTML, _PDF = "text/html", "application/pdf"


class NewPosterSerializer(Strict):
    """Một áp phích cho một nơi; ai quét mã sẽ thấy mẫu gửi đã điền nơi này, và loại việc nếu có."""

    lat = Latitude()
    lon = Longitude()
    name = Text(help_text="Tên nơi, như in trên áp phích")
    category = Text(required=False, help_text="Mã loại việc; trống: người quét chọn")


class SwitchSerializer(Strict):
    """Dùng, hay ngừng."""

    on = YesNo()


class SheetQuery(Strict):
    format = Choice(choices=[("pdf", "pdf"), ("html", "html")], required=False, help_text="Mặc định: pdf")
    lang = Text(required=False)


class ScansOut(Out):
    day = serializers.DateField()
    number = serializers.IntegerField()


class PosterSheetOut(Out):
    sheet = serializers.ChoiceField(choices=[(one, one) for one in SHEETS], help_text="a6: bốn nhãn trên một tờ A4")
    url = serializers.URLField()


class PosterOut(Out):
    """Một áp phích; nội dung không bao giờ đổi, chỉ ngừng được."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    category = serializers.CharField(allow_blank=True, help_text="Mã loại việc; trống: người quét chọn")
    url = serializers.URLField(help_text="Đường dẫn trong mã QR")
    made_by = serializers.CharField()
    made_at = serializers.DateTimeField()
    off_at = serializers.DateTimeField(allow_null=True, help_text="Đã ngừng từ lúc này")
    scanned = serializers.IntegerField(help_text="Số lượt quét")


class WholePosterOut(PosterOut):
    ward = serializers.CharField(allow_blank=True)
    hotline = serializers.CharField()
    sheets = PosterSheetOut(many=True)
    scans = ScansOut(many=True, help_text="Theo ngày, 30 ngày có lượt quét gần nhất")


class PosterPageOut(PageOut):
    results = PosterOut(many=True)


class PostersView(StaffDoor):
    @extend_schema(
        operation_id="staff_posters", parameters=[PageQuery, PAGED], responses={200: PosterPageOut} | problems(401, 403)
    )
    def get(self, request: Request) -> Response:
        """Các áp phích người này trông coi, mới nhất trước."""
        asked(PageQuery, request)
        return page_of(request, _posters(request), by="-made_at", said=_poster)

    @extend_schema(
        operation_id="staff_make_poster",
        parameters=[*IDEMPOTENT, LOCATION],
        request=NewPosterSerializer,
        responses={201: WholePosterOut} | problems(401, 403, 409),
    )
    def post(self, request: Request) -> Response:
        """Tạo một áp phích; lãnh đạo đơn vị chỉ trong phường của mình."""
        wish = sent(NewPosterSerializer, request)
        _posters(request)

        def done() -> dict[str, Any]:
            wanted = WantedPoster(_point(wish), wish["name"], wish.get("category", ""))
            try:
                made = posters.make_poster(wanted, by=by(request), now=timezone.now())
            except Refused as refused:
                refused.field = "lat" if refused.field == "place" else refused.field
                raise
            return _whole(request, _found(request, made.pk))

        response = answered_once(request, wish, done)
        response.status_code = 201
        response["Location"] = request.build_absolute_uri(reverse("api-staff-poster", args=[response.data["id"]]))
        return response


class PosterView(StaffDoor):
    @extend_schema(operation_id="staff_poster", responses={200: WholePosterOut} | problems(401, 403, 404))
    def get(self, request: Request, pk: int) -> Response:
        """Một áp phích: các tờ để in, các lượt quét."""
        return Response(_whole(request, _found(request, pk)))


class PosterSheetView(StaffDoor):
    @extend_schema(
        operation_id="staff_poster_sheet",
        parameters=[SheetQuery],
        responses={(200, kind): OpenApiTypes.BINARY for kind in (_PDF, _HTML)} | problems(401, 403, 404, 501),
    )
    def get(self, request: Request, pk: int, sheet: str) -> HttpResponse:
        """Một tờ để in, bằng tiếng Việt như treo ngoài phố; 501 khi máy chủ chưa tạo được PDF."""
        kind, poster = asked(SheetQuery, request).get("format", "pdf"), _found(request, pk)
        if sheet not in SHEETS:
            raise Http404
        with override("vi"):
            if kind == "html":
                return HttpResponse(sheet_html(poster, sheet, now=timezone.now(), is_page=True))
            answer = HttpResponse(sheet_pdf(poster, sheet, now=timezone.now()), content_type=_PDF)
        answer["Content-Disposition"] = f'attachment; filename="ap-phich-{poster.pk}-{sheet}.pdf"'
        return answer


def _switch(poster: Poster, wish: Wish, _by: Staff, now: datetime) -> None:
    """Ngừng một áp phích, hoặc dùng lại; ai quét áp phích đã ngừng sẽ thấy mẫu gửi trống."""
    posters.switch(poster, is_on=wish["on"], now=now)


def _point(wish: Wish) -> Point:
    """Return the point. Raises Refused (``lat``) for what is not on earth."""
    try:
        return Point(wish["lat"], wish["lon"])
    except ValueError:
        raise Refused(_("Tọa độ này không có trên Trái Đất."), field="lat") from None


def _posters(request: Request) -> QuerySet[Poster]:
    """Return the posters this person looks after. Raises PermissionDenied for who makes none."""
    user = person(request)
    if not posters.may_make(user):
        raise PermissionDenied
    return posters.posters_of(user).annotate(scanned=Sum("scans__number"))


def _found(request: Request, pk: int) -> Poster:
    found = _posters(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _poster(one: Poster) -> dict[str, Any]:
    names = ("name", "lat", "lon", "category", "made_by")
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in names},
        "url": url_of(one),
        "made_at": local(one.made_at),
        "off_at": local(one.off_at),
        "scanned": vars(one)["scanned"] or 0,
    }


def _whole(request: Request, one: Poster) -> dict[str, Any]:
    told = content_of(one, now=timezone.now())
    sheets = ((sheet, reverse("api-staff-poster-sheet", args=[one.pk, sheet])) for sheet in SHEETS)
    return _poster(one) | {
        "ward": told["ward"],
        "hotline": told["hotline"],
        "sheets": [{"sheet": sheet, "url": request.build_absolute_uri(address)} for sheet, address in sheets],
        "scans": [{"day": each.day, "number": each.number} for each in one.scans.order_by("-day", "id")[:_DAYS]],
    }


_ROWS = Rows(_found, _whole, WholePosterOut)
DEEDS = {"switch": deed_view("staff_poster_switch", Deed(SwitchSerializer, _switch), _ROWS)}
