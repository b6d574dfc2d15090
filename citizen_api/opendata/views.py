"""The page of open data, the files of each closed month, and the dictionary."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.core.month import Month
from backend.http.problem import problem
from backend.indicators.definitions import COMMON, SMALL_WORDS
from backend.indicators.models import ClosedMonth, FrozenShare
from backend.indicators.register_words import COMMON as REGISTERS
from citizen_api.opendata.dictionary import REPORTS_RULE, Column, columns, register_columns, report_columns
from citizen_api.opendata.editions import editions
from citizen_api.opendata.export import WRITERS as REPORT_WRITERS
from citizen_api.opendata.files import WRITERS
from citizen_api.opendata.report_files import LICENCE_URL
from citizen_api.opendata.rows import LICENCE, OpenMonth, closed_month, edition, open_month, register_month

BOUNDARY_LICENCE_URL = "https://opendatacommons.org/licenses/odbl/1-0/"
_KEPT_S = 24 * 3600  # a file, by its head: another revision is another head
_FRESH_S = 3600  # a reader looks again after this long: there may be a revision


@require_safe
def open_data_page(request: HttpRequest) -> HttpResponse:
    """List the closed months with their files, the newest first, and the head of the chain."""
    newest: dict[str, ClosedMonth] = {}
    for one in ClosedMonth.objects.order_by("first_day", "revision", "id"):
        newest[f"{one.first_day:%Y-%m}"] = one
    told = set(FrozenShare.objects.order_by().values_list("closed_id", flat=True).distinct())
    months = [
        {"code": code, "closed": one, "has_registers": one.pk in told}
        for code, one in sorted(newest.items(), reverse=True)
    ]
    context = {
        "months": months,
        "head": ClosedMonth.objects.order_by("-id").first(),
        "formats": tuple(WRITERS),
        "editions": editions(),
        "report_formats": tuple(REPORT_WRITERS),
        "reports_rule": REPORTS_RULE,
        "small_words": SMALL_WORDS,
        "licence_url": LICENCE_URL,
        "boundary_licence_url": BOUNDARY_LICENCE_URL,
    }
    return render(request, "citizen/open_data.html", context)


@require_safe
def figures_file(request: HttpRequest, month: str, kind: str) -> HttpResponse:
    """Answer with a closed month as CSV, JSON or Parquet; a problem document (404) where it is not closed."""
    wanted = _month(month)
    closed = closed_month(wanted) if wanted and kind in WRITERS else None
    if wanted is None or closed is None:
        return problem(HTTPStatus.NOT_FOUND, detail=_("Tháng này chưa chốt số liệu, hoặc không có tệp dạng này."))
    now = timezone.now()
    name = f"{edition(closed, now=now)}.{kind}"
    file = _File(f"long-bien-{wanted}.{kind}", name, kind, closed.head)
    return _answer(request, file, lambda: open_month(wanted, closed, now=now))


@require_safe
def registers_file(request: HttpRequest, month: str, kind: str) -> HttpResponse:
    """Answer with what registers said of a closed month; a problem document (404) where nothing was frozen of it."""
    wanted = _month(month)
    closed = closed_month(wanted) if wanted and kind in WRITERS else None
    found = register_month(wanted, closed) if wanted and closed else None
    if wanted is None or closed is None or found is None:
        return problem(HTTPStatus.NOT_FOUND, detail=_("Tháng này chưa chốt số liệu, hoặc không có tệp dạng này."))
    file = _File(f"long-bien-so-quan-ly-{wanted}.{kind}", f"registers-{closed.head}.{kind}", kind, closed.head)
    return _answer(request, file, lambda: found)


@dataclass(frozen=True)
class _File:
    """``name`` for who keeps it, ``tag`` for the same content, ``kind`` of WRITERS, the ``head`` it stands on."""

    name: str
    tag: str
    kind: str
    head: str


def _answer(request: HttpRequest, file: _File, rows: Callable[[], OpenMonth]) -> HttpResponse:
    """Answer with the file, made once a day of what ``rows`` gives; 304 to who has it."""
    tag = f'"{file.tag}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    content_type, write = WRITERS[file.kind]
    made = cache.get(f"open-data:{file.tag}")
    if made is None:
        made = write(rows())
        cache.set(f"open-data:{file.tag}", made, _KEPT_S)
    answer = HttpResponse(made, content_type=content_type, headers={"ETag": tag, "X-Chain-Head": file.head})
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer["Link"] = f'<{LICENCE_URL}>; rel="license"'
    patch_cache_control(answer, public=True, max_age=_FRESH_S)
    return answer


@require_safe
def dictionary_page(request: HttpRequest) -> HttpResponse:
    """Show what each column holds."""
    context = {
        "columns": columns(),
        "register_columns": register_columns(),
        "registers_rule": REGISTERS,
        "report_columns": report_columns(),
        "reports_rule": REPORTS_RULE,
        "common": COMMON,
    }
    return render(request, "citizen/open_data_dictionary.html", context)


@require_safe
def dictionary_json(request: HttpRequest) -> HttpResponse:
    """Answer with the same for programs, in the language asked for."""
    told = {
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "common": str(COMMON),
        "hidden": str(SMALL_WORDS),
        "columns": _said(columns()),
        "registers": {"rule": str(REGISTERS), "columns": _said(register_columns())},
        "reports": {"rule": str(REPORTS_RULE), "columns": _said(report_columns())},
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _said(told: Iterable[Column]) -> list[dict[str, str]]:
    return [{"name": one.name, "type": one.type, "unit": str(one.unit), "description": str(one.words)} for one in told]


def _month(written: str) -> Month | None:
    try:
        return Month.parse(written)
    except ValueError:
        return None
