"""A number on the board, which opens the list of its reports: ``{% behind 12 "late" ward=line.key %}``."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backend.core.month import Month
from backend.indicators.words import number as written

register = template.Library()


@register.simple_tag(takes_context=True)
def behind(
    context: template.Context,
    number: int,
    figure: str,
    *,
    month: Month | None = None,
    **limits: str | int | date | None,
) -> SafeString:
    """Return ``number`` as a link to its reports in ``month`` (None: the page's own) within ``limits``."""
    asked = {name: value for name, value in limits.items() if value}
    query = urlencode({"figure": figure, "month": month or context["month"]} | asked)
    return format_html('<a href="{}?{}">{}</a>', reverse("programme-reports"), query, written(number))


@register.filter
def of(cells: Mapping[int, object], key: int) -> object:
    """Return what ``cells`` hold of ``key``."""
    return cells[key]
