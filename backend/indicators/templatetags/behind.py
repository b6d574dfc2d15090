"""A number on the board, which opens the list of its reports: ``{% behind 12 "late" ward=line.key %}``."""

from collections.abc import Collection, Mapping
from datetime import date
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from backend.core.month import Month
from backend.indicators.facts import ADDED
from backend.indicators.words import number as written

register = template.Library()


@register.simple_tag(takes_context=True)
def behind(
    context: template.Context,
    number: int | None,
    figure: str,
    *,
    month: Month | None = None,
    **limits: str | int | date | None,
) -> SafeString:
    """Return ``number`` as a link to its reports in ``month`` (None: the page's own) within ``limits``.

    Of a month closed before there was such a figure there are no data, which is not zero.
    """
    of = month or context["month"]
    without: Collection[Month] = context.get("without_added") or ()
    if figure in ADDED and of in without:
        return format_html('<span class="muted small">{}</span>', _("chưa có số liệu"))
    asked = {"figure": figure, "month": of} | limits
    return _link(context, reverse("programme-reports"), asked, number)


@register.simple_tag(takes_context=True)
def behind_fed(context: template.Context, number: int | None, code: str, *, ward: int, part: str = "") -> SafeString:
    """Return the ``number`` of the indicator with this ``code`` in a ward as a link to its reports."""
    asked = {"month": context["month"], "ward": ward, "part": part}
    return _link(context, reverse("indicator-reports", args=(code,)), asked, number)


def _link(context: template.Context, address: str, asked: Mapping[str, object], number: int | None) -> SafeString:
    """Return ``number`` as a link; on a restated page to what is restated as well. A ward may be 0: outside the set."""
    restated = context.get("restated")
    query = {name: value for name, value in asked.items() if value not in {None, ""}}
    query |= {"wards_on": restated.began.isoformat()} if restated else {}
    return format_html('<a href="{}?{}">{}</a>', address, urlencode(query), written(number))


@register.filter
def of(cells: Mapping[int, object], key: int) -> object:
    """Return what ``cells`` hold of ``key``."""
    return cells[key]
