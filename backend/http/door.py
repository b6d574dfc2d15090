"""What every view of the public API has in common: anybody may ask, programs by their key; bodies are bounded."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.exceptions import PermissionDenied
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.accounts.models import Scope
from backend.http.etag import revalidated
from backend.http.fields import Strict
from backend.http.limits import Allowance, Limit, TooMany, spend
from backend.http.own_site import is_from_elsewhere
from backend.http.parsers import BoundedFormParser, BoundedMultiPartParser, StrictJSONParser
from backend.http.program_keys import ProgramKeys, check_may, key_of, limit_for

READS = Limit("read", 600, 60, crowd=6000)
WRITES = Limit("write", 60, 600, crowd=600)  # many households share one address of a mobile network


_READING = frozenset({"GET", "HEAD"})


class AlwaysJson(DefaultContentNegotiation):
    """The path and ``format`` say what comes out, never the header Accept: no 406."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        only = next(iter(renderers))
        return only, only.media_type or ""


class Door(APIView):
    """A view of the public API. ``limits`` holds, by method, what one may do, None: all; reading has its own.

    ``scopes`` holds, by method, what a program that brings its key must be allowed; for what is not there any key does.
    """

    authentication_classes = [ProgramKeys]
    permission_classes = [AllowAny]
    parser_classes = [StrictJSONParser, BoundedMultiPartParser, BoundedFormParser]
    content_negotiation_class = AlwaysJson
    metadata_class = None
    http_method_names = [name for name in APIView.http_method_names if name != "options"]  # CORS answers those
    limits: dict[str, Limit | None] = {"POST": WRITES}
    scopes: dict[str, Scope] = {}
    has_etags = True  # of reads; what nobody may keep has none
    _allowance: Allowance | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and _is_form(request) and is_from_elsewhere(plain(request)):
            raise PermissionDenied  # JSON needs a leave that browsers ask for and never get; a form is just sent
        method = request.method or ""
        if key := key_of(request):
            check_may(key, self.scopes.get(method))
        own = limit_for(key, is_read=method in _READING) if key else None
        if key and own:
            self._spend(request, own, of=f"key {key.pk}")
        elif limit := self.limits.get(method, READS):
            self._spend(request, limit)

    def _spend(self, request: Request, limit: Limit, *, of: str = "") -> None:
        try:
            self._allowance = spend(plain(request), limit, now=timezone.now(), key=of)
        except TooMany as over:
            self._allowance = Allowance(limit, 0, over.retry_after_s)
            raise

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Announce what is left of the limit; of a read say 304 to whoever has it."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self._allowance:
            for name, value in self._allowance.headers.items():
                answer.headers[name] = value
        return revalidated(plain(request), answer) if request.method in _READING else answer


def _is_form(request: Request) -> bool:
    return not (request.content_type or "").startswith("application/json")


def plain(request: Request) -> HttpRequest:
    """Return Django's own request inside the framework's."""
    return request._request  # noqa: SLF001  # the only way to it


def asked(serializer: type[Strict], request: Request) -> dict[str, Any]:
    """Return the query of ``request`` as ``serializer`` reads it. Raises ValidationError (422) with every fault."""
    read = serializer(data=request.query_params)
    read.is_valid(raise_exception=True)
    found: dict[str, Any] = read.validated_data
    return found


def sent(serializer: type[Strict], request: Request) -> dict[str, Any]:
    """Return the body of ``request`` as ``serializer`` reads it. Raises ValidationError (422) with every fault."""
    read = serializer(data=request.data)
    read.is_valid(raise_exception=True)
    found: dict[str, Any] = read.validated_data
    return found
