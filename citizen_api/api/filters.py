"""Which reports a list shows: the query of ``GET reports``, checked word by word, as conditions.

The public place of a report is coarser than the true one; the box and the circle are those of the public place: else
many small boxes would find out the true one.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from backend.core.errors import Refused
from backend.http import paging
from backend.http.fields import Choice, Strict, Text, Whole, read_moment
from backend.places.geometry import EAST_M, NORTH_M, Box, Point, box_around
from backend.places.in_force import day_in_force
from backend.places.locate import wards_named
from backend.reports.models import Report, Status
from backend.reports.search import LONGEST, terms
from backend.routing.models import Category, Group, Unit
from citizen_api.api.grid import in_box

Reports = QuerySet[Report]
FORMATS = ("json", "geojson", "csv")
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?")
_SLUG = re.compile(r"[A-Za-z0-9-]{1,60}")
_DATE_LENGTH = len("2026-11-25")
_WITHIN_M = 500


class ReportQuery(Strict):
    ward = Text(required=False, help_text="Mã, slug hoặc tên phường")
    unit = Text(required=False, help_text="Mã hoặc slug đơn vị chủ trì")
    group = Choice(choices=Group.choices, required=False)
    category = Text(required=False, help_text="Một hoặc nhiều mã, cách nhau bằng dấu phẩy")
    status = Text(required=False, help_text="Một hoặc nhiều trạng thái, cách nhau bằng dấu phẩy")
    created_from = Text(required=False, help_text="Ngày hoặc thời điểm RFC 3339, tính cả mốc này")
    created_to = Text(required=False, help_text="Ngày (tính cả ngày này) hoặc thời điểm RFC 3339")
    bbox = Text(required=False, help_text="minlon,minlat,maxlon,maxlat")
    near = Text(required=False, help_text="lat,lon")
    radius_m = Whole(required=False, min_value=1, max_value=20_000)
    q = Text(required=False, help_text="Các chữ có trong phần công khai, có dấu hay không dấu")
    format = Choice(choices=FORMATS, required=False)
    limit = Whole(required=False, min_value=1, max_value=500)
    cursor = Text(required=False)
    lang = Choice(choices=("vi", "en"), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "radius_m" in attrs and not attrs.get("near"):
            words = _("radius_m chỉ dùng cùng với near.")
            raise serializers.ValidationError({"radius_m": words}, code="needs_near")
        return attrs


def narrowed(reports: Reports, asked: dict[str, Any], *, now: datetime) -> Reports:
    """Return the reports that ``asked`` (read by :class:`ReportQuery`) names. Raises Refused for the first wrong word.

    At most two statements look up names; the reports are not asked for yet.
    """
    return _by_place_and_words(_by_columns(reports, asked, now=now), asked)


def listed(reports: Reports, asked: dict[str, Any], *, now: datetime) -> tuple[Reports, paging.Walk[Report] | None]:
    """Return what :func:`narrowed` does, and how a page of it is looked for first.

    The second is None where the indexes answer in the list's order: where no place and no words are asked for.
    """
    columns = _by_columns(reports, asked, now=now)
    found = _by_place_and_words(columns, asked)
    if not any(asked.get(name) for name in ("bbox", "near", "q")):
        return found, None
    return found, paging.Walk(reports, _by_place_and_words(columns, asked, walking=True))


def _by_columns(reports: Reports, asked: dict[str, Any], *, now: datetime) -> Reports:
    if asked.get("group"):
        reports = reports.filter(group=asked["group"])
    for name, narrow in _BY_NAME.items():
        if asked.get(name):
            reports = narrow(reports, asked[name], now)
    return reports


def _by_place_and_words(reports: Reports, asked: dict[str, Any], *, walking: bool = False) -> Reports:
    """Limit to the place and the words asked for; ``walking``: as no index of places or of texts knows them."""
    if asked.get("bbox"):
        reports = _bbox(reports, asked["bbox"], walking=walking)
    if asked.get("q"):
        reports = _words(reports, asked["q"], walking=walking)
    if asked.get("near"):
        reports = _near(reports, asked["near"], asked.get("radius_m", _WITHIN_M), walking=walking)
    return reports


def _ward(reports: Reports, word: str, now: datetime) -> Reports:
    """Limit to a ward of the set in force; where none is called so, to those of any other set."""
    wards = wards_named(word, on=day_in_force(now))
    return reports.filter(ward__in=[ward.pk for ward in wards])


def _unit(reports: Reports, word: str, now: datetime) -> Reports:
    is_one = _SLUG.fullmatch(word)
    units = list(Unit.objects.filter(slug=word.lower()).values_list("pk", flat=True)) if is_one else []
    if not units:
        raise Refused(_("Không có đơn vị này."), field="unit", code="unknown_unit")
    return reports.filter(unit__in=units)


def _category(reports: Reports, words: str, now: datetime) -> Reports:
    codes = {code for code in words.split(",") if _SLUG.fullmatch(code.replace("_", "-"))}
    found = dict(Category.objects.filter(code__in=codes).values_list("code", "pk"))
    if len(found) < len(words.split(",")):
        raise Refused(_("Không có loại việc này. Xin ông/bà chọn lại."), field="category", code="unknown_category")
    return reports.filter(category__in=found.values())


def _status(reports: Reports, words: str, now: datetime) -> Reports:
    statuses = words.split(",")
    if not set(statuses) <= set(Status.values):
        raise Refused(_("Không có trạng thái này."), field="status", code="unknown_status")
    return reports.filter(status__in=statuses)


def _from(reports: Reports, written: str, now: datetime) -> Reports:
    return reports.filter(created_at__gte=_moment(written, "created_from"))


def _to(reports: Reports, written: str, now: datetime) -> Reports:
    moment = _moment(written, "created_to")
    if len(written) == _DATE_LENGTH:
        return reports.filter(created_at__lt=moment + timedelta(days=1))
    return reports.filter(created_at__lte=moment)


def _moment(written: str, field: str) -> datetime:
    moment = read_moment(written.replace(" ", "+"))  # a plus that came as a blank
    if moment is None:
        raise Refused(_("Xin ghi ngày theo mẫu 2026-11-25 hoặc thời điểm RFC 3339."), field=field, code="invalid")
    return moment.astimezone(timezone.get_default_timezone())


def _bbox(reports: Reports, written: str, *, walking: bool) -> Reports:
    try:
        box = Box(*_numbers(written, 4))
    except (TypeError, ValueError):
        raise Refused(
            _("bbox gồm bốn số minlon,minlat,maxlon,maxlat, nhỏ trước lớn sau."), field="bbox", code="invalid"
        ) from None
    return in_box(reports, box, walking=walking)


def _near(reports: Reports, written: str, radius_m: int, *, walking: bool) -> Reports:
    try:
        middle = Point(*_numbers(written, 2))
    except (TypeError, ValueError):
        raise Refused(_("near gồm hai số lat,lon."), field="near", code="invalid") from None
    return around_point(reports, middle, radius_m, walking=walking)


def around_point(reports: Reports, middle: Point, radius_m: int, *, walking: bool = False) -> Reports:
    """Limit to a circle. Metres on the district's flat map: within 0.1 % of the geodesic there."""
    square = (F("public_lat") - middle.lat) * NORTH_M * ((F("public_lat") - middle.lat) * NORTH_M) + (
        (F("public_lon") - middle.lon) * EAST_M * ((F("public_lon") - middle.lon) * EAST_M)
    )
    around = in_box(reports, box_around(middle, radius_m), walking=walking)
    return around.annotate(square=square).filter(square__lte=float(radius_m) ** 2)


