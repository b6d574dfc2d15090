"""Do the signed documents hold? Each with the event of its signature, its words, and the hash of each of its files."""

import hashlib
from collections.abc import Iterator

from backend.indicators.documents.store import DOCUMENT_SIGNED, body_hash
from backend.indicators.models import Document, Making
from backend.reports.models import Event


def signed_heads() -> Iterator[tuple[str, str]]:
    """Yield the period and each head that a signed document stands on, as the row has it and as its event has."""
    for document in _signed():
        yield from ((document.period, str(head)) for head in document.heads)
    for event in _signatures():
        yield from ((str(event.data.get("period")), str(head)) for head in event.data.get("heads", ()))


def wrong_documents() -> Iterator[tuple[str, str]]:
    """Yield the period and what is wrong with each signed document. A few statements a document."""
    told = {event.data.get("document"): event for event in _signatures()}
    signed = {document.pk: document for document in _signed()}
    for pk, event in told.items():
        if pk not in signed:
            yield str(event.data.get("period")), "a signed document is gone"
    for pk, document in signed.items():
        if pk not in told:
            yield document.period, "no event tells of the signature"
        else:
            yield from ((document.period, what) for what in _differs(document, told[pk]))


def _differs(document: Document, told: Event) -> Iterator[str]:
    if told.data.get("body") != body_hash(document) or told.data.get("heads") != document.heads:
        yield "the document is not what was signed"
    if (told.actor_id, told.at) != (document.signed_by_id, document.signed_at):
        yield "the signature is another one"
    files = list(document.files.order_by("id"))
    if any(hashlib.sha256(bytes(one.content)).hexdigest() != one.sha256 for one in files):
        yield "a file is not what was made"
    if document.state == Making.DONE and not files:
        yield "the files are gone"


def _signed() -> Iterator[Document]:
    return Document.objects.filter(signed_at__isnull=False).order_by("id").iterator(50)


def _signatures() -> Iterator[Event]:
    return Event.objects.filter(kind=DOCUMENT_SIGNED, report__isnull=True).order_by("seq").iterator(500)
