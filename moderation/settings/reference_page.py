"""Reference data in the settings: lists and forms of units, kinds, questions, rules and days; for the administrator.

The head of a unit finds their own unit here, with what they may set of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model, ProtectedError, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.edit_reference import (
    ChangedMeanwhile,
    State,
    Wanted,
    fingerprint,
    remove_reference,
    save_reference,
    state_of,
)
from backend.core.errors import Refused
from backend.core.text import clean_line
from moderation.door import StaffRequest, acting, for_staff
from moderation.settings.reference_forms import OWN_UNITS, TABLES, ReferenceForm, Table

_SHOWN = 300
_LONGEST_SEARCH = 80


@dataclass(frozen=True)
class Row:
    """One row of a list: its number, what it is called, and what is said beside it."""

    pk: int
    title: str
    facts: str


@require_safe
@for_staff
def list_page(request: StaffRequest, table: str) -> HttpResponse:
    """List the rows; ``q`` looks in names and codes."""
    found = _table(request, table)
    words = clean_line(request.GET.get("q", "")[:_LONGEST_SEARCH])
    matches = Q()
    for column in found.search:
        matches |= Q(**{f"{column}__icontains": words})
    rows = _rows(request, found).filter(matches).order_by(*found.order)
    linked = [field.name for field in found.model._meta.concrete_fields if field.is_relation]  # noqa: SLF001  # documented
    context = {
        "here": "settings",
        "table": found,
        "slug": table,
        "q": words,
        "rows": [_row(found, one) for one in rows.select_related(*linked)[:_SHOWN]],
    }
    return render(request, "staff/settings/reference.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_row(request: StaffRequest, table: str) -> HttpResponse:
    found = _table(request, table)
    if not found.may_add:
        raise PermissionDenied
    return _form(request, table, found, found.model(), {})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def edit_row(request: StaffRequest, table: str, pk: int) -> HttpResponse:
    """Show one row, take the change; what somebody else changed meanwhile is not written over."""
    found = _table(request, table)
    row = _one(request, found, pk)
    return _form(request, table, found, row, state_of(row, found.fields))


@require_POST
@for_staff
def remove_row(request: StaffRequest, table: str, pk: int) -> HttpResponse:
    """Take a row away, where nothing was built on it."""
    found = _table(request, table)
    row = _one(request, found, pk)
    if not found.may_remove:
        raise Http404
    wanted = Wanted(found.area, _key(found, row), state_of(row, found.fields), request.POST.get("why", ""))
    try:
        remove_reference(row, wanted, by=acting(request), now=timezone.now())
    except (Refused, ProtectedError) as refused:
        messages.error(request, refused.message if isinstance(refused, Refused) else _("Mục này đang được dùng."))
        return redirect("staff-reference-row", table, pk)
    messages.success(request, _("Đã xóa."))
    return redirect("staff-reference", table)


def _form(request: StaffRequest, slug: str, table: Table, row: Model, before: State) -> HttpResponse:
    refused: Refused | None = None
    status, seen = 200, fingerprint(before)
    if request.method != "POST":
        form = table.form(instance=row)
    else:
        form, seen = table.form(request.POST, instance=row), request.POST.get("seen", "")
        if form.is_valid():
            try:
                _save(request, table, form, before)
            except ChangedMeanwhile as changed:
                seen = fingerprint(state_of(_one(request, table, row.pk), table.fields))  # told once, then it is theirs
                refused, status = changed, changed.status
            except Refused as refusal:
                refused, status = refusal, refusal.status
            else:
                messages.success(request, _("Đã lưu. Thay đổi áp dụng từ bây giờ, phản ánh đã gửi giữ nguyên."))
                return redirect("staff-reference", slug)
        else:
            status = 422
    context = {
        "here": "settings",
        "table": table,
        "slug": slug,
        "row": row if before else None,
        "title": _title(row) if before else "",
        "form": form,
        "seen": seen,
        "refused": refused,
    }
    return render(request, "staff/settings/reference_row.html", context, status=status)


def _save(request: StaffRequest, table: Table, form: ReferenceForm, before: State) -> None:
    if before and request.POST.get("seen") != fingerprint(before):
        raise ChangedMeanwhile
    row = form.save(commit=False)
    wanted = Wanted(table.area, _key(table, row), before, form.cleaned_data["why"])
    try:
        save_reference(row, wanted, by=acting(request), now=timezone.now())
    except IntegrityError:
        raise Refused(_("Mục như vậy đã có."), code="taken") from None


def _table(request: StaffRequest, slug: str) -> Table:
    user = request.user
    if not user.is_administrator:
        if slug == "units" and user.own_headed_unit_ids:
            return OWN_UNITS
        raise PermissionDenied
    found = TABLES.get(slug)
    if found is None:
        raise Http404
    return found


def _rows(request: StaffRequest, table: Table) -> "QuerySet[Model]":
    """Return the rows of ``table`` this person may open."""
    rows: QuerySet[Model] = table.model._default_manager.all()  # noqa: SLF001  # any model's manager
    return rows if request.user.is_administrator else rows.filter(pk__in=request.user.own_headed_unit_ids)


def _one(request: StaffRequest, table: Table, pk: int) -> Model:
    row = _rows(request, table).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _row(table: Table, row: Model) -> Row:
    facts: Sequence[str] = [_said(getattr(row, name)) for name in table.labels]
    return Row(row.pk, _title(row), " · ".join(one for one in facts if one))


def _title(row: Model) -> str:
    return str(getattr(row, "name", "") or getattr(row, "label", "") or row)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, date):
        return date_format(value, "j/n/Y")
    return str(value) if value not in (None, "") else ""


def _key(table: Table, row: Model) -> str:
    return str(getattr(row, table.key))[:150]