def _words(reports: Reports, query: str, *, walking: bool) -> Reports:
    """Limit to those that hold all words of ``query``, whole. Raises Refused for more than is read."""
    if len(query) > LONGEST:
        raise Refused(
            _("Xin ông/bà tìm bằng không quá %(most)s ký tự.") % {"most": LONGEST}, field="q", code="too_long"
        )
    words = list(terms(query))
    if connection.vendor == "postgresql" and not walking:
        return reports.filter(HasWords(F("public_search"), words=words)) if words else reports
    spaced = Concat(Value(" "), F("public_search"), Value(" "), output_field=TextField())
    wanted = (Q(spaced__contains=f" {word} ") for word in words)
    return reports.alias(spaced=spaced).filter(*wanted)


class HasWords(Func):
    """Whether a folded text holds all of ``words``, as PostgreSQL's index of words says it."""

    output_field = BooleanField()

    def as_sql(self, compiler: SQLCompiler, connection: Any, *_more: Any, **_context: Any) -> Any:
        [text] = (compiler.compile(one)[0] for one in self.source_expressions)  # a column, without values
        return f"(string_to_array({text}, ' ') @> %s::text[])", ([*self.extra["words"]],)


def _numbers(written: str, count: int) -> list[float]:
    parts = written.split(",")
    if len(parts) != count or not all(_NUMBER.fullmatch(part.strip()) for part in parts):
        raise ValueError(written)
    return [float(part) for part in parts]


_BY_NAME: dict[str, Callable[[Reports, str, datetime], Reports]] = {
    "ward": _ward,
    "unit": _unit,
    "category": _category,
    "status": _status,
    "created_from": _from,
    "created_to": _to,
}
