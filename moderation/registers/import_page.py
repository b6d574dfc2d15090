"""A sheet comes in: sent, looked at row by row, confirmed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from backend.core.errors import Refused
from backend.registers import columns, sheet
from backend.registers.models import Sheet
from backend.registers.standing import STATES, EntryKind
from backend.registers.take_in import confirm, look, take_in
from moderation.door import StaffRequest, acting, for_staff
from moderation.registers.door import HERE, kind_of, wrong_of

_FORM = ["GET", "HEAD", "POST"]


@require_http_methods(_FORM)
@for_staff
def import_page(request: StaffRequest, kind: str) -> HttpResponse:
    """Show how a sheet must look, take one and lead on to the look at its rows."""
    found, refused = kind_of(request, kind, is_kept=True), None
    if request.method == "POST":
        try:
            kept = take_in(*_file(request), kind=found, by=acting(request), now=timezone.now())
        except Refused as refusal:
            refused = refusal
        else:
            return redirect("staff-register-look", kept.pk)
    context = HERE | {
        "kind": found,
        "columns": columns.columns_of(found),
        "states": [columns.labels(type(one))[one] for one in STATES[found]],
        "most_rows": sheet.MOST_ROWS,
        "refused": refused,
        "errors": wrong_of(refused),
    }
    return render(request, "staff/registers/import.html", context, status=refused.status if refused else 200)


@require_http_methods(_FORM)
@for_staff
def look_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the rows of one's own sheet as they would be written; write them when they are confirmed."""
    kept = Sheet.objects.filter(pk=pk, by=request.user).first()
    if kept is None:
        raise Http404
    by, now, refused = acting(request), timezone.now(), None
    if request.method == "POST":
        try:
            added = confirm(kept, valid_only=bool(request.POST.get("valid_only")), by=by, now=now)
        except Refused as refusal:
            refused = refusal
        else:
            said = ngettext("Đã ghi %(number)s mục vào sổ.", "Đã ghi %(number)s mục vào sổ.", len(added))
            messages.success(request, said % {"number": len(added)})
            return redirect("staff-register", kept.kind)
    rows = [] if kept.done_at else look(kept, by=by, now=now)
    wrong = [one for one in rows if one.wrong]
    context = HERE | {
        "kind": EntryKind(kept.kind),
        "sheet": kept,
        "others": kept.rows["others"],
        "rows": rows,
        "wrong": wrong,
        "right": len(rows) - len(wrong),
        "headings": {one.name: one.heading for one in columns.COLUMNS},
        "refused": refused,
    }
    return render(request, "staff/registers/look.html", context, status=refused.status if refused else 200)


def _file(request: StaffRequest) -> tuple[bytes, str]:
    """Return the bytes and name of the file that was sent, no more than one byte over what is allowed."""
    sent = request.FILES.get("file")
    if sent is None:
        return b"", ""
    return sent.read(sheet.MOST_BYTES + 1), sent.name or ""
