"""What staff are told of one report, by the page and the API alike: first words, answers, reasons, units with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.reports.arrivals import said
from backend.reports.models import Event, Kind, Part, Report
from backend.reports.titles import title_of
from backend.routing.answers import Said, in_words
from backend.routing.models import Unit

# What gives a report to another unit.
_ROUTED = (Kind.TRANSFERRED, Kind.TRANSFER_RETURNED, Kind.HANDED_OVER, Kind.RECATEGORISED, Kind.MOVED, Kind.REROUTED)


@dataclass(frozen=True)
class Told:
    """``words``: the resident's own; ``reasons``: (code, sentence) why it came here; ``with_units``: who helps.

    ``held_for``: (code, sentence) what spoke against it as it arrived.
    """

    words: str
    held_for: Sequence[tuple[str, str]]
    reasons: Sequence[tuple[str, str]]
    answers: Sequence[Said]
    with_units: Sequence[Unit]


def told(report: Report, *, reader: User) -> Told:
    """Return what ``reader``, who may see the report, is told. Two statements, and one for the posts."""
    telling = report.events.filter(Q(number=1) | Q(kind__in=_ROUTED)).select_related("words").order_by("number")
    first, *later = telling
    involved = report.involvements.filter(part=Part.WITH).select_related("unit").order_by("id")
    return Told(
        words=_words(first),
        held_for=said(first.data.get("held_for", ())),
        reasons=_reasons([first, *later]),
        answers=_answers(report, reader=reader),
        with_units=[one.unit for one in involved],
    )


def _reasons(events: Sequence[Event]) -> Sequence[tuple[str, str]]:
    """Return why the report is where it is: as it was last decided, and by whom it was given away since."""
    reasons: list[tuple[str, str]] = []
    for event in events:
        decided = event.data.get("reasons")
        if decided is None:
            reasons.insert(0, (event.kind, ": ".join(filter(None, (title_of(event), _words(event))))))
        else:
            reasons = [(code, words) for code, words in decided]
    return reasons


def _words(first: Event) -> str:
    words = getattr(first, "words", None)
    if words is None:
        return ""
    return _("(Nội dung đã xóa.)") if words.erased_at else str(words.body)


def _answers(report: Report, *, reader: User) -> Sequence[Said]:
    """Return the answers the reader may see: health data are for health units alone."""
    sees_health = any(post.unit and post.unit.sees_health_data for post in reader.posts)
    return [said for said in in_words(report.category, report.answers) if sees_health or not said.is_health]
