"""Many reports at once, on pages that need no script: chosen in the inbox, one deed, a result for each, one undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from backend.accounts.models import User
from backend.core.errors import Refused
from backend.places.in_force import day_in_force
from backend.reports import inbox
from backend.reports.bulk import MOST
from backend.reports.models import Report, Status
from backend.reports.refusals import REFUSALS
from backend.reports.undo import undo_batch
from backend.routing import book
from backend.routing.names import briefly
from moderation import bulk
from moderation.asked import read_kindly
from moderation.bulk import Action, Outcome, Wish
from moderation.door import StaffRequest, acting, for_staff

_LISTED = 50  # chosen reports that are named one by one
_VERSION_DIGITS = 9
_STEPS = (Status.ACCEPTED, Status.IN_PROGRESS, Status.RESOLVED, Status.REJECTED)


@dataclass(frozen=True)
class Chosen:
    """The reports picked in the list, and the version of each that was seen (0: none)."""

    versions: Mapping[str, int]

    @property
    def codes(self) -> list[str]:
        return list(self.versions)

    @property
    def value(self) -> str:
        """Return what the form sends back: one field, as two thousand of them are more than a form may have."""
        return " ".join(f"{code}.{version}" for code, version in self.versions.items())


@require_POST
@for_staff
def bulk_page(request: StaffRequest) -> HttpResponse:
    """Ask what to do with the chosen reports; with an action, do it and show what became of each."""
    chosen = _chosen(request)
    if not chosen.versions:
        messages.info(request, _("Xin chọn phản ánh trước."))
        return redirect("staff-inbox")
    if not request.POST.get("action"):
        return _asking(request, chosen)
    try:
        wish = _wish(request.POST)
        seen = {code: version for code, version in chosen.versions.items() if version}
        batch, outcomes = bulk.do(chosen.codes, wish, by=acting(request), now=timezone.now(), versions=seen)
    except Refused as refused:
        return _asking(request, chosen, refused=refused)
    return _told(request, batch, outcomes)


@require_POST
@for_staff
def undo_bulk(request: StaffRequest) -> HttpResponse:
    """Take back what is still possible of the last deed on many."""
    try:
        batch = UUID(request.POST.get("batch", ""))
    except ValueError:
        return redirect("staff-inbox")
    events, left = undo_batch(batch, by=acting(request), now=timezone.now())
    said = ngettext("Đã hoàn tác %(n)s phản ánh.", "Đã hoàn tác %(n)s phản ánh.", len(events)) % {"n": len(events)}
    messages.success(request, said) if events else None
    if left or not events:
        messages.warning(
            request, _("Không hoàn tác được: %(codes)s") % {"codes": ", ".join(left)} if left else _too_late()
        )
    return redirect("staff-inbox")


def _too_late() -> str:
    return _("Đã quá 10 giây nên không hoàn tác được nữa.")


def _asking(request: StaffRequest, chosen: Chosen, *, refused: Refused | None = None) -> HttpResponse:
    now = timezone.now()
    seen = Report.objects.for_staff(request.user).filter(code__in=chosen.codes)
    units = [(one.code, briefly(one)) for one in book.units(on=day_in_force(now)) if one.may_be_in_charge]
    context = {
        "here": "inbox",
        "chosen": chosen,
        "listed": seen.with_labels().defer("ward__boundary", "street__lines").order_by("resolve_by", "id")[:_LISTED],
        "more": max(0, len(chosen.versions) - _LISTED),
        "refused": refused,
        "action": request.POST.get("action", ""),
        "typed": request.POST,
        "steps": [(one.value, one.label) for one in _STEPS],
        "refusals": REFUSALS.values(),
        "units": units,
        "people": _people(request.user),
    }
    return render(request, "staff/bulk.html", context, status=refused.status if refused else 200)


def _people(user: User) -> Sequence[User]:
    people = User.objects.filter(is_active=True, memberships__unit__in=user.unit_ids).distinct()
    return list(people.order_by("display_name", "username", "id"))


def _told(request: StaffRequest, batch: UUID, outcomes: Sequence[Outcome]) -> HttpResponse:
    context = {
        "here": "inbox",
        "batch": batch,
        "done": [one for one in outcomes if one.is_done],
        "refused_ones": [one for one in outcomes if not one.is_done],
    }
    return render(request, "staff/bulk_done.html", context)


def _chosen(request: StaffRequest) -> Chosen:
    """Return what was ticked, or all that match the list the person looks at."""
    if request.POST.get("all"):
        asked = read_kindly(QueryDict(request.POST.get("query", "")))
        found = inbox.matching(request.user, asked.tab, asked.filters, now=timezone.now(), most=MOST)
        return Chosen({one.code: one.version for one in found})
    values = [*request.POST.get("codes", "").split(), *request.POST.getlist("code")]
    return Chosen(dict(_pair(value) for value in values if value))


def _pair(value: str) -> tuple[str, int]:
    code, _dot, version = value.partition(".")
    is_number = version.isascii() and version.isdigit() and len(version) <= _VERSION_DIGITS
    return code, int(version) if is_number else 0


def _wish(sent: QueryDict) -> Wish:
    if sent.get("action", "") not in list(Action):
        raise Refused(_("Xin chọn việc cần làm."), field="action", code="required")
    names = ("to", "note", "reason", "unit", "user", "into")
    return Wish(Action(sent.get("action", "")), **{name: sent.get(name, "") for name in names})
