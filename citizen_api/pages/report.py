"""One report: what anyone may read of it, and more to its reporter, who comes with the secret link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.accounts.actor import Reporter
from backend.core.errors import Refused
from backend.http.visitor import remember
from backend.reports import consent, refusals, replies
from backend.reports.codes import spoken_code
from backend.reports.history import Line, public_history
from backend.reports.lifecycle import may_reopen, open_steps, reopened_until
from backend.reports.models import Kind, Report, Screening, Status
from backend.reports.models.report import Part
from backend.reports.new_report import NewContact
from backend.reports.support import may_be_supported, others_with_it
from backend.routing.answers import in_words, public_answers
from backend.routing.deadlines import spoken
from citizen_api.pages.faults import Fault
from citizen_api.pages.in_time import in_time
from citizen_api.pages.opened import NoSuchReport, Opened, keep_private, opened
from citizen_api.pages.own_part import DONE, own_part
from citizen_api.pages.timeline import entries, first_pictures
from notifications.push_services import public_key

_CONTACT = ("contact_name", "contact_phone", "contact_email", "consent")
_WORDS = {"reply": "reply", "verdict": "comment", "photos": "more-text"}  # by the form: the id of its box for words
_PHOTOS = {"reply": "reply-photos", "photos": "more-photos"}


@dataclass(frozen=True)
class Typed:
    """What came with a form that has to be mended: kept until it is sent again. ``act`` names the form.

    ``tokens`` name photos, ``email`` is an address to follow with, or that of ``contact``.
    """

    act: str = ""
    text: str = ""
    tokens: Sequence[str] = ()
    email: str = ""
    contact: NewContact | None = None


@require_safe
def report_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the report; a code typed sloppily leads to its one address."""
    try:
        found = opened(request, code)
    except NoSuchReport:
        return not_found(request, code)
    if code != found.report.code:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return HttpResponseRedirect(reverse("report-page", args=[found.report.code]) + query)
    return answer_with(request, found)


