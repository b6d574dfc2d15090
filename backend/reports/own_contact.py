"""What a reporter does with the personal data they left: put right, leave some at last, or have them erased.

Basis: the rights named in :mod:`backend.reports.consent`. The history says that it was done, never what was written.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Reporter
from backend.core.errors import Refused
from backend.reports import asking
from backend.reports.act import begin, finish, hold
from backend.reports.models import Contact, Event, Kind, Report
from backend.reports.new_report import NewContact
from backend.reports.shape import checked_contact
from backend.reports.wall import ALL, NOTHING, seeing

_FIELDS = ("name", "phone", "email")


def contact_of(report: Report) -> Contact | None:
    """Return what the reporter left, who is the one that asks: the caller has seen their secret."""
    with seeing(report.contact_id or NOTHING):
        return report.contact


def correct(report: Report, wanted: NewContact, *, now: datetime) -> Event | None:
    """Keep ``wanted`` as the reporter's contact from now on, with the consent given to it.

    Returns None where nothing would change. What was erased stays so: a contact left later is one of its own. Raises
    Refused (``contact_phone``, ``contact_email``, ``contact_name``, ``consent``).
    """
    new = checked_contact(wanted)
    if new is None:
        words = _("Xin ông/bà ghi số điện thoại hoặc thư điện tử. Muốn xóa hết, xin dùng nút “Xóa thông tin của tôi”.")
        raise Refused(words, field="contact_phone", code="required")
    written = {name: getattr(new, name) for name in _FIELDS}
    with transaction.atomic():
        held = hold(report)
        contact = _standing(held)
        changed = [name for name in _FIELDS if contact is None or getattr(contact, name) != written[name]]
        if not changed:
            return None
        consent = {"consent_version": new.consent_version, "consent_at": now}
        changes: dict[str, object] = {}
        if contact is None:
            with seeing(ALL):  # of its own row, whose number comes back
                changes["contact"] = Contact.objects.create(**written, **consent, language=new.language)
        else:
            with seeing(contact.pk):
                Contact.objects.filter(pk=contact.pk).update(**written, **consent)
        act = begin(held, by=Reporter())
        data = {"fields": [name for name in changed if contact or written[name]]}
        event = finish(act, changes, Kind.CONTACT_CORRECTED, now=now, data=data, is_public=False)
    report.refresh_from_db()
    return event


def erase(report: Report, *, now: datetime) -> Event | None:
    """Erase the reporter's contact for good; no letter goes there any more. Returns None where there is none left."""
    with transaction.atomic():
        held = hold(report)
        contact = _standing(held)
        if contact is None:
            return None
        asking.erase([contact.pk], now=now)
        browsers = held.followers.filter(is_reporter=True, stopped_at__isnull=True)
        asking.stop_all(list(browsers.order_by("id").values_list("contact", flat=True)), now=now)
        event = finish(begin(held, by=Reporter()), {}, Kind.CONTACT_ERASED, now=now, is_public=False)
    report.refresh_from_db()
    return event


def _standing(held: Report) -> Contact | None:
    """Return the contact of a held report, locked (parts split off share it); None where there is none, or no more."""
    if held.contact_id is None:
        return None
    rows = Contact.objects.select_for_update()
    with seeing(held.contact_id):
        return rows.filter(pk=held.contact_id, erased_at__isnull=True).first()
