"""Ready answers in the settings: the list of those one may change, and the form of one."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.core.errors import Refused
from backend.reports.edit_ready_answers import editable_by, may_edit_any, write
from backend.reports.models import ReplyTemplate, TemplateStep
from backend.reports.said_fields import READY
from backend.routing import book
from backend.routing.names import briefly, named
from moderation.door import StaffRequest, acting, for_staff
from moderation.settings.ready_answer import Form, as_it_is, check_may_write, units_for, wanted_of

_VERSION_DIGITS = 10


@require_safe
@for_staff
def templates_page(request: StaffRequest) -> HttpResponse:
    """Show the ready answers one may change."""
    check_may_write(request.user)
    steps = [(step.label, [one for one in _rows(request) if one.step == step]) for step in TemplateStep]
    return render(request, "staff/settings/templates.html", {"here": "settings", "steps": steps})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_template(request: StaffRequest) -> HttpResponse:
    check_may_write(request.user)
    if request.method != "POST":
        return _form(request, None, Form(step=TemplateStep.RESOLVED))
    return _written(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def edit_template(request: StaffRequest, code: str) -> HttpResponse:
    """Show one ready answer; take its change. Http404 where it is not one's to change."""
    check_may_write(request.user)
    found = editable_by(request.user).filter(code=code).first()
    if found is None:
        raise Http404
    return _written(request, found) if request.method == "POST" else _form(request, found, as_it_is(found))


def _written(request: StaffRequest, found: ReplyTemplate | None) -> HttpResponse:
    typed, now = _read(request.POST), timezone.now()
    try:
        write(found, wanted_of(typed, request.user, now=now), by=acting(request), now=now)
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
        "units": [(one.code, briefly(one)) for one in units_for(request.user, now=timezone.now())],
        "may_for_all": may_edit_any(request.user),
        "fields": [(f"{{{name}}}", label) for name, label in READY.items()],
    }
    return render(request, "staff/settings/template.html", context, status=refused.status if refused else 200)


def _rows(request: StaffRequest) -> Sequence[ReplyTemplate]:
    return list(editable_by(request.user))


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
