"""Paths of the staff API, under ``/api/v1/staff/``."""

from django.urls import path

from moderation.api.entry import EntryView
from moderation.api.field import FieldView, WhoView
from moderation.api.views import AdvanceView, InboxView, NoteView, StaffReportView

urlpatterns = [
    path("inbox", InboxView.as_view(), name="api-staff-inbox"),
    path("field", FieldView.as_view(), name="api-staff-field"),
    path("field/who", WhoView.as_view(), name="api-staff-field-who"),
    path("reports", EntryView.as_view(), name="api-staff-file"),
    path("reports/<str:code>", StaffReportView.as_view(), name="api-staff-report"),
    path("reports/<str:code>/advance", AdvanceView.as_view(), name="api-staff-advance"),
    path("reports/<str:code>/note", NoteView.as_view(), name="api-staff-note"),
]
