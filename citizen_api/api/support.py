"""Whom a report concerns, too: said once a visitor."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.models import Scope
from backend.http.door import Door, plain, sent
from backend.http.fields import Strict, Text
from backend.http.limits import Limit
from backend.http.schema import problems
from backend.http.visitor import origin_of, remember, visitor_of
from backend.reports.support import Support, support
from backend.routing.names import readers_language
from citizen_api.api import public, shapes


class SupportBody(Strict):
    contact_email = Text(required=False, allow_blank=True, help_text="Nhận tin, sau khi xác nhận bằng thư")


class SupportView(Door):
    """Said by whoever sees the same thing."""

    limits = {"POST": Limit("support", 30, 3600, crowd=600)}
    scopes = {"POST": Scope.UPDATE}

    @extend_schema(
        operation_id="reports_support", request=SupportBody, responses={200: shapes.ReportSerializer} | problems(409)
    )
    def post(self, request: Request, code: str) -> Response:
        """Tôi cũng gặp việc này: mỗi người được đếm một lần; phản ánh trùng được tính cho phản ánh chính."""
        body = sent(SupportBody, request)
        asked, visitor = plain(request), visitor_of(plain(request))
        email, sent_from = body.get("contact_email", ""), origin_of(asked)
        wanted = Support(visitor=visitor, sent_from=sent_from, email=email, language=readers_language())
        held = support(public.find(code), wanted, now=timezone.now())
        response = Response(public.facts(public.find(held.code)))
        remember(asked, response, as_visitor=visitor)
        return response
