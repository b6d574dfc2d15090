"""Ready answers are written and changed: by the administrator for everybody, by a unit's head for the unit."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.changelog import checked_reason, log_change
from backend.accounts.models import Area, User
from backend.core.errors import Refused
from backend.core.fill import check_fields
from backend.core.text import clean, clean_line, fold
from backend.reports.act import Overtaken
from backend.reports.lifecycle import LONGEST_NOTE
from backend.reports.models import ReplyTemplate, TemplateStep
from backend.reports.rights import NotYours
from backend.reports.said_fields import READY
from backend.routing.models import Category, Unit

DATA = Path(__file__).parent / "data" / "reply_templates.json"
_LONGEST_NAME = 120
_LONGEST_CODE = 60


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A ready answer as somebody writes it, and why; ``version`` is the one they saw, None for a new one."""

    name: str
    step: str
    body: str
    body_en: str = ""
    category: Category | None = None
    unit: Unit | None = None
    is_active: bool = True
    reason: str = ""
    version: int | None = None


def may_edit_any(user: User) -> bool:
    """Whether ``user`` may write ready answers for all units."""
    return user.is_administrator


def editable_by(user: User) -> "QuerySet[ReplyTemplate]":
    """Return the ready answers that ``user`` may change, with their kinds and units: all, or those of their units."""
    every = ReplyTemplate.objects.select_related("category", "unit").order_by("step", "name", "id")
    if may_edit_any(user):
        return every
    return every.filter(unit__in=user.headed_unit_ids) if user.is_active else every.none()


def write(template: ReplyTemplate | None, wanted: Wanted, *, by: Staff, now: datetime) -> ReplyTemplate:
    """Write a new ready answer, or change ``template``; return it.

    Raises NotYours (another unit's, or everybody's), Overtaken (changed meanwhile), Refused by field.
    """
    _check_right(template, wanted, by=by)
    fields = _checked(wanted)
    reason = checked_reason(wanted.reason)
    with transaction.atomic():
        before = _said_of(template) if template else {}
        written = _changed(template, fields, wanted.version) if template else _created(fields)
        after = _said_of(written)
        log_change(Area.TEMPLATE, written.code, before=before, after=after, reason=reason, by=by.user, now=now)
    return written


def _changed(template: ReplyTemplate, fields: dict[str, Any], version: int | None) -> ReplyTemplate:
    seen = ReplyTemplate.objects.filter(pk=template.pk, version=version or 0)
    if not seen.update(**fields, version=template.version + 1):
        raise Overtaken
    return ReplyTemplate.objects.select_related("category", "unit").get(pk=template.pk)


def _said_of(template: ReplyTemplate) -> dict[str, object]:
    """Return the ready answer as the log keeps it."""
    return {
        "name": template.name,
        "step": str(template.step),
        "body": template.body,
        "body_en": template.body_en,
        "category": template.category.code if template.category else None,
        "unit": template.unit.code if template.unit else None,
        "is_active": template.is_active,
    }


def add_missing(path: Path = DATA) -> int:
    """Add the built-in ready answers that are missing, and return how many; what was edited stays as it is."""
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    categories = {one.code: one for one in Category.objects.all()}
    have = set(ReplyTemplate.objects.values_list("code", flat=True))
    missing = [_row(row, categories) for row in rows if row["code"] not in have]
    return len(ReplyTemplate.objects.bulk_create(missing))


def _check_right(template: ReplyTemplate | None, wanted: Wanted, *, by: Staff) -> None:
    if may_edit_any(by.user):
        return
    units = {wanted.unit and wanted.unit.pk, template.unit_id if template else wanted.unit and wanted.unit.pk}
    if not (by.user.is_active and units <= by.user.headed_unit_ids):
        raise NotYours(_("Lãnh đạo đơn vị chỉ sửa câu trả lời mẫu của đơn vị mình."), field="unit", code="not_yours")


def _checked(wanted: Wanted) -> dict[str, Any]:
    name, body, body_en = clean_line(wanted.name), clean(wanted.body), clean(wanted.body_en)
    if not name or len(name) > _LONGEST_NAME:
        raise Refused(_("Xin đặt tên, không quá %(most)s ký tự.") % {"most": _LONGEST_NAME}, field="name")
    if wanted.step not in TemplateStep.values:
        raise Refused(_("Xin chọn dùng cho bước nào."), field="step", code="required")
    if not body:
        raise Refused(_("Xin ghi nội dung."), field="body", code="required")
    for field, words in (("body", body), ("body_en", body_en)):
        if len(words) > LONGEST_NOTE:
            raise Refused(_("Xin viết không quá %(most)s ký tự.") % {"most": LONGEST_NOTE}, field=field)
        check_fields(words, READY, field=field)
    return {
        "name": name,
        "step": wanted.step,
        "body": body,
        "body_en": body_en,
        "category": wanted.category,
        "unit": wanted.unit,
        "is_active": wanted.is_active,
    }


def _created(fields: dict[str, Any]) -> ReplyTemplate:
    """Make the row under a code from its name; a number follows where the code is taken."""
    stem = fold(f"{fields['step']} {fields['name']}").replace(" ", "-")[: _LONGEST_CODE - 4]
    for number in range(1, 100):
        code = stem if number == 1 else f"{stem}-{number}"
        try:
            with transaction.atomic():
                return ReplyTemplate.objects.create(code=code, **fields)
        except IntegrityError:
            continue
    raise Refused(_("Đã có nhiều câu trả lời mẫu cùng tên. Xin đặt tên khác."), field="name", code="taken")


def _row(row: dict[str, Any], categories: dict[str, Category]) -> ReplyTemplate:
    for field in ("body", "body_en"):
        check_fields(row.get(field, ""), READY, field=field)
    return ReplyTemplate(**{**row, "category": categories[row["category"]] if row.get("category") else None})
