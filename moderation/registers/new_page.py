"""A new entry: find the place, then say what it is and how it stands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.http.form_fields import pair
from backend.http.place_words import found_places, place_words
from backend.registers import columns
from backend.registers.entries import NewEntry, add
from backend.registers.models import Entry
from backend.registers.record import today
from backend.registers.standing import STATES, EntryKind, State, Subject
from moderation.door import StaffRequest, acting, for_staff
from moderation.registers.door import HERE, facts_of, kind_of, wrong_of

_LONGEST_SEARCH = 80


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_entry(request: StaffRequest, kind: str) -> HttpResponse:
    """Show the search for a place, then the form for the one chosen (``place``), take it."""
    found, refused = kind_of(request, kind, is_kept=True), None
    if request.method == "POST":
        try:
            made = _add(request, found)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _("Đã đưa vào sổ."))
            return redirect("staff-register-entry", made.pk)
    context = _context(request, found) | {"refused": refused, "errors": wrong_of(refused)}
    return render(request, "staff/registers/new.html", context, status=refused.status if refused else 200)


def _add(request: StaffRequest, kind: EntryKind) -> Entry:
    sent = request.POST
    state = sent.get("state", "")
    if state not in State.values:
        raise Refused(_("Xin chọn trạng thái."), field="state", code="required")
    since = columns.day(sent.get("since", ""), "since")
    new = NewEntry(kind, facts_of(sent), State(state), since, sent.get("subject", ""))
    return add(new, by=acting(request), now=timezone.now())


def _context(request: StaffRequest, kind: EntryKind) -> dict[str, object]:
    now = timezone.now()
    sent = request.POST if request.method == "POST" else request.GET
    words, point = clean_line(request.GET.get("q", "")[:_LONGEST_SEARCH]), pair(sent.get("place", ""))
    said = place_words(point, now=now) if point else None
    return HERE | {
        "kind": kind,
        "q": words,
        "found": found_places(words, now=now) if words else [],
        "sent": sent,
        "said": said,
        "wards": [said.ward, *said.neighbours] if said and said.ward else [],
        "is_banquet": kind == EntryKind.BANQUET,
        "subjects": Subject.choices if kind == EntryKind.RECOGNITION else (),
        "states": [(one.value, one.label) for one in STATES[kind]],
        "today": today(now).isoformat(),
    }
