"""One ready answer as it is typed: its fields as codes and plain words, and what they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.core.errors import Refused
from backend.http.form_fields import kind_of
from backend.places.in_force import day_in_force
from backend.reports.edit_ready_answers import Wanted, may_edit_any
from backend.reports.models import ReplyTemplate
from backend.routing import book
from backend.routing.models import Unit


@dataclass(frozen=True)
class Form:
    """The form's fields as they are shown: codes and plain words."""

    name: str = ""
    step: str = ""
    category: str = ""
    unit: str = ""
    body: str = ""
    body_en: str = ""
    reason: str = ""
    is_active: bool = True
    version: int = 0


def check_may_write(user: User) -> None:
    """Raise PermissionDenied where ``user`` writes no ready answers."""
    if not (may_edit_any(user) or user.headed_unit_ids):
        raise PermissionDenied


def units_for(user: User, *, now: datetime) -> Sequence[Unit]:
    """Return the units one may write for: all at work, or those one heads."""
    every = book.units(on=day_in_force(now))
    return every if may_edit_any(user) else [one for one in every if one.pk in user.headed_unit_ids]


def wanted_of(typed: Form, user: User, *, now: datetime) -> Wanted:
    """Return what is wanted with the unit and the kind looked up. Raises Refused by field."""
    unit = next((one for one in units_for(user, now=now) if one.code == typed.unit), None)
    if typed.unit and unit is None:
        raise Refused(_("Không có đơn vị này."), field="unit", code="unknown_unit")
    kind = kind_of(typed.category)
    if typed.category and kind is None:
        raise Refused(_("Không có loại việc này. Xin ông/bà chọn lại."), field="category", code="unknown_category")
    return Wanted(
        name=typed.name,
        step=typed.step,
        body=typed.body,
        body_en=typed.body_en,
        category=kind,
        unit=unit,
        is_active=typed.is_active,
        reason=typed.reason,
        version=typed.version,
    )


def as_it_is(found: ReplyTemplate) -> Form:
    return Form(
        name=found.name,
        step=found.step,
        category=found.category.code if found.category else "",
        unit=found.unit.code if found.unit else "",
        body=found.body,
        body_en=found.body_en,
        is_active=found.is_active,
        version=found.version,
    )
