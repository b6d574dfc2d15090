"""Paths of the staff API, under ``/api/v1/staff/``."""

from django.urls import path

from moderation.acts import ACTS
from moderation.api import alerts, documents, partners, posters, registers
from moderation.api.acts import UndoView, act_view
from moderation.api.alerts import AlertsView, AlertView
from moderation.api.behind import BehindView, CutsView
from moderation.api.bulk import BulkView, UndoBulkView
from moderation.api.calls import CallDoneView, CallNumberView, CallsView
from moderation.api.choices import ChoicesView
from moderation.api.contact import ContactView
from moderation.api.documents import DocumentFileView, DocumentsView, DocumentView, MidMonthView
from moderation.api.duty import DutyView, RemoveDutyView
from moderation.api.entry import EntryView
from moderation.api.fed import FedReportsView, FedView
from moderation.api.field import FieldView, WhoView
from moderation.api.hotspot import HotspotView
from moderation.api.hotspots import AcceptHotspotView, HotspotsView, ProposalsView, RefuseHotspotView
from moderation.api.inbox_map import InboxMapView
from moderation.api.indicator import IndicatorView
from moderation.api.leave import EndLeaveView, OwnLeaveView, PersonLeaveView
from moderation.api.live import TicketView
from moderation.api.months import CloseView, MonthsView, PreviewView
from moderation.api.panel import LeagueView, PanelsView, PanelView
from moderation.api.partners import PartnersView, PartnerView
from moderation.api.photos import StaffPhotoView
from moderation.api.posters import PosterSheetView, PostersView, PosterView
from moderation.api.ready_answers import EditReadyAnswerView, ReadyAnswersView, ReadyAnswerView
from moderation.api.register_sheets import ConfirmView, LookView, SheetFileView, SheetsView
from moderation.api.registers import EntriesView, RegisterEntryView, RegistersView
from moderation.api.reviews import ReviewsView
from moderation.api.values import ApproveValueView, RefuseValueView, StaffIndicatorsView, ValuesView
from moderation.api.views import AdvanceView, InboxView, StaffReportView
from moderation.api.views_kept import RemoveViewView, ViewsView

