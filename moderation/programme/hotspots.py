"""Hot spots: all of them with what was proposed and what repeats, one with its trend; proposals are decided here."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.core.errors import Refused
from backend.indicators.decide_hotspot import LONGEST_NAME, LONGEST_REASON, Decision, decide, may_decide
from backend.indicators.hotspots import page, repeats_of_all, summaries
from backend.indicators.models import HotspotProposal, ProposalState
from backend.places.models import Hotspot
from moderation.door import StaffRequest, acting, for_staff

_DECIDED_SHOWN = 20
_WAITING_SHOWN = 50
_DECISIONS = ("accept", "refuse")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def hotspots_page(request: StaffRequest) -> HttpResponse:
    """Show all hot spots, what is proposed, and repeats; a POST decides on ``proposal``. Units' people get 403."""
    if not request.user.reads_all:
        return render(request, "programme/not_yours.html", status=403)
    if request.method != "POST":
        return _list(request)
    proposal = HotspotProposal.objects.filter(pk=_number(request.POST.get("proposal", ""))).first()
    if proposal is None:
        raise Http404
    if (decided := request.POST.get("decision", "")) not in _DECISIONS:  # no slip of a program refuses anything
        raise Http404
    decision = Decision(
        is_accepted=decided == "accept",
        reason=request.POST.get("reason", ""),
        name=request.POST.get("name", ""),
    )
    try:
        decide(proposal, decision, by=acting(request), now=timezone.now())
    except Refused as refused:
        return _list(request, refused)
    messages.success(request, _("Đã công nhận điểm nóng.") if decision.is_accepted else _("Đã ghi: không công nhận."))
    return redirect("hotspots")


@require_safe
@for_staff
def hotspot_page(request: StaffRequest, slug: str) -> HttpResponse:
    """Show one hot spot. Units' people get 403."""
    if not request.user.reads_all:
        return render(request, "programme/not_yours.html", status=403)
    hotspot = get_object_or_404(Hotspot, code=slug)
    shown = page(hotspot, reader=request.user, now=timezone.now())
    return render(request, "programme/hotspot.html", {"here": "hotspots", "hotspot": hotspot, "shown": shown})


def _list(request: StaffRequest, refused: Refused | None = None) -> HttpResponse:
    now, proposals = timezone.now(), HotspotProposal.objects.select_related("ward", "decided_by", "hotspot")
    proposals = proposals.defer("ward__boundary", "hotspot__lines")
    waiting = proposals.filter(state=ProposalState.PROPOSED).order_by("-reports", "-id")
    decided = proposals.exclude(state=ProposalState.PROPOSED).order_by("-decided_at", "-id")
    context = {
        "here": "hotspots",
        "summaries": summaries(now),
        "waiting": waiting[:_WAITING_SHOWN],
        "decided": decided[:_DECIDED_SHOWN],
        "repeats": repeats_of_all(now),
        "may_decide": may_decide(request.user),
        "refused": refused,
        "typed": request.POST,
        "longest_reason": LONGEST_REASON,
        "longest_name": LONGEST_NAME,
    }
    return render(request, "programme/hotspots.html", context, status=refused.status if refused else 200)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
