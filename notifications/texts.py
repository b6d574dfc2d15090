"""The text of a letter, from the templates of its language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone, translation

from backend.accounts.models import User
from backend.reports.codes import spoken_code
from backend.reports.inbox import counts
from backend.reports.links import staff_inbox_url
from backend.reports.models import Contact, Event, Kind, Part, Report, Screening, Status
from backend.reports.said_fields import said
from backend.routing.models import Level, Unit
from notifications.fields import fields_of, without_marks

_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Text:
    """What a letter says; a message to a telephone has no subject."""

    subject: str
    body: str


def mail_to_reporter(event: Event, report: Report, contact: Contact) -> Text:
    """Return the letter about ``event`` in the reporter's language."""
    return _mail(f"{event.kind}.txt", event, report, language=contact.language)


def mail_to_unit(event: Event, report: Report, unit: Unit) -> Text:
    """Return the letter to ``unit``, which sees ``report``: code, kind and street, no word of the reporter's."""
    return _mail(f"unit_{_unit_letter(event, report, unit)}.txt", event, report, language="vi", addressee=unit)


def mail_to_person(event: Event, report: Report) -> Text:
    """Return the letter to a person: of a deadline, or to a leader of a report transferred again and again."""
    name = _TO_PERSON.get(Kind(event.kind), "leader_transferred.txt")
    return _mail(name, event, report, language="vi", addressee=report.unit)


def rendered(name: str, fields: Mapping[str, object], *, language: str) -> Text:
    """Return the text of a template in its language, which is the active one: the first line is the subject."""
    return _as_text(render_to_string(f"letters/{letters_in(language)}/{name}", dict(fields)))


def letters_in(wanted: str) -> str:
    """Return the language in which letters are written to somebody who reads ``wanted``."""
    return "en" if wanted.startswith("en") else "vi"


def digest(person: User, *, now: datetime) -> Text:
    """Return the morning's letter: what lies under the person's tabs, and the ten whose deadline comes first."""
    rows = Report.objects.for_staff(person).filter(is_open=True, screening=Screening.CLEAR)
    first = rows.exclude(status=Status.NEEDS_INFO).select_related("category").order_by("resolve_by", "id")[:_MOST_NAMED]
    with translation.override("vi"):
        fields = {
            "person": str(person),
            "day": timezone.localdate(now, timezone.get_default_timezone()),
            "tabs": counts(person, now=now).tabs,
            "first": [
                (spoken_code(one.code), one.category.name, said(one.extended_to or one.resolve_by)) for one in first
            ],
            "link": staff_inbox_url(),
        }
        return rendered("person_digest.txt", fields, language="vi")


_MOST_NAMED = 10
_TO_PERSON = {
    Kind.RECEIVED: "unit_urgent.txt",
    Kind.REMINDED: "unit_reminded.txt",
    Kind.DUTY_TOLD: "person_duty.txt",
    Kind.NOTED: "person_named.txt",
}


def sms_to_reporter(event: Event, report: Report, contact: Contact) -> Text:
    """Return the message about ``event``, in plain letters; at most 160 of them with the longest fields."""
    with translation.override(contact.language):
        name = f"letters/{letters_in(contact.language)}/sms_{event.kind}.txt"
        body = without_marks(" ".join(render_to_string(name, fields_of(event, report)).split()))
    return Text("", body)


def call_to_reporter(event: Event, report: Report, contact: Contact) -> str:
    """Return what somebody says on the telephone about ``event``, in the reporter's language: a sentence or two."""
    with translation.override(contact.language):
        name = f"letters/{letters_in(contact.language)}/call_{event.kind}.txt"
        return " ".join(render_to_string(name, fields_of(event, report)).split())


_OF_KIND = {
    Kind.REOPENED: "reopened",
    Kind.TRANSFERRED: "transferred",
    Kind.HANDED_OVER: "transferred",
    Kind.TRANSFER_RETURNED: "returned",
    Kind.COOPERATION_ASKED: "cooperation",
    Kind.REMINDED: "reminded",
    Kind.PHOTOS_ADDED: "photos",
}


def _unit_letter(event: Event, report: Report, unit: Unit) -> str:
    if name := _OF_KIND.get(Kind(event.kind)):
        return name
    part = next((one.part for one in report.involvements.all() if one.unit_id == unit.pk), Part.WITH)
    if part == Part.WITH:
        return "with"
    return "urgent" if report.level == Level.URGENT else "new"


def _mail(name: str, event: Event, report: Report, *, language: str, addressee: Unit | None = None) -> Text:
    with translation.override(language):
        fields = fields_of(event, report, addressee=addressee)
        return rendered(name, fields, language=language)


def _as_text(written: str) -> Text:
    lines = "\n".join(_BLANKS.sub(" ", line).strip() for line in written.strip().split("\n"))
    subject, _newline, body = lines.partition("\n")
    return Text(subject, _LINES.sub("\n\n", body).strip() + "\n")
