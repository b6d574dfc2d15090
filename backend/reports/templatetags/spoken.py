"""Codes, moments, days and names as they are read out: ``{{ code|spoken_code }}``, ``{{ report.unit|named }}``."""

from django import template
from django.utils.translation import get_language

from backend.reports.codes import spoken_code
from backend.routing.deadlines import spoken, spoken_day
from backend.routing.models import Category, Unit

register = template.Library()
register.filter("spoken", spoken)
register.filter("spoken_code", spoken_code)
register.filter("spoken_day", spoken_day)


@register.filter
def named(one: Category | Unit) -> str:
    """Return the full name in the reader's language."""
    return one.name_en if _reads_english() and one.name_en else one.name


@register.filter
def briefly(unit: Unit) -> str:
    """Return the unit's short name; in English, which has none, its name."""
    return unit.name_en if _reads_english() and unit.name_en else unit.short_name


def _reads_english() -> bool:
    return (get_language() or "").startswith("en")
