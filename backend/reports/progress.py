"""A late unit says how far it is and by which day it will be done; the resident reads both."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.reports.act import begin, finish, hold
from backend.reports.models import Event, Kind, Report
from backend.reports.reasons import checked_reason
from backend.reports.rights import check_in_charge

LONGEST = timedelta(days=90)


def promise(report: Report, on: date, words: str, *, by: Staff, now: datetime) -> Event:
    """Write down the progress and the promised day (in the city). Deadlines and figures do not move.

    Raises NotYours, Refused (no words, a day that is past or over 90 days ahead, a report that is closed).
    """
    said = checked_reason(words, field="note")
    with transaction.atomic():
        held = hold(report)
        check_in_charge(by, held)
        if not held.is_open:
            raise Refused(_("Phản ánh đã kết thúc."), code="not_next")
        today = timezone.localdate(now, timezone.get_default_timezone())
        if not today <= on <= today + LONGEST:
            raise Refused(_("Ngày hẹn phải từ hôm nay, không quá 90 ngày."), field="until", code="out_of_range")
        data = {"on": on.isoformat()}
        event = finish(begin(held, by=by), {"promised_on": on}, Kind.PROMISED, now=now, words=said, data=data)
    report.refresh_from_db()
    return event
