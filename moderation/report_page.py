"""The page of one report as staff see it: put together here, for the first look and after every attempt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.core.age import age
from backend.core.errors import Refused
from backend.places.geometry import Point
from backend.places.in_force import day_in_force
from backend.places.locate import Neighbour, locate
from backend.reports.act import Overtaken
from backend.reports.alike import alike_to
from backend.reports.described import fetch_sent_photos
from backend.reports.difference import difference
from backend.reports.earlier import earlier
from backend.reports.history import Line, staff_history
from backend.reports.lifecycle import open_steps
from backend.reports.masking import mask
from backend.reports.models import Channel, Kind, OutsideLink, Report, Screening
from backend.reports.note import seen
from backend.reports.open_acts import Deed, open_acts
from backend.reports.ready_answers import fitting
from backend.reports.refusals import REFUSALS
from backend.reports.rights import may_act
from backend.reports.support import others_with_it
from backend.reports.ties import ties_of
from backend.reports.titles import title_of
from backend.reports.undo import last_of
from moderation.act_forms import ActForm, Tried, act_forms
from moderation.changes import Change, since
from moderation.door import StaffRequest, acting, for_staff, report_of, told_to_wait
from moderation.rows import category_name, time_left, time_to_accept
from moderation.step_forms import Typed, forms, from_ready, may_publish
from moderation.told import told
from notifications import calls
from notifications.live.news import latest_seq
from notifications.models import Letter
from notifications.unsent import why

_MOST_COLLEAGUES = 8


@dataclass(frozen=True)
class Attempt:
    """A deed that was refused: why, what was typed, and the version the person had seen."""

    refused: Refused
    typed: Typed
    version: int = 0
    deed: Tried | None = None

    @property
    def wrong(self) -> Mapping[str, str]:
        return {one.field or "": one.message for one in self.refused.refusals}

    @property
    def is_overtaken(self) -> bool:
        return isinstance(self.refused, Overtaken)


@dataclass(frozen=True)
class LostLetter:
    """A letter nobody could deliver: of what, to whom, by what, and why not."""

    title: str
    recipient: str
    carrier: str
    reason: str


@require_safe
@for_staff
def report_page(request: StaffRequest, code: str) -> HttpResponse:
    report = report_of(request, code)
    seen(report, request.user, now=timezone.now())
    return page(request, report)


def page(
    request: StaffRequest, report: Report, *, attempt: Attempt | None = None, shows_contact: bool = False
) -> HttpResponse:
    """Show the report, after a refused ``attempt`` with its words and all that was typed."""
    now, seq = timezone.now(), latest_seq()
    said = told(report, reader=request.user)
    is_ours = may_act(request.user, report)
    context = {
        "report": report,
        "told": said,
        "seq": seq,
        "category": category_name(report.category),
        "age": age(report.created_at, now=now),
        "left": time_left(report, now=now),
        "to_accept": time_to_accept(report, now=now),
        "is_ours": is_ours,
        "shows_contact": shows_contact and is_ours,
        "attempt": attempt,
        "changes": _changes(report, attempt),
    }
    status = attempt.refused.status if attempt else 200
    whole = context | _what_was_told(request, report, said.words, now=now)
    whole |= _what_to_do(request, report, said.words, attempt, now=now)
    response = render(request, "staff/report.html", whole, status=status)
    return told_to_wait(response, attempt.refused) if attempt else response


def _what_was_told(request: StaffRequest, report: Report, words: str, *, now: datetime) -> dict[str, object]:
    alike = alike_to(report, words=words, reader=request.user) if report.is_open else ()
    if not report.is_open:
        fetch_sent_photos([report])
    history = staff_history(report, reader=request.user)
    merged = list(report.merged.only("code", "supporters").order_by("id"))
    return {
        "photos": report.sent_photos,  # type: ignore[attr-defined]  # fetched with what is alike, or above
        "outside_links": _outside_links(report, history),
        "neighbours": _neighbours(report, now=now),
        "alike": alike,
        "earlier": earlier(report, reader=request.user),
        "history": history,
        "merged": merged,
        "others": others_with_it(report, merged),
        "parts": report.parts.only("code").order_by("id"),
    }


def _outside_links(report: Report, history: Sequence[Line]) -> Sequence[OutsideLink]:
    """Return the links that programs sent; no statement where none can have."""
    is_told = report.channel == Channel.OPEN311 or any(line.kind == Kind.PROGRAM_SAID for line in history)
    return list(report.outside_links.order_by("id")) if is_told else ()


def _what_to_do(
    request: StaffRequest, report: Report, words: str, attempt: Attempt | None, *, now: datetime
) -> dict[str, object]:
    steps, ties = open_steps(report, by=acting(request)), ties_of(report)
    deeds = open_acts(report, by=acting(request), ties=ties)
    untouched = Typed(release=may_publish(report), text=report.public_text or mask(words))
    ready = fitting(report, now=now) if steps else ()
    typed = attempt.typed if attempt else from_ready(request.GET.get("template", ""), ready, steps, first=untouched)
    step_forms = forms(steps, first=untouched, typed=typed, wrong=attempt.wrong if attempt else {}, ready=ready)
    acts = act_forms(report, deeds, now=now, tried=attempt.deed if attempt else None)
    return {
        "steps": step_forms,
        "is_tried": any(form.typed is typed for form in step_forms),
        "acts": acts,
        "ties": ties,
        "undo": last_of(request.user.pk, report=report, now=now),
        "untouched": untouched,
        "difference": difference(words, untouched.text) if may_publish(report) else (),
        "may_publish": may_publish(report),
        "may_note": Deed.NOTE in deeds,
        "colleagues": _colleagues(acts),
        "is_unverified": report.screening == Screening.UNVERIFIED,
        "is_spam": report.screening == Screening.SPAM,
        "refusals": REFUSALS.values(),
        "calls": [(letter, title_of(letter.event)) for letter in calls.waiting(report)],
        "lost_letters": _lost_letters(report),
    }


def _colleagues(acts: Sequence[ActForm]) -> Sequence[str]:
    """Return who may be named with one click: the first of those the report may be given to."""
    people = [shown.choices for form in acts if form.deed == Deed.ASSIGN for shown in form.inputs]
    return [username for choices in people for username, _name in choices][:_MOST_COLLEAGUES]


def _changes(report: Report, attempt: Attempt | None) -> Sequence[Change]:
    return since(report, attempt.version) if attempt and attempt.is_overtaken else ()


def _neighbours(report: Report, *, now: datetime) -> Sequence[Neighbour]:
    if not report.near_boundary:
        return ()
    return locate(Point(report.lat, report.lon), on=day_in_force(now)).neighbours


def _lost_letters(report: Report) -> Sequence[LostLetter]:
    letters = Letter.objects.filter(event__report=report, gave_up_at__isnull=False).select_related("event")
    return [
        LostLetter(
            title=title_of(letter.event),
            recipient=_("người phản ánh") if letter.recipient == "reporter" else _("đơn vị"),
            carrier=str(letter.get_carrier_display()),
            reason=why(letter.last_error),
        )
        for letter in letters.order_by("gave_up_at", "id")
    ]
