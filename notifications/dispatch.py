"""Letters leave: what events owe is written down, then each due letter is claimed, sent and ticked off.

At least once, never lost: a worker killed between sending and ticking off leaves its claim to run out, and the letter
goes out again with the same Message-ID (or message id), by which mail systems and gateways know it. A claim is a
conditional UPDATE, so that any number of workers may drain at once and only one has a letter at a time.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db.models import F, Q
from django.utils import timezone

from backend.accounts.models import User
from backend.core import edition, trace
from backend.indicators.models import Alert
from backend.reports import links
from backend.reports.digest import DIGEST
from backend.reports.models import Contact, Event, Kind, Report, Screening, Status
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.reports.undo import was_undone
from backend.routing.models import Level
from notifications import alarm, backup_notice, calls, texts
from notifications.carriers import email, sms
from notifications.carriers.unsent import CarrierAway, Unsent
from notifications.following import to_area_follower, to_follower
from notifications.hours import earliest
from notifications.models import Carrier, Letter, LetterQuerySet
from notifications.notices import notice_of, notify
from notifications.outcome import GivenUp, Outcome, PutOff, Sent
from notifications.owing import write_letters
from notifications.recipients import area_follower_number, follower_number, person_number, unit_slug
from notifications.step import taken
from notifications.webhooks import notice as webhook_notice

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)  # a worker that dies while sending leaves the letter to others after this long
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(PAUSES) + 1
AWAY_PAUSE = timedelta(minutes=1)
AWAY_AT_MOST = timedelta(days=3)  # a carrier that does not come back: then somebody has to look after each letter
WORKER_DIED = "worker_died"
_BATCH = 20
_PUSHES = 5
_TO_ADMINISTRATORS = {webhook_notice.SWITCHED_OFF: webhook_notice.letter, backup_notice.LATE: backup_notice.letter}
_ONE_READING = timedelta(seconds=1)
_ROUND_S = 60.0  # then the worker's other jobs have their turn

Now = Callable[[], datetime]


@dataclass(frozen=True)
class Drained:
    """What one call did: letters newly written down, sent, put off after a failure or in the night, given up."""

    written: int = 0
    sent: int = 0
    put_off: int = 0
    given_up: int = 0


def drain(now: datetime) -> Drained:
    """Write down and send what is due at ``now``; return what was done. Any number of workers may call it at once."""
    edition.refresh()
    passed = time.monotonic()

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - passed)

    written = write_letters(now=now)
    given_up = _give_up_abandoned(now) + calls.give_up_to_the_erased(now) + calls.give_up_those_too_late(now)
    outcomes = list(_sendings(moment))
    return Drained(
        written=written,
        sent=sum(isinstance(one, Sent) for one in outcomes),
        put_off=sum(isinstance(one, PutOff) for one in outcomes),
        given_up=given_up + sum(isinstance(one, GivenUp) for one in outcomes),
    )


def _sendings(moment: Now) -> Iterator[Outcome]:
    """Send letter after letter and yield what became of each."""
    ends, read = moment() + timedelta(seconds=_ROUND_S), _Reading()
    while moment() < ends and (due := _due(moment())):
        for pk in due:
            if _claim(pk, moment()):
                letter = Letter.objects.get(pk=pk)
                letter.event = read.event_of(letter, moment())
                yield _handled(letter, moment)


class _Reading:
    """The event of letters that follow each other: what all units hear of one event is read once, for a moment."""

    def __init__(self) -> None:
        self._event: Event | None = None
        self._until: datetime | None = None

    def event_of(self, letter: Letter, now: datetime) -> Event:
        if self._event is None or self._until is None or self._event.pk != letter.event_id or now >= self._until:
            self._event, self._until = _event(letter), now + _ONE_READING
        return self._event


def _handled(letter: Letter, moment: Now) -> Outcome:
    """Send the letter and tick it off, under the number of the request that its event came of."""
    with trace.of(letter.event.trace):
        outcome = taken(f"Letter {letter.pk}", partial(_outcome, letter, moment)) or _later(letter, "error", moment())
        _tick_off(letter, outcome, now=moment())
        what = type(outcome).__name__
        log.info("Letter %s of event %s by %s: %s", letter.pk, letter.event_id, letter.carrier, what)
    return outcome


def _due(now: datetime) -> list[int]:
    """Return what leaves next: notices go a few at a time when no letter waits, for anybody can name a slow browser."""
    letters = _free(now).order_by("not_before", "id").values_list("pk", flat=True)
    return list(letters.exclude(carrier=Carrier.PUSH)[:_BATCH]) or list(letters.filter(carrier=Carrier.PUSH)[:_PUSHES])


def _claim(pk: int, now: datetime) -> bool:
    """Take the letter if it is still free. The attempt counts from here: a letter that kills its worker ends too."""
    return bool(_free(now).filter(pk=pk).update(lease_until=now + LEASE, attempts=F("attempts") + 1))


def _free(now: datetime) -> LetterQuerySet:
    """Limit to letters that may leave now and that no living worker holds."""
    unclaimed = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return Letter.objects.to_send().filter(unclaimed, not_before__lte=now, attempts__lt=MOST_ATTEMPTS)


def _outcome(letter: Letter, moment: Now) -> Outcome:
    try:
        return _send(letter, now=moment())
    except CarrierAway as away:
        return _all_wait(letter, away.code, moment())
    except Unsent as unsent:
        return GivenUp(unsent.code) if unsent.is_final else _later(letter, unsent.code, moment())


def _later(letter: Letter, code: str, now: datetime) -> Outcome:
    if letter.attempts >= MOST_ATTEMPTS:
        return GivenUp(code)
    return PutOff(now + PAUSES[letter.attempts - 1], code)


def _all_wait(letter: Letter, code: str, now: datetime) -> Outcome:
    """Put off everything of a carrier that is away: that is no letter's own failure, and asking once is enough."""
    until = now + AWAY_PAUSE
    _free(now).filter(carrier=letter.carrier).exclude(pk=letter.pk).update(not_before=until, last_error=code)
    if now - letter.event.at > AWAY_AT_MOST:
        return GivenUp(code)
    return PutOff(until, code, is_counted=False)


