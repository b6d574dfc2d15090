"""What is answered when nothing else could: a problem document to programs, a page to people."""

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from backend.core.errors import TooMany
from backend.http.failures import RETRY_AFTER_S, is_outage
from backend.http.georeport import errors, is_georeport
from backend.http.problem import is_api, problem, status_of, usual_words


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without the token of our page: a page that was open too long, or a browser without cookies."""
    return _answer(request, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, status_of(exception))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer for an exception nobody expected; where it is the database or the disk that is away, say so (503)."""
    return away(request) if is_outage(sys.exc_info()[1]) else _answer(request, 500)


def away(request: HttpRequest) -> HttpResponse:
    """Answer 503 with Retry-After: clients wait and come again, where a 500 would tell them to give up."""
    response = _answer(request, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    return _answer(request, 413)


def too_many(request: HttpRequest, wait: TooMany) -> HttpResponse:
    """Answer 429 with the seconds to wait."""
    response = _answer(request, wait.status)
    response.headers["Retry-After"] = str(wait.retry_after_s)
    return response


def unread(request: HttpRequest) -> HttpResponse:
    """Answer for what is written in an encoding that is not read here."""
    return _answer(request, 415)


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    if is_georeport(request):
        return errors(request, status, [usual_words(status)])
    return problem(status) if is_api(request) else HttpResponse(_page(request, status), status=status)


def _page(request: HttpRequest, status: int) -> str:
    """Render the page of ``status``; from 500 on without the request, whose session and user ask the database."""
    context = {"status": status, "detail": usual_words(status), "language": get_language()}
    if status == HTTPStatus.FORBIDDEN:
        context["back"] = _back(request)
    try:
        return render_to_string(f"errors/{status}.html", context, request=request if status < 500 else None)
    except TemplateDoesNotExist:
        return format_html('<!doctype html><html lang="{language}"><title>{status}</title><p>{detail}</p>', **context)


def _back(request: HttpRequest) -> str:
    """Return the page of ours that the request came from, "" where it came from none."""
    before = request.headers.get("Referer", "")
    return before if url_has_allowed_host_and_scheme(before, {request.get_host()}) else ""
