"""Following a street, a ward or a circle by letter: the address is asked first."""

from datetime import datetime

from django.db import transaction

from backend.reports import asking
from backend.reports.area import Area, followable
from backend.reports.mail_address import mail_address
from backend.reports.models import AreaFollower
from backend.reports.record import record_system

ASKED = "system_area_followed"  # the event that owes the question


def ask(area: Area, email: str, *, language: str, now: datetime) -> None:
    """Let the address be asked whether it wants to hear of ``area``; nothing where it was asked of the same before.

    Other kinds at a place that it follows already are asked for anew, and take the old ones' place with its yes.
    Raises Refused, asking.AskedOften.
    """
    fields, address = followable(area).fields(), mail_address(email)
    if not address:
        raise asking.no_address()
    mark = asking.print_of(address)
    with transaction.atomic():
        if AreaFollower.objects.filter(asking.rests(now), address=mark, group=area.group, **fields).exists():
            return
        asking.check_not_asked_often(mark, now=now)
        contact = asking.contact_by_mail(address, language=language, now=now)
        event = record_system(ASKED, now=now)
        AreaFollower.objects.create(
            contact=contact, event=event, address=mark, asked_at=now, group=area.group, **fields
        )
