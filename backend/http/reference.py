"""Requests read the reference data as it is: what changes something as of now, pages as of a second ago at most."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from backend.core import edition
from backend.http.failures import OUTAGES, is_outage
from backend.http.pages import away

log = logging.getLogger(__name__)
# What needs no wards, units or categories: files, and the probes that must answer while the database is away.
_WITHOUT = ("/static/", "/api/v1/photos/", "/api/docs", "/healthz", "/readyz", "/metrics")
_READING = ("GET", "HEAD", "OPTIONS")


class ReferenceMiddleware:
    """Looks before the view whether another process changed the reference data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_WITHOUT):
            try:
                if request.method in _READING:
                    edition.refresh_now_and_then()
                else:
                    edition.refresh()
            except OUTAGES as failure:
                if not is_outage(failure):
                    raise
                log.exception("Outage before answering %s %s", request.method, request.path)
                return away(request)
        return self._get_response(request)
