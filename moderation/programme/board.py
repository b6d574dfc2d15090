"""The board: for the programme's office, leaders and auditors."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.indicators.page import page
from moderation.door import StaffRequest, for_staff


@require_safe
@for_staff
def board_page(request: StaffRequest) -> HttpResponse:
    """Show the board of ``?month=2026-10``, of the running month where none is named. Units' people get 403.

    ``wards_on=2025-07-01``: restated on the wards of that day.
    """
    if not request.user.reads_all:
        return render(request, "programme/not_yours.html", status=403)
    asked = request.GET.get("month", ""), request.GET.get("wards_on", "")
    shown = page(*asked, reader=request.user, now=timezone.now())
    return render(request, "programme/board.html", shown, status=422 if shown["refused"] else 200)
