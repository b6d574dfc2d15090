"""Whose data the map stands on, for the foot of every page."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backend.places.attribution import MAP_CREDIT, MAP_CREDIT_URL

register = template.Library()


@register.simple_tag
def map_credit() -> SafeString:
    """Return the credit of the map's data as a link to its licence."""
    return format_html('<a href="{}" rel="external noreferrer">{}</a>', MAP_CREDIT_URL, MAP_CREDIT)