def _send(letter: Letter, *, now: datetime) -> Outcome:
    """Send the letter to the address that holds now. Raises Unsent."""
    event = letter.event
    report = event.report
    if report is None:
        return _of_no_report(letter, event, now=now)
    awake = earliest(now, carrier=letter.carrier, is_urgent=event.level == Level.URGENT)
    if awake > now:
        return PutOff(awake, is_counted=False)
    if code := _why_pointless(event, report):
        return GivenUp(code)
    return _to_recipient(letter, event, report, now=now)


def _of_no_report(letter: Letter, event: Event, *, now: datetime) -> Outcome:
    if event.kind == DIGEST:
        return _digest(letter, event, now=now)
    if event.kind in alarm.TOLD:
        return _of_alert(letter, event)
    if event.kind in _TO_ADMINISTRATORS:
        return _to_administrator(letter, event)
    if number := area_follower_number(letter.recipient):
        return to_area_follower(letter, event, number, now=now)
    return GivenUp("no_report")


def _digest(letter: Letter, event: Event, *, now: datetime) -> Outcome:
    """Send the morning's letter while it is still this morning's."""
    if timezone.localdate(now) != timezone.localdate(event.at):
        return GivenUp("too_late")
    person = User.objects.filter(pk=person_number(letter.recipient) or 0, is_active=True).first()
    if person is None:
        return GivenUp("not_involved")
    return _mail(letter, person.email, texts.digest(person, now=now))


def _to_administrator(letter: Letter, event: Event) -> Outcome:
    person = User.objects.filter(pk=person_number(letter.recipient) or 0, is_active=True).first()
    text = _TO_ADMINISTRATORS[event.kind](event)
    return _mail(letter, person.email, text) if person and text else GivenUp("done_meanwhile")


def _of_alert(letter: Letter, event: Event) -> Outcome:
    """Send word of an alert, as it stands now, to a unit or a person on it."""
    alert = alarm.alert_of(event)
    if alert is None or not alarm.is_still_news(alert, event):
        return GivenUp("done_meanwhile")
    text = alarm.letter(alert, event)
    if slug := unit_slug(letter.recipient):
        unit = alert.units.filter(slug=slug).first()
        return _mail(letter, unit.email, text) if unit else GivenUp("not_involved")
    person = User.objects.filter(pk=person_number(letter.recipient) or 0, is_active=True).first()
    if person is None or not Alert.objects.for_staff(person).filter(pk=alert.pk).exists():
        return GivenUp("not_involved")
    if letter.carrier == Carrier.PUSH:
        notice = notice_of(letter.name, text, alarm.alert_url(alert))
        return Sent() if notify(person, notice) else GivenUp("no_address")
    return _mail(letter, person.email, text)


