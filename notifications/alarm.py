"""An alert is told: to the units concerned, to who is on duty there, to the leaders; and what the letter says."""

from django.conf import settings
from django.utils import translation

from backend.accounts.models import User
from backend.accounts.roster import on_duty
from backend.indicators.alerts import RAISED
from backend.indicators.models import Alert, AlertKind
from backend.reports.models import Event
from backend.reports.said_fields import said
from backend.routing.models import Unit
from notifications.texts import Text, rendered

__all__ = ["RAISED", "alert_of", "alert_url", "letter", "people_on_it", "units_on_it"]


def alert_of(event: Event) -> Alert | None:
    """Return the alert an event is about, with its ward and kind."""
    return Alert.objects.filter(moments__event=event).select_related("ward", "category").first()


def units_on_it(alert: Alert) -> list[Unit]:
    """Return the units that are told. One statement."""
    return list(alert.units.order_by("slug", "id"))


def people_on_it(units: list[Unit], event: Event) -> tuple[list[int], list[int]]:
    """Return who gets letters and notices in person (on duty now), and who else gets notices (all in the units)."""
    duty = [shift.user_id for unit in units for shift in on_duty(unit.pk, now=event.at)]
    there = User.objects.filter(is_active=True, memberships__unit__in=units).distinct().order_by("id")
    return duty, list(there.values_list("pk", flat=True))


def letter(alert: Alert) -> Text:
    """Return what staff read of the alert as it stands now: no word of a resident's, no name of a person."""
    with translation.override("vi"):
        fields = {
            "is_outbreak": alert.kind == AlertKind.OUTBREAK,
            "what": alert.category.name if alert.category else "",
            "place": ", ".join(one for one in (alert.place, alert.ward.title) if one),
            "reports": alert.reports.count(),
            "ill": alert.evidence.get("ill") or 0,
            "expected": alert.evidence.get("expected"),
            "first_at": said(alert.first_report_at),
            "last_at": said(alert.last_report_at),
            "link": alert_url(alert),
        }
        return rendered("alert_raised.txt", fields, language="vi")


def alert_url(alert: Alert) -> str:
    return f"{settings.PUBLIC_URL}/programme/alerts/{alert.pk}"
