"""One deed on many reports: each gets its own result, one failure stops no other, one undo takes all of it back.

The number of statements does not grow with the number of reports: every two hundred cost the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.errors import Refused
from backend.reports import lifecycle, screening, transfer
from backend.reports.act import Act, Outcome, Overtaken, begin_many, finish_many, hold_many
from backend.reports.assign import assigned
from backend.reports.lifecycle import Move
from backend.reports.masking import mask
from backend.reports.models import Event, Photo, Report, Screening, Transfer, TransferState, Words
from backend.reports.models.event import Kind
from backend.reports.publication import check_publishable, words_out
from backend.reports.reasons import checked_reason
from backend.reports.rights import check_in_charge
from backend.routing.models import Unit

CHUNK = 200
MOST = 2000  # in one call; "all that match" of a fuller tab is done in several


@dataclass(frozen=True)
class Result:
    """What became of one report: its event, or why not."""

    code: str
    event: Event | None = None
    refused: Refused | None = None


@dataclass(frozen=True)
class Done:
    """The results in the order asked for; ``batch`` undoes what was done, see reports.undo.undo_batch."""

    batch: UUID
    results: Sequence[Result]


@dataclass(frozen=True)
class Around:
    """What the deeds of a chunk must know beside the reports, read once: by the number of the report."""

    now: datetime
    by: Staff
    pending: frozenset[int]  # wait for an answer to a transfer
    has_merged: frozenset[int]  # others are merged into them
    words: Mapping[int, str]  # the residents' own
    units: Mapping[int, Sequence[int]]  # numbers of the units on them
    main: Report | None = None  # what they are merged into, as it stands now


Deed = Callable[[Report, Around], Outcome]


def bulk(
    reports: Sequence[Report],
    deed: Deed,
    *,
    by: Staff,
    now: datetime,
    versions: Mapping[str, int] | None = None,
    main: Report | None = None,
) -> Done:
    """Do ``deed`` to every report. ``versions``, by code, are those the person saw; without one any is fine.

    ``main`` is the report they are merged into, held with each chunk.
    """
    if len(reports) > MOST:
        raise Refused(_("Xin chọn không quá %(most)s phản ánh một lần.") % {"most": MOST}, field="codes")
    batch, found = uuid4(), dict[str, Result]()
    each = list({one.pk: one for one in reports}.values())
    for start in range(0, len(each), CHUNK):
        chunk = each[start : start + CHUNK]
        found |= _chunk(chunk, deed, by=by, now=now, batch=batch, versions=versions or {}, main=main)
    return Done(batch, [found[one.code] for one in reports])


def to_assign(to: User | None) -> Deed:
    """Give them to one person of the unit in charge, or to nobody."""
    return lambda report, _around: assigned(report, to)


def to_advance(to: str, move: Move) -> Deed:
    """Take the same step with each, with the same words; photos belong to one report and do not come along."""

    def deed(report: Report, around: Around) -> Outcome:
        has_merged = report.pk in around.has_merged
        with_it = replace(move, main=around.main) if around.main else move
        return lifecycle.outcome(report, to, by=around.by, now=around.now, move=with_it, has_merged=has_merged)

    return deed


def to_transfer(to: Unit, reason: str) -> Deed:
    """Give them to another unit, for one reason."""
    why = checked_reason(reason)

    def deed(report: Report, around: Around) -> Outcome:
        transfer.check_movable(report, is_pending=report.pk in around.pending)
        transfer.check_receiver(report, to, now=around.now)
        return transfer.given(report, to, why, units=around.units[report.pk], now=around.now)

    return deed


def to_publish() -> Deed:
    """Let their words out, masked, where they are not public yet. Photos are let out one by one, after a look."""

    def deed(report: Report, around: Around) -> Outcome:
        check_publishable(report)
        if report.published_at is not None:
            raise Refused(_("Phản ánh đã công khai."), code="no_change")
        changes = words_out(report, mask(around.words.get(report.pk, "")), now=around.now)
        return Outcome(changes, Kind.PUBLISHED, data={"photos": 0})

    return deed


def to_screen(to: Screening, note: str = "") -> Deed:
    """Mark them as spam, or restore them."""

    def deed(report: Report, around: Around) -> Outcome:
        words = around.words.get(report.pk, "")
        return screening.screened(report, to, words=words, note=note, now=around.now)

    return deed


@transaction.atomic
def _chunk(
    reports: Sequence[Report],
    deed: Deed,
    *,
    by: Staff,
    now: datetime,
    batch: UUID,
    versions: Mapping[str, int],
    main: Report | None,
) -> dict[str, Result]:
    wanted = {one.pk for one in reports}
    held = hold_many([*reports, main] if main else reports)
    acts = begin_many([one for one in held if one.pk in wanted], by=by, batch=batch)
    around = _around(acts, by=by, now=now, main=next((one for one in held if main and one.pk == main.pk), None))
    results: dict[str, Result] = {}
    outcomes: list[tuple[Act, Outcome]] = []
    for act in acts:
        try:
            outcomes.append((act, _outcome(act.report, deed, around, versions)))
        except Refused as refused:
            results[act.report.code] = Result(act.report.code, refused=refused)
    events = finish_many(outcomes, by=by, now=now)
    _beside([(act, event) for (act, _), event in zip(outcomes, events, strict=True)], now=now)
    done = zip(outcomes, events, strict=True)
    return results | {act.report.code: Result(act.report.code, event) for (act, _), event in done}


def _outcome(report: Report, deed: Deed, around: Around, versions: Mapping[str, int]) -> Outcome:
    check_in_charge(around.by, report)
    if versions.get(report.code, report.version) != report.version:
        raise Overtaken
    return deed(report, around)


def _around(acts: Sequence[Act], *, by: Staff, now: datetime, main: Report | None) -> Around:
    numbers = [act.report.pk for act in acts]
    pending = Transfer.objects.filter(report__in=numbers, state=TransferState.PENDING)
    merged = Report.objects.filter(merged_into__in=numbers)
    first = Words.objects.filter(event__report__in=numbers, event__number=1)
    return Around(
        now=now,
        by=by,
        pending=frozenset(pending.values_list("report_id", flat=True)),
        has_merged=frozenset(merged.values_list("merged_into_id", flat=True).distinct()),
        words=dict(first.values_list("event__report_id", "body")),
        units={act.report.pk: [pk for pk, _part in act.before["units"]] for act in acts},
        main=main,
    )


def _beside(done: Sequence[tuple[Act, Event]], *, now: datetime) -> None:
    """Write what goes beside the acts: transfers given or taken over, photos of spam taken back. Three statements."""
    given = [(act, event) for act, event in done if event.kind == Kind.TRANSFERRED]
    Transfer.objects.bulk_create(transfer.transfer_row(act, event, to=act.report.unit, now=now) for act, event in given)
    spam = [act.report.pk for act, event in done if event.kind == Kind.MARKED_SPAM]
    if spam:
        public = Photo.objects.filter(report__in=spam).exclude(public_name="")
        public.update(public_name="", public_thumb_name="", published_at=None)
    steps = {act.report.pk: event for act, event in done if act.columns["status"] != act.report.status}
    taken_over = [
        one
        for one in Transfer.objects.filter(report__in=steps, state=TransferState.PENDING)
        if steps[one.report_id].kind != Kind.TRANSFERRED
    ]
    for one in taken_over:
        one.state, one.decided_by = TransferState.ACCEPTED, steps[one.report_id]
    Transfer.objects.bulk_update(taken_over, ["state", "decided_by"])
