"""Documents from the first draft to the signature: who may ask for one, rewrite a part, sign, and what stands then.

The programme's office drafts, a leader signs: never the one who asked for it or wrote in it. Once signed and made the
database refuses any change.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import Role, User
from backend.core.errors import Forbidden, Refused
from backend.core.month import Month
from backend.core.text import clean
from backend.indicators import frozen
from backend.indicators.documents.body import Body
from backend.indicators.documents.issuer import check_issuer, place_and_day
from backend.indicators.documents.keep import from_json
from backend.indicators.documents.period import Period
from backend.indicators.models import Document, DocumentText, Form, Making
from backend.indicators.tally import day_of
from backend.places.models import Ward
from backend.reports.record import record_system

DOCUMENT_SIGNED = "system_document_signed"
LONGEST_TEXT = 20_000


class NotDrafter(Forbidden):
    """Only the programme's office drafts documents."""

    def __init__(self) -> None:
        super().__init__(_("Chỉ Tổ giúp việc Chương trình lập và sửa văn bản."), code="not_office")


class MayNotSign(Forbidden):
    """The person is no leader, or had a hand in the draft."""


class NotNow(Refused):
    """The document does not stand as this act needs it; ``message`` says what to do first."""

    status = 409


@dataclass(frozen=True)
class NewDocument:
    """What is asked for: a period, whose form, and the ward that issues it where there is no district."""

    period: Period
    form: Form
    ward: Ward | None = None


def may_draft(user: User) -> bool:
    """Whether ``user`` may ask for documents and rewrite them: people of the programme's office."""
    return user.is_active and user.is_office


def may_sign(user: User, document: Document) -> bool:
    """Whether ``user`` may sign: a leader who neither asked for the document nor wrote in it."""
    leads = user.is_active and any(post.role == Role.LEADER for post in user.posts)
    return leads and user.pk != document.asked_by_id and not document.texts.filter(written_by=user).exists()


def order(new: NewDocument, *, by: Staff, now: datetime) -> Document:
    """Write down that a document is wanted; the worker makes it. Raises NotDrafter, NotNow where a draft is there.

    Raises Refused for a period that has not begun, and where nobody could issue it.
    """
    if not may_draft(by.user):
        raise NotDrafter
    if new.period.first > Month.of(day_of(now)):
        raise Refused(_("Kỳ này chưa đến, chưa có số liệu."), field="period", code="not_yet")
    check_issuer(new.period, new.form, new.ward)
    document = Document(
        span=new.period.span,
        period=str(new.period),
        first_day=new.period.first.first_day,
        last_day=new.period.last.last_day,
        form=new.form,
        ward=new.ward,
        asked_by=by.user,
        asked_at=now,
    )
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError:
        raise NotNow(_("Kỳ này đã có dự thảo chưa ký."), field="period", code="draft_exists") from None
    return document


def rewrite(document: Document, part: str, text: str, *, seen: int, by: Staff, now: datetime) -> None:
    """Put ``text`` in the place of a part's words; empty brings back those from the figures. The files are made anew.

    ``seen``: the newest text (id, 0 for none) that the writer had before them. Raises NotDrafter, NotNow, Refused.
    """
    if not may_draft(by.user):
        raise NotDrafter
    words = clean(text)
    if len(words) > LONGEST_TEXT:
        raise Refused(_("Phần này dài quá %(most)s ký tự.") % {"most": LONGEST_TEXT}, field=part, code="too_long")
    with transaction.atomic():
        held = _draft(document)
        known = {paragraph.part: paragraph for _section, paragraph in body_of(held).parts}
        if part not in known:
            raise Refused(_("Văn bản không có phần này."), field="part", code="unknown_part")
        if last_text(held) != seen:
            raise NotNow(_("Văn bản vừa có người khác sửa. Xin xem lại rồi ghi."), field=part, code="overtaken")
        kept = "" if words == clean(known[part].text) else words  # else figures that move on would leave it behind
        DocumentText.objects.create(document=held, part=part, text=kept, written_by=by.user, written_at=now)
        _let_make(held)


