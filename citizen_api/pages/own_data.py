"""The reporter's data, to read and to take along: a page and a file, both for the secret alone."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from backend.http.waiting import within_reads
from backend.reports import own_data
from citizen_api.pages.opened import NoSuchReport, Opened, keep_private, opened
from citizen_api.pages.report import not_found


@within_reads
@require_safe
def data_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show all that is kept of the reporter with this report."""
    found = _own(request, code)
    if found is None:
        return not_found(request, code)
    context = {"report": found.report, "key": found.key, "data": own_data.own_data(found.report)}
    return keep_private(render(request, "citizen/own_data.html", context))


@within_reads
@require_safe
def data_file(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the same as a JSON file, with the addresses of the photos."""
    found = _own(request, code)
    if found is None:
        return not_found(request, code)
    data = own_data.own_data(found.report)
    data["photos"] = [_photo(request, found, pk) for pk in data["photos"]]
    return keep_private(_as_file(data, name=f"phan-anh-{found.report.code}.json"))


def _own(request: HttpRequest, code: str) -> Opened | None:
    try:
        found = opened(request, code)
    except NoSuchReport:
        return None
    return found if found.is_reporters else None


def _photo(request: HttpRequest, found: Opened, pk: int) -> str:
    path = reverse("own-photo", args=[found.report.code, pk])
    return request.build_absolute_uri(f"{path}?{urlencode({'key': found.key})}")


def _as_file(data: dict[str, Any], *, name: str) -> HttpResponse:
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
