"""Technical administration of routing: units, categories with their questions, rules."""

from django.contrib import admin

from backend.core.admin import ReferenceAdmin
from backend.routing.models import Category, Question, Rule, Unit


@admin.register(Unit)
class UnitAdmin(ReferenceAdmin):
    list_display = ("short_name", "name", "kind", "valid_from", "valid_to", "may_be_in_charge", "email")
    list_filter = ("profile", "kind", "may_be_in_charge")
    search_fields = ("name", "short_name", "slug")


class QuestionInline(admin.StackedInline):  # type: ignore[type-arg]  # not generic at run time
    model = Question
    extra = 0


@admin.register(Category)
class CategoryAdmin(ReferenceAdmin):
    list_display = ("name", "group", "level", "clock", "accept_hours", "resolve_hours", "publication", "active")
    list_filter = ("group", "level", "publication", "active")
    search_fields = ("name", "code")
    inlines = (QuestionInline,)


@admin.register(Rule)
class RuleAdmin(ReferenceAdmin):
    list_display = ("name", "order", "category", "group", "ward", "hotspot", "in_charge", "valid_from", "valid_to")
    list_filter = ("valid_from", "group")
    list_select_related = ("category", "ward", "hotspot")
    search_fields = ("name", "in_charge")
