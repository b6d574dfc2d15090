"""Reads: a hash of the content as ETag, 304 to whoever has it already."""

import hashlib
import re
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import get_conditional_response, patch_cache_control

_MOMENT = re.compile(rb'"as_of": ?"[^"]*"')  # when it was asked for: no change of what is told


def kept_json(request: HttpRequest, data: Any, *, keep_s: int, content_type: str = "application/json") -> HttpResponse:
    """Return ``data`` as JSON with its ETag, or 304; caches may keep it for ``keep_s`` seconds."""
    response = JsonResponse(data, safe=False, content_type=content_type, json_dumps_params={"ensure_ascii": False})
    return kept(request, response, etag=hashlib.sha256(response.content).hexdigest()[:32], keep_s=keep_s)


def kept(request: HttpRequest, response: HttpResponse, *, etag: str, keep_s: int) -> HttpResponse:
    """Return ``response`` with this ETag, or 304 where the client has it; caches may keep it for ``keep_s`` seconds."""
    response.headers["ETag"] = f'"{etag}"'
    patch_cache_control(response, public=True, max_age=keep_s)
    return get_conditional_response(request, etag=f'"{etag}"', response=response) or response


def revalidated(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return a read with the ETag of what it says, or 304; caches ask each time whether it still holds.

    What is told row by row, has an ETag already, may be kept by nobody or is no success stays as it is.
    """
    is_settled = response.has_header("ETag") or "no-store" in response.get("Cache-Control", "")
    if response.status_code != HTTPStatus.OK or is_settled or not isinstance(response, HttpResponse):
        return response
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.add_post_render_callback(lambda rendered: _asked_again(request, rendered))
        return response
    return _asked_again(request, response)


def _asked_again(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    said = _MOMENT.sub(b"", response.content, count=1)
    etag = f'W/"{hashlib.sha256(said).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    patch_cache_control(response, no_cache=True)
    return get_conditional_response(request, etag=etag, response=response) or response