def _to_recipient(letter: Letter, event: Event, report: Report, *, now: datetime) -> Outcome:
    if slug := unit_slug(letter.recipient):
        return _to_unit(letter, event, report, slug)
    if number := person_number(letter.recipient):
        return _to_person(letter, event, report, number)
    if number := follower_number(letter.recipient):
        return to_follower(letter, event, report, number, now=now)
    return _to_reporter(letter, event, report)


def _event(letter: Letter) -> Event:
    """Return the letter's event with all that its text names."""
    events = Event.objects.select_related(
        "words", "unit", "report__contact", "report__category", "report__street", "report__ward", "report__unit"
    )
    return events.prefetch_related("report__involvements__unit").get(pk=letter.event_id)


def _why_pointless(event: Event, report: Report) -> str:
    """Return why the letter would be wrong by now, empty where it is still true."""
    if event.kind == Kind.ASKED and report.asked_at != event.at:
        return "question_is_over"
    if event.kind in {Kind.TRANSFERRED, Kind.HANDED_OVER} and event.unit_id != report.unit_id:
        return "moved_on"
    is_called_in_vain = event.kind == Kind.DUTY_TOLD and report.status != Status.RECEIVED
    if is_called_in_vain or (event.kind == Kind.REMINDED and not report.is_open):
        return "done_meanwhile"
    if event.kind == Kind.MERGED and report.status != Status.DUPLICATE:
        return "merge_undone"
    return "undone" if was_undone(event) else ""


def _to_reporter(letter: Letter, event: Event, report: Report) -> Outcome:
    contact = report.contact
    if contact is None or contact.erased_at:
        return GivenUp("erased")
    if letter.carrier == Carrier.SMS:
        return _message(letter, event, report, contact)
    return _mail(letter, contact.email, texts.mail_to_reporter(event, report, contact))


def _to_unit(letter: Letter, event: Event, report: Report, slug: str) -> Outcome:
    if report.screening != Screening.CLEAR or report.held_as == HELD_DENUNCIATION:
        return GivenUp("held")
    unit = next((one.unit for one in report.involvements.all() if one.unit.slug == slug), None)
    if unit is None:
        return GivenUp("not_involved")
    return _mail(letter, unit.email, texts.mail_to_unit(event, report, unit))


def _to_person(letter: Letter, event: Event, report: Report, number: int) -> Outcome:
    """Send to somebody who works here, if they still do and still may see the report."""
    person = User.objects.filter(pk=number, is_active=True).first()
    if person is None or not Report.objects.for_staff(person).filter(pk=report.pk).exists():
        return GivenUp("not_involved")
    if letter.carrier == Carrier.PUSH:
        notice = notice_of(letter.name, texts.mail_to_person(event, report), links.staff_url(report))
        return Sent() if notify(person, notice) else GivenUp("no_address")
    return _mail(letter, person.email, texts.mail_to_person(event, report))


def _mail(letter: Letter, to: str, text: texts.Text) -> Outcome:
    if not to:
        return GivenUp("no_address")
    email.send(email.Mail(letter.name, to, text.subject, text.body))
    return Sent()


def _message(letter: Letter, event: Event, report: Report, contact: Contact) -> Outcome:
    if not contact.phone:
        return GivenUp("no_address")
    text = texts.sms_to_reporter(event, report, contact)
    sms.send(sms.Message(letter.name, contact.phone, text.body))
    return Sent()


def _tick_off(letter: Letter, outcome: Outcome, *, now: datetime) -> None:
    """Write down what became of a claimed letter. Nothing happens where somebody else has ticked it off meanwhile."""
    mine = Letter.objects.unsent().filter(pk=letter.pk)
    match outcome:
        case Sent():
            mine.update(sent_at=now, lease_until=None, last_error="")
        case GivenUp(code=code):
            mine.update(gave_up_at=now, lease_until=None, last_error=code)
        case PutOff(until=until, code=code, is_counted=is_counted):
            attempts = letter.attempts if is_counted else letter.attempts - 1
            mine.update(not_before=until, lease_until=None, last_error=code, attempts=attempts)


def _give_up_abandoned(now: datetime) -> int:
    """Give up letters whose last attempt ended with its worker's death."""
    abandoned = Letter.objects.to_send().filter(attempts__gte=MOST_ATTEMPTS, lease_until__lte=now)
    return abandoned.update(gave_up_at=now, lease_until=None, last_error=WORKER_DIED)
