from itertools import product

from django.urls import path

from citizen_api.api.categories import CategoriesView
from citizen_api.api.changes import ChangesView
from citizen_api.api.description import CollectionView, DocsView, LiveView, SchemaView
from citizen_api.api.figures import FiguresView
from citizen_api.api.follows import ACTS, KINDS, FollowsView, follow_view
from citizen_api.api.indicators import IndicatorsView
from citizen_api.api.own import ContactView, EraseView, MorePhotosView, OwnView, WithholdView
from citizen_api.api.photos import PhotoFileView, PhotosView
from citizen_api.api.places import LocateView, PlacesView, WardsView
from citizen_api.api.reporter import ReplyView, VerdictView
from citizen_api.api.reports import EventsView, NearbyView, ReportsView, ReportView
from citizen_api.api.support import SupportView
from citizen_api.api.updates import UpdatesView
from citizen_api.api.webhooks import DeliveriesView, ReplayView, ResumeView, WebhooksView, WebhookView

urlpatterns = [
    path("v1/reports", ReportsView.as_view(), name="api-reports"),
    path("v1/reports/nearby", NearbyView.as_view(), name="api-nearby"),
    path("v1/reports/<str:code>", ReportView.as_view(), name="api-report"),
    path("v1/reports/<str:code>/events", EventsView.as_view(), name="api-events"),
    path("v1/reports/<str:code>/verdict", VerdictView.as_view(), name="api-verdict"),
    path("v1/reports/<str:code>/reply", ReplyView.as_view(), name="api-reply"),
    path("v1/reports/<str:code>/own", OwnView.as_view(), name="api-own"),
    path("v1/reports/<str:code>/photos", MorePhotosView.as_view(), name="api-own-photos"),
    path("v1/reports/<str:code>/contact", ContactView.as_view(), name="api-own-contact"),
    path("v1/reports/<str:code>/contact/erase", EraseView.as_view(), name="api-own-contact-erase"),
    path("v1/reports/<str:code>/withhold", WithholdView.as_view(), name="api-own-withhold"),
    path("v1/reports/<str:code>/support", SupportView.as_view(), name="api-support"),
    path("v1/reports/<str:code>/updates", UpdatesView.as_view(), name="api-update"),
    path("v1/follows", FollowsView.as_view(), name="api-follows"),
    *(
        path(f"v1/follows/{what}/<int:pk>/{act}", follow_view(what, act).as_view(), name=f"api-follow-{what}-{act}")
        for what, act in product(KINDS, ACTS)
    ),
    path("v1/changes", ChangesView.as_view(), name="api-changes"),
    path("v1/photos", PhotosView.as_view(), name="api-photos"),
    path("v1/photos/<path:name>", PhotoFileView.as_view(), name="photo-file"),
    path("v1/categories", CategoriesView.as_view(), name="api-categories"),
    path("v1/wards", WardsView.as_view(), name="api-wards"),
    path("v1/figures", FiguresView.as_view(), name="api-figures"),
    path("v1/indicators", IndicatorsView.as_view(), name="api-indicators"),
    path("v1/locate", LocateView.as_view(), name="api-locate"),
    path("v1/places", PlacesView.as_view(), name="api-places"),
    path("v1/webhooks", WebhooksView.as_view(), name="api-webhooks"),
    path("v1/webhooks/<int:pk>", WebhookView.as_view(), name="api-webhook"),
    path("v1/webhooks/<int:pk>/resume", ResumeView.as_view(), name="api-webhook-resume"),
    path("v1/webhooks/<int:pk>/deliveries", DeliveriesView.as_view(), name="api-webhook-deliveries"),
    path("v1/webhooks/<int:pk>/deliveries/<int:delivery>/replay", ReplayView.as_view(), name="api-webhook-replay"),
    path("schema", SchemaView.as_view(), name="api-schema"),
    path("asyncapi", LiveView.as_view(), name="api-asyncapi"),
    path("collection", CollectionView.as_view(), name="api-collection"),
    path("docs", DocsView.as_view(), name="api-docs"),
]
