"""Answers that seldom change: a hash of the content as ETag, 304 to whoever has it already."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_cache_control


def kept_json(request: HttpRequest, data: Any, *, keep_s: int, content_type: str = "application/json") -> HttpResponse:
    """Return ``data`` as JSON with its ETag, or 304; caches may keep it for ``keep_s`` seconds."""
    response = JsonResponse(data, safe=False, content_type=content_type, json_dumps_params={"ensure_ascii": False})
    return kept(request, response, etag=hashlib.sha256(response.content).hexdigest()[:32], keep_s=keep_s)


def kept(request: HttpRequest, response: HttpResponse, *, etag: str, keep_s: int) -> HttpResponse:
    """Return ``response`` with this ETag, or 304 where the client has it; caches may keep it for ``keep_s`` seconds."""
    response.headers["ETag"] = f'"{etag}"'
    patch_cache_control(response, public=True, max_age=keep_s)
    return get_conditional_response(request, etag=f'"{etag}"', response=response) or response
