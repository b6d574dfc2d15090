"""The staff call that shows how to reach the reporter: once, with a reason, and the look goes into the history."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http.door import sent
from backend.http.fields import Strict, Text
from backend.http.schema import problems
from backend.reports.models import Kind
from backend.reports.note import note
from backend.reports.rights import may_act
from moderation.api.door import StaffDoor, by, person, report_of
from moderation.api.shapes import Out


class LookSerializer(Strict):
    """Vì sao cần xem; người phản ánh thấy có ai đã xem."""

    reason = Text()


class ReporterOut(Out):
    name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)


class ContactView(StaffDoor):
    @extend_schema(
        operation_id="staff_contact",
        request=LookSerializer,
        responses={200: ReporterOut} | problems(401, 403, 404),
    )
    def post(self, request: Request, code: str) -> Response:
        """Xem thông tin liên hệ của người phản ánh; lần xem và lý do được ghi lại."""
        wish, report = sent(LookSerializer, request), report_of(request, code)
        contact = report.contact
        if contact is None or contact.erased_at or not may_act(person(request), report):
            raise Http404
        note(report, wish["reason"], by=by(request), now=timezone.now(), kind=Kind.CONTACT_SEEN)
        return Response({"name": contact.name, "phone": contact.phone, "email": contact.email})
