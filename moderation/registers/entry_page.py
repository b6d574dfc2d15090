"""One entry: where it is, its states, inspections, criteria, papers, reports and history; and every deed on it."""

from collections.abc import Callable, Mapping
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.core.errors import Refused
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.registers import columns, looks
from backend.registers.entries import change_state, edit
from backend.registers.looks import NewDocument, NewInspection
from backend.registers.models import Entry
from backend.registers.overview import whole
from backend.registers.record import today
from backend.registers.rights import check_may_change, may_change
from backend.registers.standing import EntryKind, Marked, Result, State, next_states
from backend.registers.told import told
from moderation.door import StaffRequest, acting, for_staff
from moderation.registers.door import HERE, entry_of, facts_of, wrong_of

_MARK = "mark."  # before the code of a criterion


@require_safe
@for_staff
def entry_page(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, entry_of(request, pk))


@require_POST
@for_staff
def do_deed(request: StaffRequest, pk: int, deed: str) -> HttpResponse:
    """Do one deed on the entry; a refused one shows the page again with what was typed."""
    entry, do = entry_of(request, pk), _DEEDS.get(deed)
    if do is None:
        raise Http404
    try:
        check_may_change(request.user, EntryKind(entry.kind), entry.ward, on=day_in_force(timezone.now()))
        do(request, entry, request.POST)
    except Refused as refused:
        return _page(request, entry, deed=deed, refused=refused)
    messages.success(request, _("Đã ghi."))
    return redirect("staff-register-entry", pk)


def _page(request: StaffRequest, entry: Entry, *, deed: str = "", refused: Refused | None = None) -> HttpResponse:
    now, user = timezone.now(), request.user
    day, kind, seen = day_in_force(now), EntryKind(entry.kind), whole(entry, user)
    steps = next_states(kind, State(entry.state))
    context = HERE | {
        "entry": entry,
        "whole": seen,
        "history": [(one, told(one)) for one in seen.changes],
        "is_ours": may_change(user, kind, entry.ward, on=day),
        "is_banquet": kind == EntryKind.BANQUET,
        "tried": deed,
        "sent": request.POST if deed else {},
        "edited": request.POST if deed == "edit" else _values(entry),
        "today": today(now).isoformat(),
        "steps": [(one.value, one.label) for one in steps],
        "results": Result.choices,
        "marks": Marked.choices,
        "wards": wards_in_force(day),
        "refused": refused,
        "errors": wrong_of(refused),
    }
    return render(request, "staff/registers/entry.html", context, status=refused.status if refused else 200)


def _values(entry: Entry) -> Mapping[str, object]:
    """Return the entry as its form shows it."""
    site, held_at = entry.site, entry.held_at
    return {
        "name": site.name,
        "place": f"{site.lat:.6f}, {site.lon:.6f}",
        "ward": entry.ward.slug,
        "address": entry.address,
        "note": entry.note,
        "is_residential": entry.is_residential,
        "held_at": timezone.localtime(held_at).strftime("%Y-%m-%dT%H:%M") if held_at else "",
        "guests": str(entry.guests) if entry.guests else "",
        "supplier": entry.supplier,
    }


def _edit(request: StaffRequest, entry: Entry, sent: QueryDict) -> None:
    edit(entry, facts_of(sent), by=acting(request), now=timezone.now(), version=_number(sent, "version"))


def _state(request: StaffRequest, entry: Entry, sent: QueryDict) -> None:
    to = sent.get("to", "")
    if to not in State.values:
        raise Refused(_("Xin chọn trạng thái."), field="to", code="required")
    change_state(
        entry, State(to), on=_day(sent), note=sent.get("note", ""), by=acting(request), now=timezone.now(),
        version=_number(sent, "version"),
    )  # fmt: skip


def _inspect(request: StaffRequest, entry: Entry, sent: QueryDict) -> None:
    new = NewInspection(
        on=_day(sent),
        inspectors=sent.get("inspectors", ""),
        result=sent.get("result", ""),
        note=sent.get("note", ""),
        document_id=_number(sent, "document"),
    )
    looks.inspect(entry, new, by=acting(request), now=timezone.now())


def _mark(request: StaffRequest, entry: Entry, sent: QueryDict) -> None:
    marks = {name.removeprefix(_MARK): sent.get(name, "") for name in sent if name.startswith(_MARK)}
    looks.mark(entry, marks, on=_day(sent), by=acting(request), now=timezone.now())


def _document(request: StaffRequest, entry: Entry, sent: QueryDict) -> None:
    new = NewDocument(sent.get("name", ""), sent.get("number", ""), _day(sent), sent.get("link", ""))
    looks.add_document(entry, new, by=acting(request), now=timezone.now())


_DEEDS: Mapping[str, Callable[[StaffRequest, Entry, QueryDict], None]] = {
    "edit": _edit,
    "state": _state,
    "inspect": _inspect,
    "mark": _mark,
    "document": _document,
}


def _day(sent: QueryDict) -> date | None:
    return columns.day(sent.get("on", ""), "on")


def _number(sent: QueryDict, field: str) -> int | None:
    return columns.whole(sent.get(field, ""), field)
