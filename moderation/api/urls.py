"""Paths of the staff API, under ``/api/v1/staff/``."""

from django.urls import path

from moderation.acts import ACTS
from moderation.api.acts import UndoView, act_view
from moderation.api.bulk import BulkView, UndoBulkView
from moderation.api.contact import ContactView
from moderation.api.entry import EntryView
from moderation.api.field import FieldView, WhoView
from moderation.api.live import TicketView
from moderation.api.months import CloseView
from moderation.api.views import AdvanceView, InboxView, StaffReportView

urlpatterns = [
    path("inbox", InboxView.as_view(), name="api-staff-inbox"),
    path("field", FieldView.as_view(), name="api-staff-field"),
    path("field/who", WhoView.as_view(), name="api-staff-field-who"),
    path("reports", EntryView.as_view(), name="api-staff-file"),
    path("reports/<str:code>", StaffReportView.as_view(), name="api-staff-report"),
    path("reports/<str:code>/advance", AdvanceView.as_view(), name="api-staff-advance"),
    path("reports/<str:code>/contact", ContactView.as_view(), name="api-staff-contact"),
    path("reports/<str:code>/undo", UndoView.as_view(), name="api-staff-undo"),
    path("live/ticket", TicketView.as_view(), name="api-staff-live-ticket"),
    path("bulk", BulkView.as_view(), name="api-staff-bulk"),
    path("bulk/undo", UndoBulkView.as_view(), name="api-staff-bulk-undo"),
    path("months/<str:month>/close", CloseView.as_view(), name="api-staff-close-month"),
    *(
        path(f"reports/<str:code>/{deed.value}", act_view(deed).as_view(), name=f"api-staff-{deed.replace('/', '-')}")
        for deed in ACTS
    ),
]
