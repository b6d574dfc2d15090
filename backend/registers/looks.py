"""Somebody looks at a watched place: inspections, marks against criteria, and the papers about it."""

from collections.abc import Mapping
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


def mark(entry: Entry, marks: Mapping[str, str], *, on: date | None, by: Staff, now: datetime) -> list[CriterionMark]:
    """Say how the entry stands with criteria of its list, by their codes; those that stand so already are left alone.

    Raises NotYours, and Refused by field, also where none would change.
    """
    day = checked_day(on, now=now)
    if not set(marks.values()) <= set(Marked.values):
        raise Refused(_("Xin chọn mức đánh giá."), field="marked", code="required")
    with transaction.atomic():
        held = hold(entry, by=by, now=now)
        known = {one.code: one for one in Criterion.objects.filter(code__in=marks, is_active=True)}
        if any((one.kind, one.subject) != (held.kind, held.subject) for one in known.values()) or len(known) < len(
            marks
        ):
            raise Refused(_("Tiêu chí này không thuộc mục."), field="criterion", code="invalid")
        old = {one.criterion_id: one for one in held.marks.all()}
        new = [_marked(held, known[code], to, old, on=day, by=by, now=now) for code, to in marks.items()]
        changed = [one for one in new if one is not None]
        if not changed:
            raise Refused(_("Không có gì thay đổi."), field="marked", code="no_change")
    return changed


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


def _marked(
    held: Entry, criterion: Criterion, to: str, old: Mapping[int, CriterionMark], *, on: date, by: Staff, now: datetime
) -> CriterionMark | None:
    """Mark the held entry against one criterion; None where it stands so already."""
    row = old.get(criterion.pk)
    was = {"marked": row.marked, "on": row.on.isoformat()} if row else {"marked": Marked.NOT_SEEN.value, "on": ""}
    if to == was["marked"]:
        return None
    new, _is_new = held.marks.update_or_create(
        criterion=criterion, defaults={"marked": to, "on": on, "by": by.user, "at": now}
    )
    before, after = {"criterion": "", **was}, {"criterion": criterion.text, "marked": to, "on": on.isoformat()}
    write_down(held, Deed.MARKED, before=before, after=after, by=by, now=now)
    return new


def _line(words: str, field: str, most: int, *, required: str = "") -> str:
    line = clean_line(words)
    if required and not line:
        raise Refused(required, field=field, code="required")
    if len(line) > most:
        raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": most}, field=field, code="too_long")
    return line
