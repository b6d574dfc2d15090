"""Front hall: which path leads to which door."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("citizen_api.urls")),
    path("", include("moderation.watch.urls")),
    path("staff/", include("moderation.urls")),
    path("open-data/", include("citizen_api.opendata.urls")),
    path("programme/", include("moderation.programme.urls")),
    path("api/v1/staff/", include("moderation.api.urls")),
    path("api/", include("citizen_api.api.urls")),
    path("open311/", include("citizen_api.open311.urls")),
    path("admin/", admin.site.urls),
]
handler404 = "backend.http.pages.not_found"
handler500 = "backend.http.pages.broken"
handler403 = "backend.http.pages.forbidden"
handler400 = "backend.http.pages.bad_request"
