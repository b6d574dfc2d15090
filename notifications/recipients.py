"""Which letters an event owes, to whom and by which carrier: one table of kinds, and the few exceptions in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from backend.accounts.leave import substitutes
from backend.accounts.models import Role, User
from backend.indicators.alerts import GROWN
from backend.reports.area_digest import AREA_DIGEST, who_hears
from backend.reports.digest import DIGEST, readers
from backend.reports.follow_area import ASKED
from backend.reports.models import AreaFollower, Contact, Event, Follower, Kind, Part, Report, Rung, Screening
from backend.reports.models.event import ActorKind
from backend.reports.models.standing import HELD_DENUNCIATION
from backend.reports.transfer import LEADER_FROM
from backend.routing.models import Level, Unit
from notifications import alarm, backup_notice
from notifications.models import Carrier
from notifications.subscriptions import who_wants
from notifications.webhooks.notice import SWITCHED_OFF, administrators

REPORTER = "reporter"
_UNIT = "unit:"
_PERSON = "person:"
_FOLLOWER = "follower:"
_AREA = "area:"

TOLD_TO_REPORTER = frozenset(
    {
        Kind.RECEIVED, Kind.ACCEPTED, Kind.ASKED, Kind.RESOLVED, Kind.REJECTED, Kind.REOPENED, Kind.MERGED, Kind.CLOSED,
        Kind.TRANSFERRED, Kind.EXTENDED, Kind.SENT_ON,
    }
)  # fmt: skip
TOLD_BY_SMS = frozenset({Kind.RECEIVED, Kind.ASKED, Kind.RESOLVED})  # a message costs: only what calls for the reporter
TOLD_BY_CALL = TOLD_BY_SMS | {Kind.REJECTED}
TOLD_TO_UNITS = frozenset({Kind.RECEIVED, Kind.RELEASED})
# The one in charge after the act hears of it; of an invitation the unit that is asked.
TOLD_TO_CHARGE = frozenset(
    {
        Kind.REOPENED, Kind.TRANSFERRED, Kind.TRANSFER_RETURNED, Kind.HANDED_OVER, Kind.RECATEGORISED, Kind.MOVED,
        Kind.PHOTOS_ADDED,
    }
)  # fmt: skip
TOLD_TO_PEOPLE = frozenset({Kind.REMINDED, Kind.DUTY_TOLD, Kind.NOTED})
TOLD_TO_FOLLOWERS = frozenset(
    {Kind.ACCEPTED, Kind.RESOLVED, Kind.REJECTED, Kind.REOPENED, Kind.CLOSED, Kind.MERGED, Kind.EXTENDED}
)
TOLD_TO_REPORTERS_BROWSER = TOLD_TO_REPORTER - {Kind.RECEIVED}  # who presses the button knows that it was received
_OF_NO_REPORT = frozenset({DIGEST, ASKED, AREA_DIGEST, SWITCHED_OFF, backup_notice.LATE}) | alarm.TOLD
_ALONE = frozenset({Kind.COOPERATION_ASKED, Kind.FOLLOWED}) | _OF_NO_REPORT
OWING = TOLD_TO_REPORTER | TOLD_TO_UNITS | TOLD_TO_CHARGE | TOLD_TO_PEOPLE | TOLD_TO_FOLLOWERS | _ALONE


@dataclass(frozen=True)
class Owed:
    """A letter to be written for an event."""

    recipient: str
    carrier: Carrier


def owed(event: Event) -> tuple[Owed, ...]:
    """Return the letters ``event`` owes now.

    Reads the report with its contact, and its involvements with their units: the caller fetches them along.
    """
    report = event.report
    if report is None:
        return tuple(_owed_of_no_report(event))
    kind = Kind(event.kind)
    letters: list[Owed] = []
    if kind in TOLD_TO_REPORTER and report.contact is not None:
        letters += [Owed(REPORTER, carrier) for carrier in _carriers_to_reporter(event, kind, report.contact)]
    if _is_told_to_units(event, kind):
        letters += [Owed(unit_recipient(unit.slug), Carrier.EMAIL) for unit in _units_to_tell(event, report, kind)]
    if kind == Kind.REMINDED and report.unit.email:
        letters.append(Owed(unit_recipient(report.unit.slug), Carrier.EMAIL))
    letters += [Owed(follower_recipient(one.pk), _carrier_to(one)) for one in _followers_to_tell(event, report, kind)]
    people = _people_to_tell(event, report, kind)
    if people:
        letters += _to_people(people, on=timezone.localdate(event.at))
    if _is_for_every_desk(event, kind):
        letters += [Owed(person_recipient(pk), Carrier.PUSH) for pk in who_wants(_people_at(report.unit))]
    return tuple(letters)


def _owed_of_no_report(event: Event) -> Iterator[Owed]:
    """Yield the morning's letters to staff, the question to who wants to follow an area, the evening's, alerts."""
    if event.kind == DIGEST:
        yield from (Owed(person_recipient(one.pk), Carrier.EMAIL) for one in readers())
    elif event.kind == ASKED:
        asked = AreaFollower.objects.filter(event=event, contact__by_browser=False).order_by("id")
        yield from (Owed(area_recipient(one.pk), Carrier.EMAIL) for one in asked)
    elif event.kind == AREA_DIGEST:
        yield from (Owed(area_recipient(one.pk), _carrier_to(one)) for one in who_hears(event))
    elif event.kind in alarm.TOLD:
        yield from _owed_of_alert(event)
    elif event.kind in {SWITCHED_OFF, backup_notice.LATE}:
        yield from (Owed(person_recipient(one.pk), Carrier.EMAIL) for one in administrators())


def _owed_of_alert(event: Event) -> Iterator[Owed]:
    """Yield letters to the units on an alert, to who is on duty there and to the leaders; notices to all of them.

    Where nobody takes note for long: to the heads of the units and the programme's office.
    """
    alert = alarm.alert_of(event)
    if alert is None:
        return
    units = alarm.units_on_it(alert, event)
    if alarm.is_for_who_leads(event):
        heads = [head.pk for unit in units for head in heads_of(unit)]
        yield from _to_people([*heads, *alarm.office()], on=timezone.localdate(event.at))
        return
    yield from (Owed(unit_recipient(one.slug), Carrier.EMAIL) for one in units if one.email)
    on_duty, others = alarm.people_on_it(units, event)
    led_by = [] if event.kind == GROWN else [one.pk for one in leaders()]  # they know since it was raised
    told = list(_to_people([*on_duty, *led_by], on=timezone.localdate(event.at)))
    told += [Owed(person_recipient(pk), Carrier.PUSH) for pk in who_wants(others)]
    yield from dict.fromkeys(told)


def _carrier_to(follower: Follower | AreaFollower) -> Carrier:
    return Carrier.PUSH if follower.contact.by_browser else Carrier.EMAIL


def _to_people(people: Iterable[int], *, on: date) -> Iterator[Owed]:
    """Yield letters and notices to people, and to those who stand in for them. Three statements."""
    everyone = set(people) | set(substitutes(people, on=on).values())
    mailed = User.objects.filter(pk__in=everyone, is_active=True).exclude(email="").order_by("id")
    yield from (Owed(person_recipient(one.pk), Carrier.EMAIL) for one in mailed)
    yield from (Owed(person_recipient(pk), Carrier.PUSH) for pk in who_wants(everyone))


def _is_for_every_desk(event: Event, kind: Kind) -> bool:
    """Whether everybody in the unit in charge who wants notices gets one: of what is urgent and new."""
    return kind == Kind.RECEIVED and event.level == Level.URGENT and _is_told_to_units(event, kind)


def _people_at(unit: Unit) -> list[int]:
    return list(User.objects.filter(is_active=True, memberships__unit=unit).values_list("pk", flat=True))


def _people_to_tell(event: Event, report: Report, kind: Kind) -> list[int]:
    """Return who hears of the event in person."""
    if kind == Kind.TRANSFERRED and report.transfer_count >= LEADER_FROM:
        return [leader.pk for leader in leaders()]
    if kind == Kind.REMINDED:
        return list(_reminded(event, report))
    if kind == Kind.NOTED:
        return list(event.mentions.order_by("id").values_list("user_id", flat=True))
    return [event.data["person"]] if kind == Kind.DUTY_TOLD else []


def _followers_to_tell(event: Event, report: Report, kind: Kind) -> list[Follower]:
    """Return who follows the report and hears of the event: of what is public; the new one of the question to them."""
    rows = Follower.objects.select_related("contact").order_by("id")
    if kind == Kind.FOLLOWED:
        return list(rows.filter(event=event, contact__by_browser=False))
    wanted = _told_to_others(event, kind) | _told_to_the_reporter(event, kind)
    if not wanted:
        return []
    of_it = Q(report=report) | Q(report__merged_into=report)  # who followed a duplicate hears of what it repeats
    return list(rows.filter(of_it, wanted, confirmed_at__isnull=False, stopped_at__isnull=True))


def _told_to_others(event: Event, kind: Kind) -> Q:
    is_told = kind in TOLD_TO_FOLLOWERS and event.is_public and event.screening == Screening.CLEAR
    return Q(is_reporter=False) if is_told else Q()


def _told_to_the_reporter(event: Event, kind: Kind) -> Q:
    is_told = kind in TOLD_TO_REPORTERS_BROWSER and event.screening != Screening.SPAM
    return Q(is_reporter=True) if is_told and not _said_it_themselves(event, kind) else Q()


def _reminded(event: Event, report: Report) -> Iterator[int]:
    """Yield who is told on this rung beside the unit: whoever has the report, then the heads, then the leaders, too."""
    rung = Rung(event.data["rung"])
    if report.assignee_id:
        yield report.assignee_id
    if rung == Rung.DUE_SOON:
        return
    yield from (one.pk for one in heads_of(report.unit))
    if rung == Rung.LONG_OVERDUE:
        yield from (one.pk for one in leaders())


def heads_of(unit: Unit) -> list[User]:
    """Return the heads of a unit. One statement."""
    people = User.objects.filter(is_active=True, memberships__unit=unit, memberships__role=Role.UNIT_HEAD).distinct()
    return list(people.order_by("id"))


def unit_recipient(slug: str) -> str:
    return f"{_UNIT}{slug}"


def person_recipient(pk: int) -> str:
    return f"{_PERSON}{pk}"


def person_number(recipient: str) -> int | None:
    """Return the number of the person a letter goes to, None where it goes to nobody who works here."""
    return int(recipient.removeprefix(_PERSON)) if recipient.startswith(_PERSON) else None


def follower_recipient(pk: int) -> str:
    return f"{_FOLLOWER}{pk}"


def follower_number(recipient: str) -> int | None:
    """Return the number of the follower a letter goes to, None where it goes to somebody else."""
    return int(recipient.removeprefix(_FOLLOWER)) if recipient.startswith(_FOLLOWER) else None


def area_recipient(pk: int) -> str:
    return f"{_AREA}{pk}"


def area_follower_number(recipient: str) -> int | None:
    """Return the number of who follows an area and gets the letter, None where it goes to somebody else."""
    return int(recipient.removeprefix(_AREA)) if recipient.startswith(_AREA) else None


def leaders() -> list[User]:
    """Return the district's leaders. One statement."""
    people = User.objects.filter(is_active=True, memberships__role=Role.LEADER).distinct()
    return list(people.order_by("id"))


