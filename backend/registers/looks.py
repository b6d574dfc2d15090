"""Somebody looks at a watched place: inspections, marks against criteria, and the papers about it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.registers.models import Criterion, CriterionMark, Document, Entry, Inspection
from backend.registers.record import checked_day, checked_note, hold, write_down
from backend.registers.standing import Deed, Marked, Result

_LONGEST = 200
_LONGEST_NUMBER, _LONGEST_LINK = 60, 300


@dataclass(frozen=True)
class NewInspection:
    """Who went, on which day, and what they found; ``document_id`` of a paper of the same entry."""

    on: date | None
    inspectors: str
    result: str
    note: str = ""
    document_id: int | None = None


@dataclass(frozen=True)
class NewDocument:
    """A paper by name, number and day; ``link`` is an address or says where it lies."""

    name: str
    number: str
    on: date | None
    link: str = ""


def inspect(entry: Entry, new: NewInspection, *, by: Staff, now: datetime) -> Inspection:
    """Write down an inspection. Raises NotYours, Refused by field."""
    day, note = checked_day(new.on, now=now), checked_note(new.note)
    inspectors = _line(new.inspectors, "inspectors", _LONGEST, required=_("Xin ghi đơn vị kiểm tra."))
    if new.result not in Result.values:
        raise Refused(_("Xin chọn kết quả."), field="result", code="required")
    with transaction.atomic():
        held = hold(entry, by=by, now=now)
        document = None
        if new.document_id is not None:
            document = held.documents.filter(pk=new.document_id).first()
            if document is None:
                raise Refused(_("Không có văn bản này trong mục."), field="document", code="invalid")
        made = Inspection.objects.create(
            entry=held, on=day, inspectors=inspectors, result=new.result, note=note, document=document,
            by=by.user, at=now,
        )  # fmt: skip
        after = {"on": day.isoformat(), "inspectors": inspectors, "result": new.result, "note": note}
        write_down(held, Deed.INSPECTED, before={}, after=after, by=by, now=now)
    return made


def mark(
    entry: Entry, criterion: Criterion, marked: str, *, on: date | None, by: Staff, now: datetime
) -> CriterionMark:
    """Say how the entry stands with a criterion of its list. Raises NotYours, Refused by field."""
    day = checked_day(on, now=now)
    if marked not in Marked.values:
        raise Refused(_("Xin chọn mức đánh giá."), field="marked", code="required")
    with transaction.atomic():
        held = hold(entry, by=by, now=now)
        if (criterion.kind, criterion.subject, criterion.is_active) != (held.kind, held.subject, True):
            raise Refused(_("Tiêu chí này không thuộc mục."), field="criterion", code="invalid")
        old = held.marks.filter(criterion=criterion).first()
        was = {"marked": old.marked, "on": old.on.isoformat()} if old else {"marked": Marked.NOT_SEEN, "on": ""}
        if marked == was["marked"]:
            raise Refused(_("Không có gì thay đổi."), field="marked", code="no_change")
        new, _is_new = held.marks.update_or_create(
            criterion=criterion, defaults={"marked": marked, "on": day, "by": by.user, "at": now}
        )
        before, after = {"criterion": "", **was}, {"criterion": criterion.text, "marked": marked, "on": day.isoformat()}
        write_down(held, Deed.MARKED, before=before, after=after, by=by, now=now)
    return new


def add_document(entry: Entry, new: NewDocument, *, by: Staff, now: datetime) -> Document:
    """Note a paper about the entry. Raises NotYours, Refused by field."""
    day = checked_day(new.on, now=now)
    name = _line(new.name, "name", _LONGEST, required=_("Xin ghi tên văn bản."))
    number = _line(new.number, "number", _LONGEST_NUMBER)
    link = _line(new.link, "link", _LONGEST_LINK)
    with transaction.atomic():
        held = hold(entry, by=by, now=now)
        made = Document.objects.create(entry=held, name=name, number=number, on=day, link=link, by=by.user, at=now)
        after = {"name": name, "number": number, "on": day.isoformat(), "link": link}
        write_down(held, Deed.DOCUMENT, before={}, after=after, by=by, now=now)
    return made


def _line(words: str, field: str, most: int, *, required: str = "") -> str:
    line = clean_line(words)
    if required and not line:
        raise Refused(required, field=field, code="required")
    if len(line) > most:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": most}, field=field, code="too_long")
    return line
