"""A closed November with a handful of reports, and the report about it."""

from datetime import datetime

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.core.month import Month
from backend.indicators.close import close
from backend.indicators.documents.body import Body, Table
from backend.indicators.documents.compose import compose
from backend.indicators.documents.keep import as_json
from backend.indicators.documents.period import Period
from backend.indicators.documents.store import NewDocument, order
from backend.indicators.models import ClosedMonth, Document, DocumentFile, Form, Making
from backend.reports.models import Report, Status
from tests.reports.filing import CITY, filed, moved, officer

NOVEMBER = Month(2026, 11)
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)
EARLY = datetime(2026, 11, 3, 9, 0, tzinfo=CITY)


def november() -> list[Report]:
    """File five reports in November: one done in time, one done late, one refused, one left open, one of food."""
    late = datetime(2026, 11, 20, 9, 0, tzinfo=CITY)
    done = moved(filed(now=EARLY), Status.ACCEPTED, Status.RESOLVED, now=EARLY)
    slow = moved(moved(filed(now=EARLY), Status.ACCEPTED, now=EARLY), Status.RESOLVED, now=late)
    refused = moved(filed(now=EARLY), Status.REJECTED, now=EARLY)
    waits = filed(now=EARLY)
    food = filed(now=EARLY, category="restaurant_food", text="Quán không có nước rửa tay.")
    return [done, slow, refused, waits, food]


def office() -> Staff:
    return Staff(officer(None, Role.PROGRAMME_OFFICE))


def leader() -> Staff:
    return Staff(officer(None, Role.LEADER))


def closed() -> ClosedMonth:
    return close(NOVEMBER, by=office(), now=AFTER)


def body(form: str = Form.STATE, now: datetime = AFTER, period: str = "2026-11") -> Body:
    return compose(Period.parse(period), form=form, now=now)


def table(found: Body, code: str) -> Table:
    return next(one for one in found.tables if one.code == code)


def drafted(period: str = "2024-10") -> Document:
    """Return the draft of a period long over, composed, with one file."""
    known = Document.objects.filter(period=period).first()
    if known:
        return known
    document = order(NewDocument(Period.parse(period), Form.STATE), by=office(), now=AFTER)
    document.body, document.state, document.progress = as_json(body(period=period)), Making.DONE, 100
    document.made_at = AFTER
    document.save()
    DocumentFile.objects.create(document=document, format="csv", content=b"x", sha256="x", made_at=AFTER)
    return document
