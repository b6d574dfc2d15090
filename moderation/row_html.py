"""Rows of the inbox written out by hand: the template language took three quarters of a page's time on them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape as escaped

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.core.templatetags.page import icon
from backend.reports.codes import spoken_code
from backend.reports.models import Part, Screening, Status
from backend.routing.deadlines import State, spoken_day
from backend.routing.names import briefly
from moderation.rows import Row

_ROW = (
    '<li class="report-row{state}" id="r-{code}"><label class="row-pick"><input type="checkbox" name="code"'
    ' value="{code}.{version}" form="bulk" aria-label="{pick}"></label><span class="row-photo">{photo}</span>'
    '<span class="row-what"><a class="row-link" href="{address}">{category}</a>'
    '<span class="row-place">{pin} {place}</span></span>'
    '<span class="row-time">{time}</span><span class="row-marks">{marks}</span>'
    '<span class="row-code"><span class="code">{spoken}</span> <span class="muted small">{age}</span></span></li>'
)
_BADGE = '<span class="badge badge-{}">{}{}</span>'
_PLACEHOLDER = "CODE"
_ICONS = ("pin", "camera", "clock", "warning", "phone")
NOTHING = SafeString("")


@dataclass(frozen=True)
class Words:
    """What all rows in one language share: labels, icons, addresses."""

    statuses: dict[str, str] = field(default_factory=lambda: {s.value: str(s.label) for s in Status})
    screenings: dict[str, str] = field(default_factory=lambda: {s.value: str(s.label) for s in Screening})
    icons: dict[str, SafeString] = field(default_factory=lambda: {name: icon(name) for name in _ICONS})
    report: str = field(default_factory=lambda: reverse("staff-report", args=[_PLACEHOLDER]))
    photo: str = field(default_factory=lambda: reverse("staff-photo", args=[0, "thumb"]))
    urgent: str = field(default_factory=lambda: _("Khẩn"))
    hotspot: str = field(default_factory=lambda: _("Điểm nóng"))
    boundary: str = field(default_factory=lambda: _("Giáp ranh"))
    call: str = field(default_factory=lambda: _("Gọi lại"))
    near: str = field(default_factory=lambda: _("cách %(code)s %(metres)s m"))
    helps: str = field(default_factory=lambda: _("Phối hợp với %(unit)s"))
    late: str = field(default_factory=lambda: _("Trễ tiếp nhận"))
    pick: str = field(default_factory=lambda: escaped(_("Chọn %(code)s")))
    ago: str = field(default_factory=lambda: _("%(age)s trước"))


def rows_html(rows: Iterable[Row]) -> SafeString:
    """Return the list items of ``rows``, everything people wrote escaped."""
    words = _words(get_language())
    return SafeString("\n".join(_row(row, words) for row in rows))  # _row escapes what it did not make


@lru_cache(maxsize=8)
def _words(_language: str | None) -> Words:
    return Words()


def options(choices: Iterable[tuple[str, str]], *, chosen: str) -> SafeString:
    """Return the options of a select."""
    return _options(tuple(choices), chosen)


@lru_cache(maxsize=256)  # the same few lists on every page
def _options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    selected = SafeString(" selected")
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, selected if code == chosen else NOTHING, name) for code, name in choices),
    )


def _row(row: Row, words: Words) -> str:
    """Return one row. Plain strings, for speed: codes, numbers and labels are our own, all else is escaped here."""
    report = row.report
    return _ROW.format(
        state=f" is-{row.left.state}" if row.left else "",
        code=report.code,
        version=report.version,
        pick=words.pick % {"code": report.code},
        photo=_photo(row, words),
        address=words.report.replace(_PLACEHOLDER, report.code),
        category=escaped(row.category),
        pin=words.icons["pin"],
        place=escaped(row.place),
        time=_time(row, words),
        marks="\n".join(_BADGE.format(kind, sign, escaped(said)) for kind, sign, said in _badges(row, words)),
        spoken=spoken_code(report.code),
        age=escaped(words.ago % {"age": row.age}),
    )


def _photo(row: Row, words: Words) -> str:
    if row.thumb is None:
        return words.icons["camera"]
    address = words.photo.replace("/0/", f"/{row.thumb}/")
    return f'<img src="{address}" alt="" loading="lazy" width="64" height="64">'


def _time(row: Row, words: Words) -> str:
    if row.left is None:
        ended = row.report.closed_at or row.report.resolved_at
        return f'<span class="muted small">{escaped(spoken_day(ended))}</span>' if ended else ""
    sign = words.icons["warning" if row.left.state == State.LATE else "clock"]
    left = _BADGE.format(row.left.state.value, sign, f" {escaped(row.left.words)}")
    if row.to_accept and row.to_accept.state == State.LATE:
        return f'{left} <span class="small late">{escaped(words.late)}</span>'
    return left


def _badges(row: Row, words: Words) -> Iterable[tuple[str, str, str]]:
    """Yield (kind, icon, words) of the badges of a row, its status first."""
    report = row.report
    yield report.status, "", words.statuses[report.status]
    if report.screening != Screening.CLEAR:
        yield report.screening, "", words.screenings[report.screening]
    if row.is_urgent:
        yield "urgent", "", words.urgent
    if report.hotspot_id:
        yield "place", "", words.hotspot
    if report.near_boundary:
        yield "place", "", words.boundary
    if row.part != Part.CHARGE:
        unit = briefly(report.unit)
        yield "info", "", words.helps % {"unit": unit} if row.part == Part.WITH else unit
    if row.near:
        yield "near", "", words.near % {"metres": row.near.metres, "code": spoken_code(row.near.code)}
    if row.to_call:
        yield "waiting", words.icons["phone"], f" {words.call}"
