"""The worker's part: documents that are wanted are composed, set and kept, one after the other, with their progress."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from backend.core.pdf import NoPdf
from backend.indicators.documents.body import Body
from backend.indicators.documents.compose import compose
from backend.indicators.documents.docx import docx
from backend.indicators.documents.keep import as_json
from backend.indicators.documents.lists import LISTED, behind
from backend.indicators.documents.pdf import pdf
from backend.indicators.documents.period import Period
from backend.indicators.documents.store import body_of
from backend.indicators.documents.table import table
from backend.indicators.documents.xlsx import xlsx
from backend.indicators.models import Document, DocumentFile, Making
from backend.places.models import Ward

FORMATS = ("pdf", "docx", "xlsx", "csv")
LEASE = timedelta(minutes=10)  # a worker that dies while making leaves the document to others after this long
MOST_TRIES = 3
_AT_ONCE = 4  # documents a run: letters wait in the same thread


def make_waiting(now: datetime) -> int:
    """Make the documents that wait, a few of them, and return how many were made. Called by the worker."""
    _give_up(now)
    made = 0
    while made < _AT_ONCE and (document := _claimed(now)):
        _make(document, now=now)
        made += 1
    return made


def set_in(body: Body, form: str, *, ward: Ward | None = None) -> bytes:
    """Return ``body`` as a file of the format ``form``. Raises NoPdf where the machine cannot make PDF."""
    if form == "xlsx":
        period = Period.parse(body.period)
        return xlsx(body, behind(period, ward) if period.span in LISTED else None)
    setters: dict[str, Callable[[Body], bytes]] = {"pdf": pdf, "docx": docx, "csv": table}
    return setters[form](body)


def _claimed(now: datetime) -> Document | None:
    """Return the document that has waited longest, now in this worker's hands; None where none waits."""
    wanted = Document.objects.filter(_waits(now), tries__lt=MOST_TRIES).order_by("asked_at", "id").first()
    if wanted is None:
        return None
    claim = {"state": Making.UNDER_WAY, "lease_until": now + LEASE, "tries": wanted.tries + 1, "progress": 1}
    same = Document.objects.filter(_waits(now), pk=wanted.pk, tries=wanted.tries)
    return Document.objects.select_related("ward").get(pk=wanted.pk) if same.update(**claim) else None


def _waits(now: datetime) -> Q:
    return Q(state=Making.WAITING) | Q(state=Making.UNDER_WAY, lease_until__lte=now)


def _give_up(now: datetime) -> None:
    lost = Document.objects.filter(_waits(now), tries__gte=MOST_TRIES)
    lost.update(
        state=Making.FAILED, problem=_("Đã thử %(tries)s lần không được. Xin báo quản trị.") % {"tries": MOST_TRIES}
    )


def _make(document: Document, *, now: datetime) -> None:
    """Make every file of ``document``. What goes wrong flies to the log; the document is tried again."""
    if not document.body:
        body = compose(Period.parse(document.period), form=document.form, now=now, ward=document.ward)
        document.body, document.heads = as_json(body), list(body.origin.heads)
        document.is_provisional = body.origin.is_provisional
        document.save(update_fields=["body", "heads", "is_provisional"])
    body, problem, files = body_of(document), "", []
    for progress, (form, content, trouble) in enumerate(_set(body, document), start=1):
        problem = problem or trouble
        if content:
            files.append(_file(document, form, content, now=now))
        Document.objects.filter(pk=document.pk, state=Making.UNDER_WAY).update(progress=90 * progress // len(FORMATS))
    with transaction.atomic():
        for one in files:
            _keep(one)
        done = {"state": Making.DONE, "progress": 100, "problem": problem, "made_at": now, "lease_until": None}
        if not Document.objects.filter(pk=document.pk, state=Making.UNDER_WAY, tries=document.tries).update(**done):
            transaction.set_rollback(True)  # rewritten meanwhile: it waits to be made anew


def _set(body: Body, document: Document) -> Iterator[tuple[str, bytes, str]]:
    for form in reversed(FORMATS):
        try:
            yield form, set_in(body, form, ward=document.ward), ""
        except NoPdf as missing:
            yield form, b"", missing.message


def _file(document: Document, form: str, content: bytes, *, now: datetime) -> DocumentFile:
    digest = hashlib.sha256(content).hexdigest()
    return DocumentFile(document=document, format=form, content=content, sha256=digest, made_at=now)


def _keep(file: DocumentFile) -> None:
    """Put the file in the place of the one made before."""
    told = {"content": file.content, "sha256": file.sha256, "made_at": file.made_at}
    DocumentFile.objects.update_or_create(document=file.document, format=file.format, defaults=told)
