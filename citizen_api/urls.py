"""Paths of the residents' pages."""

from django.urls import path

from citizen_api.pages import figures, follow, form, kinds, map_data, map_page, own, photos, plain, report, sent, twins

urlpatterns = [
    path("", form.form, name="form"),
    path("kinds/<slug:code>", kinds.kind, name="kind"),
    path("twins", twins.twins_part, name="form-twins"),
    path("map", map_page.map_page, name="map"),
    path("map/list", map_page.map_list, name="map-list"),
    path("map/reports.json", map_page.map_reports, name="map-reports"),
    path("map/wards.json", map_data.wards, name="map-wards"),
    path("map/streets.json", map_data.streets, name="map-streets"),
    path("map/place.json", map_data.place, name="map-place"),
    path("map/named.json", map_data.named, name="map-named"),
    path("sent/<str:code>", sent.sent, name="sent"),
    path("r/<str:code>", report.report_page, name="report-page"),
    path("r/<str:code>/history", report.report_history, name="report-history"),
    path("r/<str:code>/reply", own.reply, name="reply"),
    path("r/<str:code>/verdict", own.verdict, name="verdict"),
    path("r/<str:code>/support", follow.support_report, name="support"),
    path("theo-doi/<int:pk>", follow.follow_page, name="follow"),
    path("r/<str:code>/photos/<int:photo_id>", photos.own_photo, name="own-photo"),
    path("uploads/<str:token>", photos.upload_thumb, name="upload-thumb"),
    path("tra-cuu", plain.find, name="find"),
    path("figures", figures.figures_page, name="figures"),
    path("help/", plain.help_page, name="help"),
    path("manifest.webmanifest", plain.manifest, name="manifest"),
    path("sw.js", plain.worker, name="worker"),
]
