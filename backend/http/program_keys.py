"""Programs at the public API: whoever brings a key acts in its name, within its scopes, counted by it."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from backend.accounts.models import ProgramKey, Scope
from backend.accounts.program_keys import WrongKey, check_scope, live_key
from backend.http.limits import Limit

READS = Limit("key-read", 1200, 60)
WRITES = Limit("key", 120, 60)
_BEARER = "Bearer"


class ProgramKeys(BaseAuthentication):
    """``Authorization: Bearer lbp_...`` (RFC 6750): looked up at every call, so that a revoked key ends at once."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ProgramKey] | None:
        kind, _blank, given = request.headers.get("Authorization", "").partition(" ")
        if kind != _BEARER:
            return None
        try:
            return AnonymousUser(), live_key(given.strip(), now=timezone.now())
        except WrongKey as wrong:
            raise AuthenticationFailed(code=wrong.code) from None

    def authenticate_header(self, _request: Request) -> str:
        """Return what a caller without a key, or with a wrong one, is asked for: so it gets a 401."""
        return _BEARER


class HasKey(BasePermission):
    """Lets in programs alone."""

    def has_permission(self, request: Request, _view: Any) -> bool:
        return key_of(request) is not None


class ProgramKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself; no types
    """Describes the key."""

    target_class = ProgramKeys
    name = "programKey"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:
        words = _("Khóa của phần mềm khác, do quản trị hệ thống cấp.")
        return {"type": "http", "scheme": "bearer", "description": words}


def key_of(request: Request) -> ProgramKey | None:
    """Return the key the call came with, if any."""
    return request.auth if isinstance(request.auth, ProgramKey) else None


def check_may(key: ProgramKey, scope: Scope | None) -> None:
    """Raise WrongKey where ``scope`` is asked for, and the key has it not."""
    if scope is not None:
        check_scope(key, scope)


def limit_for(key: ProgramKey, *, is_read: bool) -> Limit | None:
    """Return how often the key may call by itself; None where it counts like anybody at its address."""
    if not is_read:
        return WRITES
    return READS if Scope.READ in key.scopes else None
