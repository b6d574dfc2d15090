"""Problem documents (RFC 9457): the one shape of every error under ``/api/``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from drf_standardized_errors.formatter import flatten_errors
from rest_framework import exceptions

from backend.core.errors import Refused

CONTENT_TYPE = "application/problem+json"
_API = "/api/"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: ``field`` as it was sent ("" for the whole), a stable ``code``, a sentence."""

    field: str
    code: str
    message: str


def problem(
    status: int,
    *,
    detail: str = "",
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return a problem document; ``detail`` defaults to what is usually meant by ``status``, ``more`` adds members."""
    said = detail or (faults[0].message if faults else usual_words(status))
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": said,
        "errors": [vars(fault) for fault in faults],
    }
    body |= more or {}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, headers=dict(headers or {}))


def refused(refusal: Refused, *, more: Mapping[str, Any] | None = None) -> HttpResponse:
    """Return the problem document of a refusal, with all that it holds and ``more`` members."""
    faults = [Fault(one.field or "", one.code, one.message) for one in refusal.refusals]
    wait_s = getattr(refusal, "retry_after_s", 0)
    headers = {"Retry-After": str(wait_s)} if wait_s else None
    return problem(refusal.status, faults=faults, headers=headers, more=more)


def answer(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Turn an exception of an API view into its problem document; None for what is nobody's fault but ours."""
    match exc:
        case Refused():
            return refused(exc)
        case exceptions.ValidationError():
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, faults=_faults(exc))
        case exceptions.APIException():
            return _of_framework(exc)
        case Http404() | PermissionDenied() | SuspiciousOperation():
            return problem(status_of(exc))
        case _:
            return None


def status_of(exc: Exception | None) -> int:
    """Return the status of an exception that Django itself knows; 400 for any other."""
    match exc:
        case Http404():
            return HTTPStatus.NOT_FOUND
        case PermissionDenied():
            return HTTPStatus.FORBIDDEN
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        case _:
            return HTTPStatus.BAD_REQUEST


def is_api(request: HttpRequest) -> bool:
    """Whether a program is asking: it gets JSON, everybody else a page."""
    return f"{request.path_info}/".startswith(_API)


def usual_words(status: int) -> str:
    """Return the sentence for a status where nothing closer is known."""
    said = {
        400: _("Không đọc được nội dung gửi lên."),
        401: _("Xin đăng nhập, hoặc gửi kèm khóa truy cập còn hạn."),
        403: _("Ông/bà không có quyền xem hoặc làm việc này."),
        404: _("Không có địa chỉ này."),
        405: _("Địa chỉ này không nhận phương thức đó."),
        413: _("Nội dung gửi lên quá lớn."),
        415: _("Định dạng nội dung này không được nhận."),
        429: _("Ông/bà gửi quá nhiều lần. Xin chờ một lát rồi thử lại."),
        500: _("Hệ thống gặp lỗi. Lỗi đã được ghi lại, xin ông/bà thử lại sau."),
        503: _("Hệ thống đang bận hoặc bảo trì. Xin ông/bà thử lại sau ít phút."),
    }
    return said.get(status) or _("Yêu cầu này không thực hiện được.")


def _of_framework(exc: exceptions.APIException) -> HttpResponse:
    """Return the document of an error that the framework raised before any of our code ran."""
    headers: dict[str, str] = {}
    if auth := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth
    codes = exc.get_codes()
    code = codes if isinstance(codes, str) else "error"
    status = exc.status_code
    # The framework's own sentences are not shown: they are in the wrong tone or in the wrong language.
    return problem(status, faults=[Fault("", code, usual_words(status))], headers=headers)


def _faults(exc: exceptions.ValidationError) -> list[Fault]:
    return [Fault(error.attr or "", error.code, error.detail) for error in flatten_errors(exc.detail)]
