"""Paths below ``/open311/``: with .xml and .json, with and without a closing slash, and the same under ``test/``."""

from django.urls import path, re_path

from citizen_api.open311 import door, requests, services, updates

_FROM = r"^(?P<test>test/)?v2/"
_TO = r"(?P<suffix>\.[^/]*)?/?\Z"
_ONE = r"(?P<code>[^/.]+)"

urlpatterns = [
    re_path(r"^(?P<test>test/)?(?:v2/)?discovery" + _TO, services.discovery, name="open311-discovery"),
    re_path(_FROM + "services" + _TO, services.services, name="open311-services"),
    re_path(_FROM + f"services/{_ONE}" + _TO, services.definition, name="open311-definition"),
    re_path(_FROM + "requests" + _TO, requests.requests, name="open311-requests"),
    re_path(_FROM + f"requests/{_ONE}" + _TO, requests.request, name="open311-request"),
    re_path(_FROM + f"tokens/{_ONE}" + _TO, requests.token, name="open311-token"),
    re_path(_FROM + "servicerequestupdates" + _TO, updates.updates, name="open311-updates"),
    path("<path:rest>", door.unknown, name="open311-unknown"),
    path("", door.unknown, name="open311-nothing"),
]