def unit_slug(recipient: str) -> str | None:
    """Return the slug of the unit a letter goes to, None where it goes to the reporter."""
    return recipient.removeprefix(_UNIT) if recipient.startswith(_UNIT) else None


def _carriers_to_reporter(event: Event, kind: Kind, contact: Contact) -> Iterator[Carrier]:
    if event.screening == Screening.SPAM or _said_it_themselves(event, kind) or event.data.get("quiet"):
        return
    if contact.email:
        yield Carrier.EMAIL
    if not contact.phone:
        return
    if settings.SMS_GATEWAY_URL and kind in TOLD_BY_SMS:
        yield Carrier.SMS
    elif not contact.email and kind in TOLD_BY_CALL and event.screening == Screening.CLEAR:
        yield Carrier.CALL


def _said_it_themselves(event: Event, kind: Kind) -> bool:
    """Whether the reporter has just closed the report with a click: they need no letter to know."""
    return kind == Kind.CLOSED and event.actor_kind == ActorKind.REPORTER


def _is_told_to_units(event: Event, kind: Kind) -> bool:
    """Whether units hear of the event: of a held report only once a person released it, of a denunciation never."""
    if event.report is None or event.report.held_as == HELD_DENUNCIATION or event.screening != Screening.CLEAR:
        return False
    if kind == Kind.REOPENED:
        return event.actor_kind == ActorKind.REPORTER
    if kind in {Kind.RECATEGORISED, Kind.MOVED}:
        before = event.data.get("before", {})
        return bool(event.unit and before.get("unit") != event.unit.code)
    return kind in TOLD_TO_UNITS | TOLD_TO_CHARGE | {Kind.COOPERATION_ASKED}


def _units_to_tell(event: Event, report: Report, kind: Kind) -> list[Unit]:
    """Return the units with a mail box that hear of the event: all on a new report, else the one it concerns."""
    on_it = [one for one in report.involvements.all() if one.unit.email]
    if kind == Kind.COOPERATION_ASKED:
        return [one.unit for one in on_it if one.unit.code == event.data["unit"]]
    parts = {Part.CHARGE} if kind in TOLD_TO_CHARGE else {Part.CHARGE, Part.WITH}
    return [one.unit for one in on_it if one.part in parts]
