"""Work on a report: each form of its page is one deed; what is refused comes back with all that was typed."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.core.errors import Refused
from backend.reports import uploads
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Event, Kind, Report, Screening
from backend.reports.note import note
from backend.reports.publication import Release, publish
from backend.reports.screening import screen
from backend.reports.titles import title_of
from moderation.calls_page import result_of
from moderation.door import StaffRequest, acting, for_staff, report_of
from moderation.merging import main_of
from moderation.report_page import Attempt, page
from moderation.step_forms import Typed, read_typed
from notifications import calls

_DIGITS = 10  # of a version
Deed = Callable[[StaffRequest, Report, Typed, int], str]


def deed(do: Deed) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """Make a view of ``do``: it gets the report, what was typed and the version seen, and returns what it did."""

    @require_POST
    @for_staff
    @wraps(do)
    def view(request: StaffRequest, code: str) -> HttpResponse:
        report = report_of(request, code)
        typed, version = read_typed(request.POST), version_of(request)
        try:
            typed = _with_uploads(request, typed)
            said = do(request, report, typed, version)
        except Refused as refused:
            report = report_of(request, code)
            return page(request, report, attempt=Attempt(refused, typed, version))
        messages.success(request, said)
        return redirect("staff-report", code=report.code)

    return view


@deed
def advance_report(request: StaffRequest, report: Report, typed: Typed, version: int) -> str:
    """Take a step: status, words, photos, what is made public."""
    return title_of(_advanced(request, report, typed, version))


@deed
def publish_report(request: StaffRequest, report: Report, typed: Typed, version: int) -> str:
    publish(report, Release(typed.text, typed.photo_ids), by=acting(request), now=timezone.now(), version=version)
    return _("Đã cập nhật phần công khai.")


@deed
def screen_report(request: StaffRequest, report: Report, typed: Typed, version: int) -> str:
    """Say that a held report is one, or that a report is none."""
    if typed.to not in {Screening.CLEAR, Screening.SPAM}:
        raise Refused(_("Xin chọn một trong hai cách."), field="to")
    screen(report, Screening(typed.to), by=acting(request), now=timezone.now(), note=typed.note, version=version)
    return _("Đã đánh dấu tin rác.") if typed.to == Screening.SPAM else _("Đã xác minh, phản ánh vào xử lý.")


@deed
def note_report(request: StaffRequest, report: Report, typed: Typed, version: int) -> str:
    note(report, typed.note, by=acting(request), now=timezone.now())
    return _("Đã thêm ghi chú nội bộ.")


@require_POST
@for_staff
def show_contact(request: StaffRequest, code: str) -> HttpResponse:
    """Show how to reach the reporter, once; the look and its reason go into the history."""
    report = report_of(request, code)
    if report.contact is None or report.unit_id not in request.user.unit_ids:
        raise Http404
    if report.contact.erased_at:  # since the page was opened: there is nothing to see, and no look to write down
        return page(request, report)
    typed = read_typed(request.POST)
    try:
        note(report, typed.note, by=acting(request), now=timezone.now(), kind=Kind.CONTACT_SEEN)
    except Refused as refused:
        return page(request, report, attempt=Attempt(refused, Typed(to="contact", note=typed.note)))
    return page(request, report, shows_contact=True)


@require_POST
@for_staff
def call_done(request: StaffRequest, code: str, letter_id: int) -> HttpResponse:
    """Tick off a call to the reporter."""
    report = report_of(request, code)
    letter = next((one for one in calls.waiting(report) if one.pk == letter_id), None)
    if letter is None:
        messages.info(request, _("Cuộc gọi này đã có người thực hiện."))
        return redirect("staff-report", code=report.code)
    typed = read_typed(request.POST)
    try:
        calls.done(letter, by=acting(request), now=timezone.now(), note=typed.note, result=result_of(request.POST))
    except Refused as refused:
        return page(request, report, attempt=Attempt(refused, Typed(to="call", note=typed.note)))
    messages.success(request, _("Đã ghi nhận cuộc gọi."))
    return redirect("staff-report", code=report.code)


def _advanced(request: StaffRequest, report: Report, typed: Typed, version: int) -> Event:
    now = timezone.now()
    move = Move(
        note=typed.note,
        reason=typed.reason,
        is_public=not typed.is_private,
        main=main_of(request.user, typed.into),
        version=version,
        release=Release(typed.text, typed.photo_ids) if typed.release else None,
    )
    if not typed.tokens:
        return advance(report, typed.to, by=acting(request), now=now, move=move)
    return advance_with_uploads(request, report, typed.to, move, typed.tokens)


def advance_with_uploads(request: StaffRequest, report: Report, to: str, move: Move, tokens: tuple[str, ...]) -> Event:
    """Take a step with photos sent ahead: the tokens are used up only if the step is taken."""
    now = timezone.now()
    uploads.check_number(len(set(tokens)))
    with transaction.atomic():
        photos = uploads.take_uploads(tokens, now=now)
        return advance(report, to, by=acting(request), now=now, move=replace(move, photos=photos))


def _with_uploads(request: StaffRequest, typed: Typed) -> Typed:
    """Store the files that came along: should the deed be refused, nobody has to choose them again."""
    files = request.FILES.getlist("photos")
    uploads.check_number(len(files) + len(typed.tokens))
    now = timezone.now()
    kept = [uploads.keep_upload(file.read(), now=now).token for file in files]
    return replace(typed, tokens=(*typed.tokens, *kept))


def version_of(request: StaffRequest) -> int:
    """Return the version the form was shown with; a form without one is older than everything."""
    written = request.POST.get("version", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < _DIGITS else 0
