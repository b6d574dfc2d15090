"""Reports to be signed: the list with the form to ask for one, a draft with its parts, its files, the signature."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.core.errors import Refused
from backend.http import paging
from backend.indicators.documents.issuer import issuing_wards
from backend.indicators.documents.make import FORMATS
from backend.indicators.documents.mid_month import mid_month_file
from backend.indicators.documents.period import Period
from backend.indicators.documents.read import TYPES, documents, file_name, file_of, issuing_ward, parts
from backend.indicators.documents.store import (
    NewDocument,
    body_of,
    compose_anew,
    last_text,
    may_draft,
    may_sign,
    order,
    rewrite,
    sign,
)
from backend.indicators.models import Document, Form, Making
from backend.indicators.page import month_asked
from backend.places.models import Ward
from moderation.door import StaffRequest, acting, for_staff
from moderation.programme.indicators import not_yours

_SIZE = 30
_LOOK_AGAIN_S = 5


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def documents_page(request: StaffRequest) -> HttpResponse:
    """List the documents, the newest period first; a POST asks for one (``period``, ``form``, ``ward``)."""
    if not request.user.reads_all:
        return not_yours(request)
    if request.method != "POST":
        return _listed(request)
    try:
        document = order(_asked(request), by=acting(request), now=timezone.now())
    except Refused as refused:
        return _listed(request, refused)
    messages.success(request, _("Đang lập văn bản. Trang tự tải lại khi xong."))
    return redirect("document", document.pk)


@require_safe
@for_staff
def document_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a document: how far it is, its files, its parts to be rewritten, and the signature."""
    if not request.user.reads_all:
        return not_yours(request)
    return _shown(request, _found(pk))


@require_POST
@for_staff
def document_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Do one act: ``text`` (with ``part``, ``text``, ``seen``), ``anew``, or ``sign`` (with ``seen``)."""
    if not request.user.reads_all:
        return not_yours(request)
    document, do = _found(pk), _ACTS.get(act)
    if do is None:
        raise Http404
    try:
        said = do(request, document)
    except Refused as refused:
        return _shown(request, document, refused)
    messages.success(request, said)
    return redirect("document", document.pk)


@require_safe
@for_staff
def document_file(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Answer with a file of the document, exactly as it is kept."""
    if not request.user.reads_all:
        return not_yours(request)
    file = file_of(_found(pk), kind)
    if file is None:
        raise Http404
    answer = HttpResponse(bytes(file.content), content_type=TYPES[file.format])
    answer["Content-Disposition"] = f'attachment; filename="{file_name(file)}"'
    answer["Digest"] = f"sha-256={file.sha256}"
    return answer


@require_safe
@for_staff
def mid_month(request: StaffRequest, kind: str) -> HttpResponse:
    """Answer with the figures from the 15th to the 14th of ``?month=2026-10``; they are not frozen, and say so."""
    if not request.user.reads_all:
        return not_yours(request)
    now = timezone.now()
    try:
        month = month_asked(request.GET.get("month", ""), now=now)
        content = mid_month_file(month, kind, now=now)
    except Refused as refused:
        return _listed(request, refused)
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="so-lieu-15-14-{month}.{kind}"'
    return answer


def _listed(request: StaffRequest, refused: Refused | None = None) -> HttpResponse:
    try:
        page = paging.page(
            documents().defer("body", "ward__boundary"),
            by="-last_day",
            cursor=request.GET.get("cursor", ""),
            size=_SIZE,
        )
    except paging.BadCursor:
        return redirect("documents")
    context = {
        "here": "documents",
        "rows": page.rows,
        "next": page.next,
        "previous": page.previous,
        "may_draft": may_draft(request.user),
        "forms": Form.choices,
        "wards": _issuing_wards(),
        "refused": refused,
        "typed": request.POST,
    }
    return render(request, "programme/documents.html", context, status=refused.status if refused else 200)


def _shown(request: StaffRequest, document: Document, refused: Refused | None = None) -> HttpResponse:
    is_under_way = document.state in {Making.WAITING, Making.UNDER_WAY}
    context = {
        "here": "documents",
        "document": document,
        "body": body_of(document) if document.body else None,
        "files": sorted(document.files.all(), key=lambda one: FORMATS.index(one.format)),
        "parts": parts(document),
        "is_under_way": is_under_way,
        "seen_text": last_text(document),
        "seen_made": document.made_at.isoformat() if document.made_at else "",
        "may_draft": may_draft(request.user) and not document.is_signed,
        "may_sign": not document.is_signed and may_sign(request.user, document),
        "refused": refused,
    }
    answer = render(request, "programme/document.html", context, status=refused.status if refused else 200)
    if is_under_way and refused is None:
        answer["Refresh"] = str(_LOOK_AGAIN_S)  # the browser looks again, without a script
    return answer


def _found(pk: int) -> Document:
    document = documents().filter(pk=pk).first()
    if document is None:
        raise Http404
    return document


def _asked(request: StaffRequest) -> NewDocument:
    period = Period.parse(request.POST.get("period", "")[:40])
    form = request.POST.get("form", "")
    if form not in Form.values:
        raise Refused(_("Xin chọn cơ quan ban hành."), field="form", code="required")
    return NewDocument(period, Form(form), issuing_ward(request.POST.get("ward", ""), period))


def _issuing_wards() -> list[Ward]:
    """Return the wards that issue reports themselves: those in force where there is no district any more."""
    return sorted(issuing_wards(on=timezone.localdate()), key=lambda one: one.name)


def _text(request: StaffRequest, document: Document) -> str:
    seen = request.POST.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else -1  # a row's id
    part, text = request.POST.get("part", ""), request.POST.get("text", "")
    rewrite(document, part, text, seen=number, by=acting(request), now=timezone.now())
    return _("Đã ghi. Các tệp đang được lập lại.")


def _anew(request: StaffRequest, document: Document) -> str:
    compose_anew(document, by=acting(request))
    return _("Văn bản đang được lập lại từ số liệu lúc này; phần đã viết vẫn giữ.")


def _sign(request: StaffRequest, document: Document) -> str:
    sign(document, seen=request.POST.get("seen", ""), by=acting(request), now=timezone.now())
    return _("Đã ký. Các tệp đang được lập lần cuối, có tên người ký.")


_ACTS: dict[str, Callable[[StaffRequest, Document], str]] = {"text": _text, "anew": _anew, "sign": _sign}
