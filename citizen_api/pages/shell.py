"""What keeps the form on a telephone: the manifest, the program that serves it offline, the page for all the rest."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

_STYLES = ("css/base.css", "citizen/citizen.css")
_MODULES = (
    *("form", "photos", "photo_place", "photo_tile", "photo_upload", "place", "kinds", "steps", "suggest", "twins"),
    *("draft", "draft_store", "outbox", "outbox_store", "outbox_send", "outbox_view", "offline"),
)
_ICONS = ("icons/sprite.svg", "icons/favicon.svg", "citizen/kinds.svg")
# Fetched when the map is opened, and kept from then on: half as large again as all the rest.
_MAP = ("vendor/leaflet/leaflet.js", "vendor/leaflet/leaflet.css", "css/map.css", "js/map.js")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Answer with the manifest: the form can be put on the home screen."""
    about = {
        "id": reverse("form"),
        "name": _("Phản ánh Long Biên"),
        "short_name": _("Phản ánh"),
        "lang": get_language() or "vi",
        "start_url": reverse("form"),
        "scope": reverse("form"),
        "display": "standalone",
        "theme_color": "#0a4a63",
        "background_color": "#f3f6f8",
        "icons": [
            _icon("app-192.png", "192x192"),
            _icon("app-512.png", "512x512"),
            _icon("app-maskable-512.png", "512x512", purpose="maskable"),
            {"src": static("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
        "shortcuts": [
            {"name": _("Gửi phản ánh"), "url": reverse("form")},
            {"name": _("Tra cứu mã phản ánh"), "url": reverse("find")},
        ],
    }
    return JsonResponse(about, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Answer with the program that serves the form without a network. It holds nothing of anybody."""
    modules = [f"citizen/{name}.js" for name in _MODULES]
    files = {static(name) for name in (*_STYLES, *modules, *_ICONS)}
    plain = {f"{settings.STATIC_URL}{name}" for name in modules}
    context = {"named": sorted(files - plain), "plain": sorted(plain), "map": [static(name) for name in _MAP]}
    response = render(request, "citizen/sw.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show what is shown in place of any other page while there is no network; kept by :func:`worker`."""
    return render(request, "citizen/offline.html")


def _icon(name: str, sizes: str, *, purpose: str = "any") -> dict[str, str]:
    return {"src": static(f"icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
