"""Does the history hold? Each report's chain of hashes, its words, and its row against its last event."""

from collections.abc import Iterator
from dataclasses import dataclass

from backend.reports.models import Event, Report, Words
from backend.reports.record import event_hash, state_of, words_hash

_BATCH = 1000


@dataclass(frozen=True)
class Fault:
    """One thing that does not fit: the report's code, the event's number (0: the report itself), what is wrong."""

    code: str
    number: int
    what: str


def verify_history(*, codes: list[str] | None = None) -> Iterator[Fault]:
    """Yield what is wrong with the histories of all reports, or of those with ``codes``: a few queries a thousand."""
    reports = Report.objects.order_by("id")
    if codes is not None:
        reports = reports.filter(code__in=codes)
    last = 0
    while batch := list(reports.filter(pk__gt=last)[:_BATCH]):
        last = batch[-1].pk
        yield from _faults_of(batch)


def verify_beside() -> Iterator[Fault]:
    """Yield the events of no report (closings, signatures, alerts) whose hash does not fit; ``number`` is their seq."""
    for event in Event.objects.filter(report__isnull=True).order_by("seq").iterator(_BATCH):
        if event.hash != event_hash(event):
            yield Fault(event.kind, event.seq, "hash")


def _faults_of(reports: list[Report]) -> Iterator[Fault]:
    chains: dict[int, list[Event]] = {report.pk: [] for report in reports}
    events = Event.objects.filter(report__in=chains).order_by("report_id", "number", "seq")
    spoken = {words.event_id: words for words in Words.objects.filter(event__report__in=chains)}
    for event in events:
        chains[event.report_id or 0].append(event)
    for report in reports:
        for number, what in _chain_faults(report, chains[report.pk], spoken):
            yield Fault(report.code, number, what)


def _chain_faults(report: Report, events: list[Event], spoken: dict[int, Words]) -> Iterator[tuple[int, str]]:
    previous, seq = "", 0
    for number, event in enumerate(events, start=1):
        if event.number != number or event.seq <= seq:
            yield event.number, "numbers or order"
        if event.previous_hash != previous or event.hash != event_hash(event):
            yield event.number, "hash"
        if not _words_fit(event, spoken.get(event.seq)):
            yield event.number, "words"
        previous, seq = event.hash, event.seq
    if not events or report.event_count != len(events) or report.head_hash != previous:
        yield 0, "the report does not end its chain"
    elif any(getattr(events[-1], name) != value for name, value in state_of(report).items()):
        yield 0, "the report is not what its last event says"


def _words_fit(event: Event, words: Words | None) -> bool:
    if words is None:
        return not event.words_hash
    return words.erased_at is not None or event.words_hash == words_hash(words.body, words.salt)
