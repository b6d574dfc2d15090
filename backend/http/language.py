"""The language of the person: their choice by ``?lang=``, kept in a cookie, else the browser's; Vietnamese first."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from backend.http.georeport import is_georeport
from backend.http.problem import is_api

_KEEP_S = 365 * 24 * 3600
_SPOKEN = frozenset(code for code, _name in settings.LANGUAGES)


class LanguageMiddleware:
    """Answers each request in one language and leaves none behind in the thread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = _spoken(request.GET.get("lang"))
        language = spoken(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self._get_response(request)
        if not response.headers.get("Content-Type", "").startswith("image/"):
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        is_for_all = "public" in response.headers.get("Cache-Control", "")  # kept on the way, with all that is set
        is_programs = is_api(request) or is_georeport(request)  # a program says it each time
        if asked and not (is_programs or is_for_all):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, asked, max_age=_KEEP_S, samesite="Lax", secure=settings.HTTPS
            )
        return response


def spoken(request: HttpRequest) -> str:
    """Return the language that an answer to ``request`` is in: ``vi`` or ``en``."""
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return _spoken(request.GET.get("lang")) or _spoken(kept) or _of_browser(request)


def _of_browser(request: HttpRequest) -> str:
    """Return the first language of Accept-Language that is spoken here."""
    header = request.headers.get("Accept-Language", "")
    for wanted, _quality in parse_accept_lang_header(header.lower()):
        if language := _spoken(wanted.split("-")[0]):
            return language
    return settings.LANGUAGE_CODE


def _spoken(code: str | None) -> str:
    return code if code in _SPOKEN and code else ""
