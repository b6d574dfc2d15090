"""The files of all public reports at addresses that stay: the newest, and each night's for some days."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.http.problem import problem
from citizen_api.opendata.editions import edition, editions
from citizen_api.opendata.export import WRITERS
from citizen_api.opendata.ranged import answer_file
from citizen_api.opendata.rows import LICENCE

LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/deed.vi"
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
}
_FRESH_S = 3600


@require_safe
def reports_file(request: HttpRequest, day: str, kind: str) -> HttpResponseBase:
    """Answer with the edition of a day, or the newest, in one format; a problem document (404) where there is none."""
    found = edition(day) if kind in WRITERS else None
    if found is None or not found.path(kind).exists():
        return problem(HTTPStatus.NOT_FOUND, detail=_("Chưa có tệp của ngày này, hoặc không có tệp dạng này."))
    answer = answer_file(request, found.path(kind), etag=found.files[kind]["sha256"], content_type=_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="long-bien-{found.day}.{kind}"'
    answer["Link"] = f'<{LICENCE_URL}>; rel="license"'
    answer["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(answer, public=True, max_age=_FRESH_S)
    return answer


@require_safe
def editions_list(request: HttpRequest) -> JsonResponse:
    """Answer with the editions that are kept, the newest first, with the size and hash of every file."""
    said = [vars(one) for one in editions()]
    answer = JsonResponse({"licence": LICENCE, "licence_url": LICENCE_URL, "editions": said})
    answer["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(answer, public=True, max_age=_FRESH_S)
    return answer
