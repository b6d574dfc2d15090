"""Which requests are asked for: the standard's filters, read strictly, as conditions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.http.form_fields import point_of
from backend.places.geometry import Point
from backend.reports.codes import read_code
from backend.reports.models import Report
from backend.reports.models.standing import OPEN
from backend.routing import book
from citizen_api.api.filters import around_point
from citizen_api.open311 import moments, statuses

SPAN = timedelta(days=90)
MOST = 1000
_WITHIN_M, _FARTHEST_M = 500, 20_000
_WHOLE = re.compile(r"[0-9]{1,6}")
_YES = frozenset({"true", "1", "yes"})
Reports = QuerySet[Report]


@dataclass(frozen=True)
class Part:
    """Which page of how many."""

    page: int
    size: int

    @property
    def rows(self) -> slice:
        return slice((self.page - 1) * self.size, self.page * self.size)


def found(query: QueryDict, *, now: datetime) -> Reports:
    """Return the reports that ``query`` asks for, in their order: newest first, or the last changed first.

    Named by their ids they are whatever they are, as each of them by itself. ``updated_after`` and ``updated_before``
    ask for what changed, also of those no longer public: who keeps a copy has to hear it. Raises Refused.
    """
    if ids := listed(query, "service_request_id"):
        codes = [code for code in map(read_code, ids[:MOST]) if code]
        return Report.objects.filter(code__in=codes).order_by("-created_at", "-id")
    changed = [_first(query, "updated_after"), _first(query, "updated_before")]
    if any(changed):
        reports = _changed(*changed)
        reports = _requested(reports, query, now=now) if query.get("start_date") or query.get("end_date") else reports
    else:
        reports = _requested(Report.objects.released().order_by("-created_at", "-id"), query, now=now)
    return _near(_of_status(_of_services(reports, query), query), query, walking=not any(changed))


def sorted_by(query: QueryDict) -> str:
    """Return the column of moments by which :func:`found` sorts."""
    is_of_changes = not listed(query, "service_request_id") and any(
        _first(query, name) for name in ("updated_after", "updated_before")
    )
    return "-public_changed_at" if is_of_changes else "-created_at"


def part(query: QueryDict) -> Part:
    """Return the page asked for; more rows than :data:`MOST` no page has. Raises Refused."""
    return Part(_number(query, "page", 1), min(_number(query, "page_size", MOST), MOST))


def wants_extensions(query: QueryDict) -> bool:
    """Whether ``extended_attributes`` are asked for."""
    return _first(query, "extensions").lower() in _YES


def listed(query: QueryDict, name: str) -> list[str]:
    """Return the words of a field: with commas between them, or repeated, or both."""
    values = [*query.getlist(name), *query.getlist(f"{name}[]")]
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def span(query: QueryDict, *, now: datetime) -> tuple[datetime, datetime]:
    """Return (from, before) of ``start_date`` and ``end_date``: 90 days at most, the last where neither is given.

    Raises Refused for a longer one.
    """
    start, end = _first(query, "start_date"), _first(query, "end_date")
    begins = moments.read(start, "start_date") if start else None
    before = moments.read_end(end, "end_date") if end else None
    if begins is None:
        begins = (before or now) - SPAN
    if before is None:
        before = begins + SPAN + timedelta(seconds=1) if start else now + timedelta(seconds=1)
    if before - begins > SPAN + timedelta(days=1):
        raise Refused(_("Xin hỏi trong khoảng không quá 90 ngày."), field="end_date", code="too_long")
    return begins, before


def _requested(reports: Reports, query: QueryDict, *, now: datetime) -> Reports:
    begins, before = span(query, now=now)
    return reports.filter(created_at__gte=begins, created_at__lt=before)


def _changed(after: str, before: str) -> Reports:
    reports = Report.objects.filter(public_changed_at__isnull=False).order_by("-public_changed_at", "-id")
    if after:
        reports = reports.filter(public_changed_at__gte=moments.read(after, "updated_after"))
    if before:
        reports = reports.filter(public_changed_at__lt=moments.read_end(before, "updated_before"))
    return reports


def _of_services(reports: Reports, query: QueryDict) -> Reports:
    codes = listed(query, "service_code")
    if not codes:
        return reports
    every = {one.code: pk for pk, one in book.categories_by_id().items()}
    if any(code not in every for code in codes):
        raise Refused(_("Không có loại việc này. Xin ông/bà chọn lại."), field="category", code="unknown_category")
    return reports.filter(category__in={every[code] for code in codes})


def _of_status(reports: Reports, query: QueryDict) -> Reports:
    words = {word.lower() for word in listed(query, "status")}
    if not words <= {statuses.OPEN_WORD, statuses.CLOSED_WORD}:
        raise Refused(_("Trạng thái là open hoặc closed."), field="status", code="unknown_status")
    if len(words) != 1:
        return reports
    return reports.filter(status__in=OPEN) if statuses.OPEN_WORD in words else reports.exclude(status__in=OPEN)


def _near(reports: Reports, query: QueryDict, *, walking: bool) -> Reports:
    """Limit to the circle asked for; ``walking``: what is asked for are some months, and their index has the places."""
    middle = _middle(_first(query, "lat"), _first(query, "long"))
    radius_m = _number(query, "radius", _WITHIN_M)
    return around_point(reports, middle, min(radius_m, _FARTHEST_M), walking=walking) if middle else reports


def _middle(lat: str, lon: str) -> Point | None:
    if not (lat or lon):
        return None
    if (middle := point_of(lat, lon)) is None:
        raise Refused(_("Xin ghi cả lat và long, là độ WGS 84."), field="lat")
    return middle


def _number(query: QueryDict, name: str, usual: int) -> int:
    given = _first(query, name)
    if not given:
        return usual
    if not _WHOLE.fullmatch(given) or int(given) < 1:
        raise Refused(_("Mục này phải là một số nguyên từ 1 trở lên."), field=name)
    return int(given)


def _first(query: QueryDict, name: str) -> str:
    values: Sequence[str] = [value.strip() for value in query.getlist(name) if value.strip()]
    return values[0] if values else ""
