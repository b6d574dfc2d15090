"""All that is kept of a reporter with their report, for themselves: to read, to take along, to hand on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from backend.reports import consent
from backend.reports.history import public_history
from backend.reports.looks import looks_at
from backend.reports.models import Contact, Follower, Report
from backend.reports.own_contact import contact_of
from backend.reports.processing import CONTACT, LAW
from backend.reports.retention import ends_at
from backend.routing.answers import in_words
from backend.routing.names import named

FORMAT = "2026-1"  # of what programs read; a field that goes or changes its meaning makes it another


def own_data(report: Report) -> dict[str, Any]:
    """Return what is kept, in words and moments (aware), by stable names; eight statements, whatever happened.

    Photos are named by their number alone: where they are, the door knows.
    """
    lines = public_history(report, for_reporter=True)
    return {
        "format": FORMAT,
        "code": report.code,
        "created_at": report.created_at,
        "status": report.status,
        "category": named(report.category),
        "ward": report.ward.name,
        "unit": named(report.unit),
        "place": {
            "lat": report.lat,
            "lon": report.lon,
            "street": report.street.name if report.street else "",
            "address": report.address,
        },
        "contact": _contact(contact_of(report)),
        "answers": [{"question": one.label, "answer": one.words} for one in in_words(report.category, report.answers)],
        "photos": list(report.photos.order_by("order", "id").values_list("pk", flat=True)),
        "history": [{"at": one.at, "what": one.title, "who": one.who, "words": one.words} for one in lines],
        "public": {"since": report.published_at, "text": report.public_text},
        "looks": _looks(report),
        "browsers": Follower.objects.filter(report=report, is_reporter=True, stopped_at__isnull=True).count(),
        "processing": processing(report),
    }


def processing(report: Report) -> dict[str, Any]:
    """Return what for, on what basis and until when the contact is kept, and who sees it. One statement at most."""
    until: datetime | None = ends_at(report)
    return {
        "purpose": str(CONTACT.why),
        "basis": str(CONTACT.basis),
        "law": LAW,
        "kept": str(CONTACT.kept),
        "kept_until": until,
        "erased_at": report.anonymised_at,
        "seen_by": str(CONTACT.seen_by),
    }


def _contact(contact: Contact | None) -> Mapping[str, Any] | None:
    if contact is None:
        return None
    return {
        "name": contact.name,
        "phone": contact.phone,
        "email": contact.email,
        "language": contact.language,
        "erased_at": contact.erased_at,
        "consent": {
            "version": contact.consent_version,
            "at": contact.consent_at,
            "text": consent.text(contact.consent_version),
        },
    }


def _looks(report: Report) -> Sequence[Mapping[str, Any]]:
    return [{"at": one.at, "unit": named(one.acting_unit) if one.acting_unit else ""} for one in looks_at(report)]
