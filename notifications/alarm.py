"""An alert is told: to the units concerned, to who is on duty there, to the leaders; and what the letter says."""

from django.conf import settings
from django.utils import translation

from backend.accounts.models import Role, User
from backend.accounts.roster import on_duty
from backend.indicators.alerts import GROWN, RAISED, REMINDED
from backend.indicators.models import Alert, AlertKind, AlertState
from backend.indicators.remind_alerts import TO_WHO_LEADS
from backend.reports.models import Event
from backend.reports.said_fields import said
from backend.routing.models import Unit
from notifications.texts import Text, rendered

TOLD = frozenset({RAISED, GROWN, REMINDED})


def alert_of(event: Event) -> Alert | None:
    """Return the alert an event is about, with its ward and kind."""
    return Alert.objects.filter(moments__event=event).select_related("ward", "category").first()


def units_on_it(alert: Alert, event: Event) -> list[Unit]:
    """Return the units that are told: each once, those that came to the alert as it grew by that event. Two statements.

    Where nobody took note, all of them.
    """
    units = alert.units.order_by("slug", "id")
    if event.kind == REMINDED:
        return list(units)
    if event.kind == GROWN:
        return list(units.filter(slug__in=event.data.get("units", ())))
    grown = alert.moments.filter(event__kind=GROWN).values_list("event__data", flat=True)
    return list(units.exclude(slug__in=[slug for data in grown for slug in data.get("units", ())]))


def is_for_who_leads(event: Event) -> bool:
    """Whether nobody took note for so long that who leads the units hears of it, and the programme's office."""
    return event.kind == REMINDED and event.data["rung"] >= TO_WHO_LEADS


def is_still_news(alert: Alert, event: Event) -> bool:
    """Whether the event is worth a letter as the alert stands now: that nobody took note of it, only while it is so."""
    return alert.state == AlertState.RAISED if event.kind == REMINDED else alert.closed_at is None


def office() -> list[int]:
    """Return the people of the programme's office. One statement."""
    people = User.objects.filter(is_active=True, memberships__role=Role.PROGRAMME_OFFICE).distinct().order_by("id")
    return list(people.values_list("pk", flat=True))


def people_on_it(units: list[Unit], event: Event) -> tuple[list[int], list[int]]:
    """Return who gets letters and notices in person (on duty now), and who else gets notices (all in the units)."""
    duty = [shift.user_id for unit in units for shift in on_duty(unit.pk, now=event.at)]
    there = User.objects.filter(is_active=True, memberships__unit__in=units).distinct().order_by("id")
    return duty, list(there.values_list("pk", flat=True))


def letter(alert: Alert, event: Event) -> Text:
    """Return what staff read of the alert as it stands now: no word of a resident's, no name of a person."""
    with translation.override("vi"):
        fields = {
            "is_outbreak": alert.kind == AlertKind.OUTBREAK,
            "what": alert.category.name if alert.category else "",
            "place": ", ".join(one for one in (alert.place, alert.ward.title) if one),
            "reports": alert.reports.that_stand().count(),
            "ill": alert.evidence.get("ill") or 0,
            "expected": alert.evidence.get("expected"),
            "first_at": said(alert.first_report_at),
            "last_at": said(alert.last_report_at),
            "waited": event.data["minutes"] if event.kind == REMINDED else 0,
            "link": alert_url(alert),
        }
        return rendered("alert_raised.txt", fields, language="vi")


def alert_url(alert: Alert) -> str:
    return f"{settings.PUBLIC_URL}/programme/alerts/{alert.pk}"
