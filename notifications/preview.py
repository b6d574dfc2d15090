"""What the reporter would be told of an event that is not written yet; nothing is sent, and no secret is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backend.reports import links
from backend.reports.models import Contact, Event, Report
from notifications import texts
from notifications.models import Carrier
from notifications.recipients import REPORTER, owed


@dataclass(frozen=True)
class Preview:
    """A letter as it would leave: by which carrier, its subject (none on a telephone), its words."""

    carrier: Carrier
    subject: str
    body: str


def letters(event: Event) -> Sequence[Preview]:
    """Return what would go to the reporter for ``event``, unsaved or not; nothing where nobody is to be told."""
    report = event.report
    if report is None or report.contact is None:
        return ()
    contact = report.contact
    return [_preview(one.carrier, event, report, contact) for one in owed(event) if one.recipient == REPORTER]


def _preview(carrier: Carrier, event: Event, report: Report, contact: Contact) -> Preview:
    match carrier:
        case Carrier.EMAIL:
            text = texts.mail_to_reporter(event, report, contact)
        case Carrier.SMS:
            text = texts.sms_to_reporter(event, report, contact)
        case _:
            text = texts.Text("", texts.call_to_reporter(event, report, contact))
    return Preview(carrier, text.subject, _without_secret(text.body, report))


def _without_secret(body: str, report: Report) -> str:
    """Return ``body`` without the reporter's own link: whoever reads it could answer in their name."""
    return body.replace(links.reporters_url(report), _("[đường dẫn riêng của người phản ánh]"))
