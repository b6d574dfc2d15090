"""Covering parts of a photo: boxes drawn on it, or typed as shares of a hundred where there is no script."""

import re
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.core.errors import Refused
from backend.photos.rendition import Box, Edit
from backend.reports.models import Photo, Report
from backend.reports.redaction import edit_of, redact
from backend.reports.rights import may_act
from moderation.door import StaffRequest, acting, for_staff, report_of, told_to_wait
from moderation.work import version_of

_BOX = re.compile(r"\s*".join([r"\s*(\d{1,3}(?:[.]\d{1,3})?)"] * 4) + r"\s*", re.ASCII)
_TURNS = ("0", "90", "180", "270")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def cover(request: StaffRequest, code: str, photo_id: int) -> HttpResponse:
    """Show a photo with its boxes; take new ones. Only the unit in charge does so."""
    report = report_of(request, code)
    photo = report.photos.filter(pk=photo_id).first()
    if photo is None or not may_act(request.user, report):
        raise Http404
    if request.method != "POST":
        edit = edit_of(photo)
        shown = {"boxes": "\n".join(map(_written, edit.boxes)), "turn": str(edit.turn)}
        return _page(request, report, photo, {**shown, "crop": _written(edit.crop) if edit.crop else ""})
    typed = {name: request.POST.get(name, "") for name in ("boxes", "turn", "crop")}
    try:
        edit = _edit(typed)
        redact(report, photo.pk, edit, by=acting(request), now=timezone.now(), version=version_of(request))
    except Refused as refused:
        return _page(request, report_of(request, code), photo, typed, refused=refused)
    messages.success(request, _("Đã lưu. Bản công khai được làm lại theo đó."))
    return redirect("staff-report", code=report.code)


def _page(
    request: StaffRequest, report: Report, photo: Photo, typed: Mapping[str, str], *, refused: Refused | None = None
) -> HttpResponse:
    context = {"report": report, "photo": photo, "typed": typed, "refused": refused, "turns": _TURNS}
    response = render(request, "staff/cover.html", context, status=refused.status if refused else 200)
    return told_to_wait(response, refused) if refused else response


def _edit(typed: dict[str, str]) -> Edit:
    boxes = tuple(_read(line, "boxes") for line in typed["boxes"].splitlines() if line.strip())
    turn = int(typed["turn"]) if typed["turn"] in _TURNS else 0
    return Edit(boxes, turn, _read(typed["crop"], "crop") if typed["crop"].strip() else None)


def _read(line: str, field: str) -> Box:
    found = _BOX.fullmatch(line.replace(",", " "))
    if not found:
        raise Refused(_("Mỗi khung là bốn số phần trăm: trái, trên, phải, dưới."), field=field)
    left, top, right, bottom = (float(one) / 100 for one in found.groups())
    return left, top, right, bottom


def _written(box: Box) -> str:
    return " ".join(f"{one * 100:.2f}" for one in box)