def compose_anew(document: Document, *, by: Staff) -> None:
    """Have the draft written anew from the figures as they stand now; what people wrote stays. Raises as rewrite."""
    if not may_draft(by.user):
        raise NotDrafter
    with transaction.atomic():
        held = _draft(document)
        held.body = {}
        _let_make(held)


def sign(document: Document, *, seen: str, by: Staff, now: datetime) -> None:
    """Sign by name: nothing is changed afterwards; the files are made a last time, with the name and the day.

    ``seen``: when the files that were read were made (ISO). Raises MayNotSign, and NotNow where months are not closed,
    parts are not written, or something has changed since.
    """
    if not may_sign(by.user, document):
        raise MayNotSign(_("Chỉ lãnh đạo không tham gia soạn thảo được ký."), code="may_not_sign")
    with transaction.atomic():
        held = _draft(document)
        _check_ready(held, seen=seen)
        held.signed_by, held.signed_as, held.signed_at = by.user, str(by.user)[:120], now
        _let_make(held)
        told = {"document": held.pk, "period": held.period, "form": held.form, "body": body_hash(held)}
        record_system(DOCUMENT_SIGNED, now=now, by=by, data=told | {"heads": held.heads})


def body_of(document: Document) -> Body:
    """Return the body as it was composed, with the texts as they stand, and the name and day of who signed.

    Raises NotNow where it has not been composed yet.
    """
    if not document.body:
        raise NotNow(_("Văn bản đang được lập. Xin chờ ít phút."), code="not_made")
    body = from_json(document.body, texts=current_texts(document), signer=document.signed_as)
    if document.signed_at is None:
        return body
    return body.dated(place_and_day(day_of(document.signed_at)))


def current_texts(document: Document) -> dict[str, str]:
    """Return the newest text of each part, by its code; parts that went back to the figures are left out."""
    newest = {one.part: one.text for one in document.texts.order_by("id")}
    return {part: text for part, text in newest.items() if text}


def last_text(document: Document) -> int:
    """Return the id of the newest text, 0 where nobody wrote anything."""
    return document.texts.order_by("-id").values_list("pk", flat=True).first() or 0


def body_hash(document: Document) -> str:
    """Return SHA-256 (hex) over what was composed and what people wrote."""
    said = json.dumps([document.body, current_texts(document)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def heads_now(document: Document) -> list[str]:
    """Return the heads of the closed months of the document's period that are in force, in their order."""
    months = Period.parse(document.period).months
    kept = frozen.in_force(months)
    return [kept[month].head for month in months if month in kept]


def _draft(document: Document) -> Document:
    """Return the row, held for this transaction. Raises NotNow where it is signed."""
    held = Document.objects.select_for_update().get(pk=document.pk)
    if held.is_signed:
        raise NotNow(_("Văn bản đã ký, không sửa được."), code="signed")
    return held


def _let_make(document: Document) -> None:
    document.state, document.progress, document.tries = Making.WAITING, 0, 0
    document.problem, document.lease_until = "", None
    document.save()


def _check_ready(document: Document, *, seen: str) -> None:
    made_at = document.made_at
    if document.state != Making.DONE or made_at is None or made_at.isoformat() != seen:
        raise NotNow(_("Văn bản vừa thay đổi hoặc đang được lập. Xin xem lại rồi ký."), code="changed")
    if document.is_provisional:
        raise NotNow(_("Còn tháng chưa chốt số liệu. Xin chốt tháng rồi lập lại văn bản."), code="provisional")
    if document.heads != heads_now(document):
        raise NotNow(_("Số liệu tháng đã có bản điều chỉnh. Xin lập lại văn bản từ số liệu mới."), code="revised")
    if missing := body_of(document).unwritten:
        words = _("Còn phần chưa viết: %(parts)s.") % {"parts": "; ".join(missing)}
        raise NotNow(words, code="unwritten")
