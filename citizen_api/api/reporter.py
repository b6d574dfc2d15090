"""What the reporter does later with the secret of the report: says whether it is well, answers a question."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.models import Scope
from backend.core.errors import Refused
from backend.http.door import Door, sent
from backend.http.fields import Files, Strict, Text, Whole, YesNo
from backend.http.limits import Limit
from backend.http.schema import problems
from backend.reports.links import holds_secret
from backend.reports.models import Report
from backend.reports.replies import answer, verdict
from backend.reports.uploads import store_photos
from citizen_api.api import public, shapes
from citizen_api.api.new_report import raw_photos


class WrongSecret(Refused):
    """The secret is not the report's."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("Mã bí mật này không phải của phản ánh này."), field="secret", code="wrong_secret")


class VerdictBody(Strict):
    secret = Text()
    satisfied = YesNo()
    rating = Whole(required=False, allow_null=True, min_value=1, max_value=5)
    comment = Text(required=False)


class ReplyBody(Strict):
    secret = Text()
    text = Text(required=False)


class ReplyFormBody(ReplyBody):
    """The same as a form, which holds files as well."""

    photos = Files(required=False)


class ReportersDoor(Door):
    """Tries of secrets are counted, right and wrong."""

    limits = {"POST": Limit("secret", 60, 600, crowd=600)}
    scopes = {"POST": Scope.UPDATE}


class VerdictView(ReportersDoor):
    """The reporter's word on the result."""

    @extend_schema(
        operation_id="reports_verdict",
        request=VerdictBody,
        responses={200: shapes.ReportSerializer} | problems(403, 409),
    )
    def post(self, request: Request, code: str) -> Response:
        """Người gửi xác nhận đã ổn (đóng) hoặc chưa ổn (mở lại)."""
        body = sent(VerdictBody, request)
        report = own_report(code, body)
        verdict(
            report,
            satisfied=body["satisfied"],
            rating=body.get("rating"),
            comment=body.get("comment", ""),
            now=timezone.now(),
        )
        return Response(public.facts(public.find(report.code)))


class ReplyView(ReportersDoor):
    """The reporter's answer to a question."""

    @extend_schema(
        operation_id="reports_reply",
        request={"application/json": ReplyBody, "multipart/form-data": ReplyFormBody},
        responses={200: shapes.ReportSerializer} | problems(403, 409),
    )
    def post(self, request: Request, code: str) -> Response:
        """Người gửi trả lời câu hỏi của đơn vị xử lý."""
        body = sent(ReplyFormBody, request)
        report = own_report(code, body)
        photos = store_photos(raw_photos(body.get("photos", ())))
        answer(report, body.get("text", ""), photos=photos, now=timezone.now())
        return Response(public.facts(public.find(report.code)))


def own_report(code: str, body: dict[str, Any]) -> Report:
    """Return the report whose secret was given. Raises Http404, WrongSecret."""
    report = public.find(code)
    given = body["secret"]
    if not (given.isascii() and holds_secret(report, given)):
        raise WrongSecret
    return report
