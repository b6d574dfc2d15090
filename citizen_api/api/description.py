"""The API describes itself: for programs (calls, and what the sockets say), and as a page to read."""

from functools import cache
from threading import Lock
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request

from backend.http.door import AlwaysJson, Door, plain
from backend.http.etag import kept_json
from citizen_api.api.collection import collection
from notifications.live.description import described

_FRESH_S = 300
_lock = Lock()  # the first two at once would find half of the framework's parts loaded
_kept: dict[tuple[str, str], bytes] = {}


class SchemaView(SpectacularAPIView):
    """The description (OpenAPI 3), put together once for each language and format: it costs two seconds."""

    metadata_class = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:
        """Choose JSON where the query or the header Accept says so, else YAML: never 406."""
        wanted = request.query_params.get("format") or request.headers.get("Accept", "")
        written = OpenApiJsonRenderer2 if "json" in wanted else OpenApiYamlRenderer
        return written(), str(written.media_type)

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        renderer = request.accepted_renderer
        key = (get_language() or "", renderer.format)
        with _lock:
            if key not in _kept:
                made = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]  # ships no types
                written = renderer.render(made.data, renderer.media_type, {})
                _kept[key] = written.encode() if isinstance(written, str) else written
        return HttpResponse(_kept[key], content_type=renderer.media_type)


class LiveView(Door):
    """The description of the sockets (AsyncAPI 3)."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        return kept_json(plain(request), described(), keep_s=_FRESH_S)


class CollectionView(Door):
    """The calls as a collection to load into Postman or Bruno, made from the description as it is now."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        address = request.build_absolute_uri("/").rstrip("/")
        response = kept_json(plain(request), collection(_described(get_language() or ""), address=address), keep_s=0)
        response.headers["Content-Disposition"] = 'attachment; filename="phan-anh-long-bien.postman_collection.json"'
        return response


@cache
def _described(_language: str) -> dict[str, Any]:
    """Return the description in the language that is spoken now."""
    with _lock:
        found: dict[str, Any] = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]  # ships no types
        return found


class DocsView(SpectacularSwaggerSplitView):
    """The description to read; one page, whatever the header Accept wishes, and nothing but a page."""

    content_negotiation_class = AlwaysJson
    metadata_class = None
    url_name = "api-schema"
    template_name = "api/docs.html"
