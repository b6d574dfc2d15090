"""The fields of a letter's text, in the active language; an empty one takes its sentence away."""

import unicodedata
from datetime import datetime, timedelta

from django.conf import settings

from backend.reports import links, refusals, said_fields
from backend.reports.models import Event, Kind, Part, Report, Screening
from backend.reports.models.event import ActorKind
from backend.routing import book
from backend.routing.deadlines import sms_moment
from backend.routing.models import Unit
from backend.routing.names import named

REOPEN_WITHIN = timedelta(days=7)  # after this a resolved report closes by itself (reports.clock)
LONGEST_SMS_LINK = 70


def fields_of(event: Event, report: Report, *, addressee: Unit | None = None) -> dict[str, object]:
    """Return the fields for ``event`` of ``report``; ``addressee`` is the unit a staff letter goes to.

    Links with the reporter's secret and free words are only in letters to the reporter.
    """
    common = _common(event, report)
    return common | (_for_unit(event, report, addressee) if addressee else _for_reporter(event, report))


def without_marks(words: str) -> str:
    """Return ``words`` in plain letters: a text message with marks holds 70 characters, not 160."""
    bare = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
    return bare.encode("ascii", "ignore").decode()


def _common(event: Event, report: Report) -> dict[str, object]:
    unit = event.unit or report.unit
    said_of = said_fields.of_report(report, unit=unit, accept_by=event.accept_by, resolve_by=event.resolve_by)
    return {**said_of, "from_unit": _unit_named(event.data.get("from")), "to_unit": said_of["unit"]}


def _for_reporter(event: Event, report: Report) -> dict[str, object]:
    unit = event.unit or report.unit
    is_held = event.screening != Screening.CLEAR and event.kind == Kind.RECEIVED
    link = links.reporters_url(report)
    refusal = refusals.REFUSALS.get(str(event.data.get("reason", "")))
    return ({"unit": ""} if is_held else {}) | {  # nobody answers for a held report before a person has looked
        "unit_sms": "" if is_held else without_marks(unit.sms_name),
        "by": _sms_by(event, report),
        "emergency": report.category.emergency,
        "link": link,
        "sms_link": link if len(link) <= LONGEST_SMS_LINK else "",
        "hotline": settings.HOTLINE,
        "words": _words(event),
        "answer_by": said_fields.said(report.answer_by),
        "reopen_by": said_fields.said(event.at + REOPEN_WITHIN),
        "with_photo": bool(event.data.get("with_photo")),
        "reason": str(refusal.name) if refusal else "",
        "next_step": str(refusal.next_step) if refusal else "",
        "main_code": str(event.data.get("main", "")),
        "partner": str(event.data.get("partner", "")),
        "extended_to": said_fields.said(report.extended_to),
        "by_reporter": event.actor_kind == ActorKind.REPORTER,
    }


def _for_unit(event: Event, report: Report, addressee: Unit) -> dict[str, object]:
    others = [one.unit.short_name for one in report.involvements.all() if one.part == Part.WITH]
    reasons = event.data.get("reasons") or []
    return {
        "addressee": addressee.name,
        "staff_link": links.staff_url(report),
        "with_units": ", ".join(others),
        "why": _words(event),
        "asked_until": _moment_said(event.data.get("answer_by")),
        "rung": str(event.data.get("rung", "")),
        "due": _moment_said(event.data.get("due")),
        "transfers": report.transfer_count,
        "routing_reason": next((str(words) for code, words in reasons if code == "rule"), ""),
    }


def _unit_named(code: object) -> str:
    """Return the name of the unit with this code, in the active language; empty for none."""
    found = next((one for one in book.units_by_id().values() if one.code == code), None)
    return named(found) if found else ""


def _moment_said(moment: object) -> str:
    return said_fields.said(datetime.fromisoformat(moment)) if isinstance(moment, str) else ""


def _words(event: Event) -> str:
    """Return what staff said to the reporter with the step; a note kept for staff stays with staff."""
    if event.kind == Kind.RECEIVED or (event.kind == Kind.ACCEPTED and event.data.get("private_words")):
        return ""
    words = getattr(event, "words", None)
    return str(words.body).strip() if words is not None and not words.erased_at else ""


def _sms_by(event: Event, report: Report) -> str:
    moment = report.answer_by if event.kind == Kind.ASKED else event.accept_by
    return sms_moment(moment) if moment else ""
