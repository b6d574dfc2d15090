"""Technical administration of reference data: every change makes all processes load it anew."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from backend.core import edition
from backend.core.models import CalendarException


class ReferenceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Rows that are kept in memory: a change through here counts as a new edition."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:  # Django's signature
        super().save_model(request, obj, form, change)
        edition.changed()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # as above
        super().save_related(request, form, formsets, change)
        edition.changed()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        edition.changed()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        edition.changed()


@admin.register(CalendarException)
class CalendarExceptionAdmin(ReferenceAdmin):
    list_display = ("day", "works", "reason", "source")
    list_filter = ("works",)
    date_hierarchy = "day"