urlpatterns = [
    path("inbox", InboxView.as_view(), name="api-staff-inbox"),
    path("inbox/map", InboxMapView.as_view(), name="api-staff-inbox-map"),
    path("views", ViewsView.as_view(), name="api-staff-views"),
    path("views/<int:pk>/remove", RemoveViewView.as_view(), name="api-staff-view-remove"),
    path("calls", CallsView.as_view(), name="api-staff-calls"),
    path("calls/<int:pk>", CallDoneView.as_view(), name="api-staff-call-done"),
    path("calls/<int:pk>/number", CallNumberView.as_view(), name="api-staff-call-number"),
    path("field", FieldView.as_view(), name="api-staff-field"),
    path("field/who", WhoView.as_view(), name="api-staff-field-who"),
    path("reports", EntryView.as_view(), name="api-staff-file"),
    path("reports/<str:code>", StaffReportView.as_view(), name="api-staff-report"),
    path("reports/<str:code>/advance", AdvanceView.as_view(), name="api-staff-advance"),
    path("reports/<str:code>/choices", ChoicesView.as_view(), name="api-staff-choices"),
    path("reports/<str:code>/contact", ContactView.as_view(), name="api-staff-contact"),
    path("reports/<str:code>/undo", UndoView.as_view(), name="api-staff-undo"),
    path("photos/<int:pk>/<slug:size>", StaffPhotoView.as_view(), name="api-staff-photo"),
    path("live/ticket", TicketView.as_view(), name="api-staff-live-ticket"),
    path("bulk", BulkView.as_view(), name="api-staff-bulk"),
    path("bulk/undo", UndoBulkView.as_view(), name="api-staff-bulk-undo"),
    path("alerts", AlertsView.as_view(), name="api-staff-alerts"),
    path("alerts/<int:pk>", AlertView.as_view(), name="api-staff-alert"),
    *(
        path(f"alerts/<int:pk>/{deed}", view.as_view(), name=f"api-staff-alert-{deed}")
        for deed, view in alerts.DEEDS.items()
    ),
    path("indicators", StaffIndicatorsView.as_view(), name="api-staff-indicators"),
    path("indicators/fed", FedView.as_view(), name="api-staff-indicators-fed"),
    path("indicators/<str:code>", IndicatorView.as_view(), name="api-staff-indicator"),
    path("indicators/<str:code>/reports", FedReportsView.as_view(), name="api-staff-indicator-reports"),
    path("reviews", ReviewsView.as_view(), name="api-staff-reviews"),
    path("values", ValuesView.as_view(), name="api-staff-values"),
    path("values/<int:pk>/approve", ApproveValueView.as_view(), name="api-staff-value-approve"),
    path("values/<int:pk>/refuse", RefuseValueView.as_view(), name="api-staff-value-refuse"),
    path("cuts", CutsView.as_view(), name="api-staff-cuts"),
    path("figures/reports", BehindView.as_view(), name="api-staff-behind"),
    path("league", LeagueView.as_view(), name="api-staff-league"),
    path("panels", PanelsView.as_view(), name="api-staff-panels"),
    path("panels/<str:code>", PanelView.as_view(), name="api-staff-panel"),
    path("documents", DocumentsView.as_view(), name="api-staff-documents"),
    path("documents/mid-month", MidMonthView.as_view(), name="api-staff-mid-month"),
    path("documents/<int:pk>", DocumentView.as_view(), name="api-staff-document"),
    path("documents/<int:pk>/files/<str:kind>", DocumentFileView.as_view(), name="api-staff-document-file"),
    *(
        path(f"documents/<int:pk>/{deed}", view.as_view(), name=f"api-staff-document-{deed}")
        for deed, view in documents.DEEDS.items()
    ),
    path("hotspots", HotspotsView.as_view(), name="api-staff-hotspots"),
    path("hotspots/proposals", ProposalsView.as_view(), name="api-staff-proposals"),
    path("hotspots/proposals/<int:pk>/accept", AcceptHotspotView.as_view(), name="api-staff-proposal-accept"),
    path("hotspots/proposals/<int:pk>/refuse", RefuseHotspotView.as_view(), name="api-staff-proposal-refuse"),
    path("hotspots/<slug:code>", HotspotView.as_view(), name="api-staff-hotspot"),
    path("registers", RegistersView.as_view(), name="api-staff-registers"),
    path("registers/<slug:kind>", EntriesView.as_view(), name="api-staff-register"),
    path("registers/<slug:kind>/sheet", SheetFileView.as_view(), name="api-staff-register-sheet"),
    path("registers/<slug:kind>/sheets", SheetsView.as_view(), name="api-staff-register-take-in"),
    path("registers/sheets/<int:pk>", LookView.as_view(), name="api-staff-register-look"),
    path("registers/sheets/<int:pk>/confirm", ConfirmView.as_view(), name="api-staff-register-confirm"),
    path("registers/entries/<int:pk>", RegisterEntryView.as_view(), name="api-staff-entry"),
    *(
        path(f"registers/entries/<int:pk>/{deed}", view.as_view(), name=f"api-staff-entry-{deed}")
        for deed, view in registers.DEEDS.items()
    ),
    path("ready-answers", ReadyAnswersView.as_view(), name="api-staff-ready-answers"),
    path("ready-answers/<slug:code>", ReadyAnswerView.as_view(), name="api-staff-ready-answer"),
    path("ready-answers/<slug:code>/edit", EditReadyAnswerView.as_view(), name="api-staff-ready-answer-edit"),
    path("leave", OwnLeaveView.as_view(), name="api-staff-leave"),
    path("leave/<int:pk>/end", EndLeaveView.as_view(), name="api-staff-leave-end"),
    path("people/<str:username>/leave", PersonLeaveView.as_view(), name="api-staff-person-leave"),
    path("duty", DutyView.as_view(), name="api-staff-duty"),
    path("duty/<int:pk>/remove", RemoveDutyView.as_view(), name="api-staff-duty-remove"),
    path("partners", PartnersView.as_view(), name="api-staff-partners"),
    path("partners/<int:pk>", PartnerView.as_view(), name="api-staff-partner"),
    *(
        path(f"partners/<int:pk>/{deed}", view.as_view(), name=f"api-staff-partner-{deed}")
        for deed, view in partners.DEEDS.items()
    ),
    path("posters", PostersView.as_view(), name="api-staff-posters"),
    path("posters/<int:pk>", PosterView.as_view(), name="api-staff-poster"),
    path("posters/<int:pk>/sheets/<slug:sheet>", PosterSheetView.as_view(), name="api-staff-poster-sheet"),
    *(
        path(f"posters/<int:pk>/{deed}", view.as_view(), name=f"api-staff-poster-{deed}")
        for deed, view in posters.DEEDS.items()
    ),
    path("months", MonthsView.as_view(), name="api-staff-months"),
    path("months/<str:month>/preview", PreviewView.as_view(), name="api-staff-preview-month"),
    path("months/<str:month>/close", CloseView.as_view(), name="api-staff-close-month"),
    *(
        path(f"reports/<str:code>/{deed.value}", act_view(deed).as_view(), name=f"api-staff-{deed.replace('/', '-')}")
        for deed in ACTS
    ),
]
