"""What every staff call has in common: a session with CSRF, a second factor where required, nothing kept in caches."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from backend.accounts import tokens
from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.errors import Refused
from backend.http.door import Door
from backend.http.idle import has_gone_idle, note_use
from backend.http.limits import Limit
from backend.reports.codes import read_code
from backend.reports.models import Report
from backend.reports.wall import ALL, seeing
from moderation.sign_in import must_enrol

WORK = Limit("staff_work", 600, 600)  # a person working through a list, and the colleagues behind the same address


class NotEnrolled(Refused):
    """The person has yet to set up a second factor."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("Xin bật xác thực hai lớp trước khi làm việc."), code="mfa_required")


class PasswordHandedOver(Refused):
    """Somebody else made up the person's password."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("Xin đổi mật khẩu trước khi làm việc."), code="password_change_required")


class Session(SessionAuthentication):
    """Says 401 to who is not signed in: the framework would say 403, as to somebody who may not."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        now = timezone.now()
        if has_gone_idle(request._request.session, now=now):  # noqa: SLF001  # the way the framework itself goes
            return None
        found: tuple[Any, None] | None = super().authenticate(request)
        if found:
            note_use(request._request, now=now)  # noqa: SLF001  # as above
        return found

    def authenticate_header(self, request: HttpRequest | Request) -> str:
        return "Session"


class Token(TokenAuthentication):
    """``Authorization: Token lb_...``: a program that acts as its person. No cookie, so nothing to forge."""

    def authenticate_credentials(self, key: str) -> tuple[User, str]:
        user = tokens.holder_of(key, now=timezone.now())
        if user is None:
            raise AuthenticationFailed(_("Khóa truy cập không đúng hoặc đã hết hạn."))
        return user, "token"


class StaffDoor(Door):
    """A call for somebody who works here."""

    authentication_classes = [Token, Session]
    permission_classes = [IsAuthenticated]
    limits = {"POST": WORK}
    has_etags = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let the call see contacts and internal words; whoever may not come in is turned away before any of it."""
        with seeing(ALL):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not isinstance(request.user, User):
            raise NotAuthenticated
        if request.user.must_change_password:
            raise PasswordHandedOver
        if must_enrol(request.user):
            raise NotEnrolled

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        patch_cache_control(response, private=True, no_store=True)  # so there is no ETag, either
        return super().finalize_response(request, response, *args, **kwargs)


def person(request: Request) -> User:
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def reads_all(request: Request) -> User:
    """Return the person. Raises PermissionDenied where they do not read all."""
    reader = person(request)
    if not reader.reads_all:
        raise PermissionDenied
    return reader


def by(request: Request) -> Staff:
    return Staff(person(request))


def report_of(request: Request, code: str) -> Report:
    """Return the report of this code; Http404 where there is none, or it is not this person's to see."""
    rows = Report.objects.for_staff(person(request)).filter(code=read_code(code) or "")
    labels = ("category", "ward", "unit", "street", "hotspot", "assignee", "merged_into")
    found = rows.select_related(*labels).defer("ward__boundary", "street__lines", "hotspot__lines").first()
    if found is None:
        raise Http404
    return found
