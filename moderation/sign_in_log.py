"""What the security log tells of signing in and out, heard from Django and allauth."""

from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import url_str_to_user_pk
from allauth.mfa import signals as mfa
from django.contrib.auth import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from backend.accounts.models import User
from backend.core.security import Deed, mark_of, tell
from backend.http.visitor import client_address
from backend.http.watched import route_of

_HALF_IN = "account_login"  # in the session, between the password and the second factor


def listen() -> None:
    """Begin to tell."""
    user_logged_in.connect(_signed_in, dispatch_uid="security.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="security.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="security.failed")
    account.authentication_step_completed.connect(_confirmed, dispatch_uid="security.confirmed")
    account.password_changed.connect(_new_password, dispatch_uid="security.password")
    for heard, deed in (
        (mfa.authenticator_added, Deed.FACTOR_ADDED),
        (mfa.authenticator_reset, Deed.FACTOR_ADDED),
        (mfa.authenticator_removed, Deed.FACTOR_REMOVED),
    ):
        heard.connect(_factor(deed), weak=False, dispatch_uid=f"security.{deed}")


def told_to_wait(request: HttpRequest | None) -> None:
    """Tell that the limit of tries locked somebody out."""
    tell(Deed.LOCKED_OUT, who=_who(request), **_where(request))


def wrong_code(request: HttpRequest | None) -> None:
    """Tell that a second factor was wrong."""
    tell(Deed.SECOND_FACTOR_FAILED, who=_who(request), **_where(request))


def _signed_in(request: HttpRequest, user: User, **_more: object) -> None:
    steps = get_authentication_records(request, user)
    factors = ",".join(str(one.get("type") or one.get("method")) for one in steps)
    tell(Deed.SIGNED_IN, who=user.pk, factors=factors, **_where(request))


def _signed_out(request: HttpRequest, user: User | None, **_more: object) -> None:
    if user is not None:
        tell(Deed.SIGNED_OUT, who=user.pk, **_where(request))


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_more: object) -> None:
    """Tell whose name was tried. What was typed stays untold: it may be a password, in the wrong field."""
    rows = User.objects.filter(username__iexact=str(credentials.get("username") or ""))
    tell(Deed.SIGN_IN_FAILED, who=rows.order_by("id").values_list("pk", flat=True).first(), **_where(request))


def _confirmed(request: HttpRequest, user: User, method: str, **more: object) -> None:
    if more.get("reauthenticated"):
        tell(Deed.CONFIRMED_AGAIN, who=user.pk, factors=str(more.get("type") or method), **_where(request))


def _new_password(request: HttpRequest, user: User, **_more: object) -> None:
    tell(Deed.PASSWORD_CHANGED, who=user.pk, by=user.pk, **_where(request))


def _factor(deed: Deed) -> Any:
    def heard(request: HttpRequest, user: User, authenticator: Any, **_more: object) -> None:
        tell(deed, who=user.pk, factors=str(authenticator.type), **_where(request))

    return heard


def _who(request: HttpRequest | None) -> int | None:
    """Return the number of who is signed in, or has given the password and not yet the second factor."""
    if request is None:
        return None
    if request.user.pk:
        return int(request.user.pk)
    half_in = (request.session.get(_HALF_IN) or {}).get("user_pk")
    return int(url_str_to_user_pk(half_in)) if half_in else None  # type: ignore[no-untyped-call]  # it has no types


def _where(request: HttpRequest | None) -> dict[str, str]:
    """Return by which page and from which household, as a mark."""
    return {"route": route_of(request), "mark": mark_of(client_address(request))} if request else {}
