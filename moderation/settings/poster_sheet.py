"""A poster as a sheet of paper: one large on A4, or four stickers of A6 on one A4, as a page or as PDF."""

from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from backend.core.errors import Refused
from backend.core.pdf import pdf_of
from backend.http.form_fields import kind_of
from backend.places.in_force import day_in_force
from backend.places.locate import ward_at
from backend.places.models import Poster
from backend.places.posters import url_of

SHEETS = ("a4", "a6")
_STYLES = "moderation/poster.css"
_QUIET = 4  # modules of white around the code, as ISO/IEC 18004 asks
_STICKERS = 4


def code_of(url: str) -> segno.QRCode:
    """Return the QR code of ``url``: a quarter of it may be scratched or dirty."""
    return segno.make(url, error="q", micro=False, boost_error=False)


def drawing_of(url: str) -> SafeString:
    """Return the QR code as an SVG that takes the room it is given."""
    drawn = code_of(url).svg_inline(border=_QUIET, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308  # drawn by segno: squares, no text


def sheet_html(poster: Poster, sheet: str, *, now: datetime, is_page: bool) -> str:
    """Return the sheet as HTML; a page names its style sheet, a document is given it."""
    context = content_of(poster, now=now) | {"is_page": is_page, "sheet": sheet, "copies": range(_STICKERS)}
    return render_to_string(f"posters/{sheet}.html", context)


def sheet_pdf(poster: Poster, sheet: str, *, now: datetime) -> bytes:
    """Return the sheet as PDF. Raises NoPdf where the machine lacks pango."""
    found = finders.find(_STYLES)
    styles = Path(str(found)).read_text(encoding="utf-8")
    return pdf_of(sheet_html(poster, sheet, now=now, is_page=False), styles=styles)


def content_of(poster: Poster, *, now: datetime) -> dict[str, Any]:
    """Return what every sheet of ``poster`` says, in Vietnamese as it hangs in the street."""
    url = url_of(poster)
    try:
        ward = ward_at(poster.point, on=day_in_force(now)).title
    except Refused:  # the wards have changed since
        ward = ""
    return {
        "poster": poster,
        "ward": ward,
        "kind": kind_of(poster.category),
        "url": url,
        "said_url": url.partition("://")[2],
        "drawing": drawing_of(url),
        "hotline": settings.HOTLINE,
    }
