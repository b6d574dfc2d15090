"""Documents as the doors read them: with their files, part by part; what a file is called, which ward issues one."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.indicators.documents.issuer import issuing_day
from backend.indicators.documents.period import Period
from backend.indicators.documents.store import body_of, current_texts
from backend.indicators.models import Document, DocumentFile
from backend.places.locate import wards_in_force
from backend.places.models import Ward
from backend.registers import sheet

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": sheet.CONTENT_TYPE,
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class Part:
    """A part that may be rewritten: its heading, the words from the figures, and what stands now."""

    code: str
    heading: str
    from_figures: str
    text: str
    is_rewritten: bool
    must_write: bool


def documents() -> "QuerySet[Document]":
    """Return all documents with the people and files of each, without what is in them."""
    rows = Document.objects.select_related("asked_by", "signed_by", "ward").defer("ward__boundary")
    return rows.prefetch_related(Prefetch("files", DocumentFile.objects.defer("content").order_by("-id")))


def parts(document: Document) -> list[Part]:
    """Return the parts of ``document`` that may be rewritten, in its order; none before it is composed."""
    if not document.body:
        return []
    body, texts = body_of(document), current_texts(document)
    return [
        Part(
            code=one.part,
            heading=section.heading or _("Mở đầu"),
            from_figures=one.text,
            text=texts.get(one.part, "" if one.must_write else one.text),
            is_rewritten=one.part in texts,
            must_write=one.must_write,
        )
        for section, one in body.parts
    ]


def file_of(document: Document, kind: str) -> DocumentFile | None:
    """Return the file of this format with what is in it, None where there is none."""
    return DocumentFile.objects.filter(document=document, format=kind).select_related("document").first()


def file_name(file: DocumentFile) -> str:
    return f"bao-cao-{file.document.period.replace('..', '-den-')}-{file.document.form}.{file.format}"


def issuing_ward(slug: str, period: Period) -> Ward | None:
    """Return the ward of this slug or code at the end of ``period``, None for none. Raises Refused for an unknown one.

    Whether a ward issues such a report at all is said by :func:`store.order`.
    """
    if not slug:
        return None
    found = next((one for one in wards_in_force(issuing_day(period)) if slug in {one.slug, one.code}), None)
    if found is None:
        raise Refused(_("Không có phường này."), field="ward", code="unknown_ward")
    return found
