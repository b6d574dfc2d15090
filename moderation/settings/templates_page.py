"""Ready answers in the settings: the list of those one may change, and the form of one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts.models import User
from backend.core.errors import Refused
from backend.http.form_fields import kind_of
from backend.places.in_force import day_in_force
from backend.reports.edit_ready_answers import Wanted, editable_by, may_edit_any, write
from backend.reports.models import ReplyTemplate, TemplateStep
from backend.reports.said_fields import READY
from backend.routing import book
from backend.routing.models import Unit
from backend.routing.names import briefly, named
from moderation.door import StaffRequest, acting, for_staff

_VERSION_DIGITS = 10


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


@require_safe
@for_staff
def templates_page(request: StaffRequest) -> HttpResponse:
    """Show the ready answers one may change."""
    _check(request.user)
    steps = [(step.label, [one for one in _rows(request) if one.step == step]) for step in TemplateStep]
    return render(request, "staff/settings/templates.html", {"here": "settings", "steps": steps})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_template(request: StaffRequest) -> HttpResponse:
    _check(request.user)
    if request.method != "POST":
        return _form(request, None, Form(step=TemplateStep.RESOLVED))
    return _written(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def edit_template(request: StaffRequest, code: str) -> HttpResponse:
    """Show one ready answer; take its change. Http404 where it is not one's to change."""
    _check(request.user)
    found = editable_by(request.user).filter(code=code).first()
    if found is None:
        raise Http404
    return _written(request, found) if request.method == "POST" else _form(request, found, _as_it_is(found))


def _written(request: StaffRequest, found: ReplyTemplate | None) -> HttpResponse:
    typed = _read(request.POST)
    try:
        write(found, _wanted(request, typed), by=acting(request), now=timezone.now())
    except Refused as refused:
        return _form(request, found, typed, refused=refused)
    messages.success(request, _("Đã lưu câu trả lời mẫu."))
    return redirect("staff-templates")


def _form(
    request: StaffRequest, found: ReplyTemplate | None, typed: Form, *, refused: Refused | None = None
) -> HttpResponse:
    context = {
        "here": "settings",
        "template": found,
        "typed": typed,
        "refused": refused,
        "errors": {one.field or "": one.message for one in refused.refusals} if refused else {},
        "steps": TemplateStep.choices,
        "categories": [(one.code, named(one)) for one in book.categories()],
        "units": [(one.code, briefly(one)) for one in _units(request.user)],
        "may_for_all": may_edit_any(request.user),
        "fields": [(f"{{{name}}}", label) for name, label in READY.items()],
    }
    return render(request, "staff/settings/template.html", context, status=refused.status if refused else 200)


def _rows(request: StaffRequest) -> Sequence[ReplyTemplate]:
    return list(editable_by(request.user))


def _check(user: User) -> None:
    if not (may_edit_any(user) or user.headed_unit_ids):
        raise PermissionDenied


def _units(user: User) -> Sequence[Unit]:
    """Return the units one may write for: all at work, or those one heads."""
    every = book.units(on=day_in_force(timezone.now()))
    return every if may_edit_any(user) else [one for one in every if one.pk in user.headed_unit_ids]


def _wanted(request: StaffRequest, typed: Form) -> Wanted:
    unit = next((one for one in _units(request.user) if one.code == typed.unit), None)
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


def _as_it_is(found: ReplyTemplate) -> Form:
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


def _read(sent: QueryDict) -> Form:
    version = sent.get("version", "")
    return Form(
        name=sent.get("name", ""),
        step=sent.get("step", ""),
        category=sent.get("category", ""),
        unit=sent.get("unit", ""),
        body=sent.get("body", ""),
        body_en=sent.get("body_en", ""),
        reason=sent.get("reason", ""),
        is_active=bool(sent.get("is_active")),
        version=int(version) if version.isascii() and version.isdigit() and len(version) < _VERSION_DIGITS else 0,
    )