@require_safe
def report_history(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the part of the page that changes, for a page that heard of news."""
    try:
        found = opened(request, code)
    except NoSuchReport:
        return not_found(request, code)
    return keep_private(render(request, "citizen/_progress.html", context_of(found)))


def answer_with(
    request: HttpRequest, found: Opened, *, fault: Refused | None = None, typed: Typed | None = None
) -> HttpResponse:
    """Answer with the page of ``found``; ``fault`` says what was wrong with what was sent."""
    came = typed or Typed()
    context = context_of(found) | {"fault": fault, "faults": _faults(fault, came), "typed": came}
    context["supported"] = request.GET.get("supported", "")
    if found.is_reporters:
        context |= own_part(found.report, context["lines"], fault=fault, contact=came.contact)
        context["done"] = DONE.get(request.GET.get("done", ""), "")
    response = render(request, "citizen/report.html", context, status=fault.status if fault else 200)
    return keep_private(response) if found.is_reporters else remember(request, response)


def _faults(fault: Refused | None, typed: Typed) -> list[Fault]:
    """Return what is wrong, each with the id of its box in the form that was sent."""
    return [Fault(one.message, _anchor(one.field or "", typed.act)) for one in fault.refusals] if fault else []


def _anchor(field: str, act: str) -> str:
    if field in _CONTACT:
        return field
    boxes = _PHOTOS if field.startswith("photo") else _WORDS if field in {"text", "note"} else {}
    return boxes.get(act, "")


def not_found(request: HttpRequest, typed: str) -> HttpResponse:
    """Answer 404 in words, with a box to try again."""
    return render(request, "citizen/no_such_report.html", {"typed": typed[:40]}, status=404)


def context_of(found: Opened) -> dict[str, Any]:
    """Return what the page shows: six queries beside the report's own at most, however long its history."""
    report, own, now = found.report, found.is_reporters, timezone.now()
    lines = public_history(report, for_reporter=own)
    first = list(report.photos.filter(event=None).order_by("order", "id"))
    may_support = not own and may_be_supported(report)
    is_shown = own or report.published_at is not None
    return {
        "report": report,
        "own": own,
        "key": found.key,
        "status_words": status_words(report, own=own, now=now),
        "in_time": in_time(report, now=now),
        "next_step": _next_step(report) if own else "",
        "text": _own_words(lines) if own else report.public_text,
        "pictures": first_pictures(first, found) if is_shown else [],
        "answers": _answers(report, own=own) if is_shown else [],
        "with_units": [one.unit for one in report.involvements.filter(part=Part.WITH).select_related("unit")],
        "lines": lines,
        "entries": entries(lines, found, first=first),
        "others": others_with_it(report, report.merged.only("supporters").order_by("id")) if may_support else 0,
        "may_support": may_support,
        "may_push": own or may_support,
        "follow_consent": consent.following_text(),
        "public_key": public_key() if own or may_support else "",
    } | (_open_to_reporter(report, lines, now=now) if own else {})


def _open_to_reporter(report: Report, lines: Sequence[Line], *, now: datetime) -> dict[str, Any]:
    """Return what the reporter may do on the way of the report: answer, judge, have it opened again."""
    kinds = {step.kind for step in open_steps(report, by=Reporter())}
    is_late = replies.takes_late_answer(report, [line.kind for line in lines])
    return {
        "question": next((line.words for line in reversed(lines) if line.kind == Kind.ASKED), ""),
        "may_answer": Kind.ANSWERED in kinds or is_late,
        "is_late": is_late,
        "may_judge": Kind.CLOSED in kinds,
        "may_reopen": Kind.REOPENED in kinds and may_reopen(report, now=now),
        "reopened_until": reopened_until(report),
    }


def status_words(report: Report, *, own: bool, now: datetime) -> str:
    """Return the status as a sentence: to the reporter, or about them."""
    said = _status_words(report, own=own, now=now)
    if report.screening == Screening.UNVERIFIED:
        return " ".join((said, _("Phản ánh đang được kiểm tra trước khi công khai.")))
    return said


def _status_words(report: Report, *, own: bool, now: datetime) -> str:
    plain = {
        Status.ACCEPTED: _("Đơn vị đã xem và nhận xử lý."),
        Status.IN_PROGRESS: _("Đang xử lý."),
        Status.NEEDS_INFO: _("Cán bộ cần hỏi thêm ông/bà.") if own else _("Cán bộ đang hỏi thêm người phản ánh."),
        Status.RESOLVED: _("Đơn vị báo đã xử lý. Ông/bà thấy đã ổn chưa?") if own else _("Đơn vị báo đã xử lý."),
        Status.CLOSED: _("Việc đã kết thúc."),
    }
    if report.status == Status.RECEIVED:
        return _received_words(report, now=now)
    if report.status == Status.REJECTED:
        reason = refusals.public_name(report.reason)
        return _("Không xử lý được trên hệ thống này. Lý do: %(reason)s.") % {"reason": reason}
    if report.merged_into:
        return _("Việc này đã có người báo. Xem tiếp tại %(code)s.") % {"code": spoken_code(report.merged_into.code)}
    return plain[Status(report.status)]


def _received_words(report: Report, *, now: datetime) -> str:
    moment = {"moment": spoken(report.accept_by)}
    if report.accept_by < now:
        return _("Đã nhận. Đơn vị chủ trì chưa xem, đã quá hạn từ %(moment)s.") % moment
    return _("Đã nhận. Đơn vị chủ trì sẽ xem trước %(moment)s.") % moment


def _own_words(lines: Sequence[Line]) -> str:
    return next((line.words for line in lines if line.kind == Kind.RECEIVED), "")


def _answers(report: Report, *, own: bool) -> list[tuple[str, str]]:
    answers = report.answers if own else public_answers(report.category, report.answers)
    return [(said.label, said.words) for said in in_words(report.category, answers)]


def _next_step(report: Report) -> str:
    refusal = refusals.REFUSALS.get(report.reason)
    return str(refusal.next_step) if refusal else ""
