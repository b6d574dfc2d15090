"""Technical administration of places: sites and hot spots are edited, wards and streets come from their files."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from backend.core.admin import ReferenceAdmin
from backend.core.text import fold
from backend.places.models import Hotspot, Site, Street, Ward


class LoadedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Rows that `load_places` brings: to look at, not to change by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class NamedAdmin(ReferenceAdmin):
    """Rows that are searched by their folded name."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # Django's signature
        obj.search = fold(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(Ward)
class WardAdmin(LoadedAdmin):
    list_display = ("name", "code", "valid_from", "valid_to", "population", "legal_basis")
    list_filter = ("valid_from",)
    exclude = ("boundary",)


@admin.register(Street)
class StreetAdmin(LoadedAdmin):
    list_display = ("name", "kind", "is_main", "length_m")
    list_filter = ("kind", "is_main")
    search_fields = ("name", "search")
    fields = ("name", "kind", "is_main", "length_m", "label_lat", "label_lon")


@admin.register(Site)
class SiteAdmin(NamedAdmin):
    list_display = ("name", "kind", "ward", "is_sample")
    list_filter = ("kind", "is_sample")
    search_fields = ("name", "search", "code")


@admin.register(Hotspot)
class HotspotAdmin(NamedAdmin):
    list_display = ("name", "kind", "radius_m", "source")
    fields = ("code", "name", "kind", "lat", "lon", "radius_m", "source", "note")
